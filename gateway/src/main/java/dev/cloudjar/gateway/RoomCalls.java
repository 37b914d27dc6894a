package dev.cloudjar.gateway;

import dev.cloudjar.catalog.OperationModel;
import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Clock;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.gateway.exchange.WholeBody;
import dev.cloudjar.wire.ConstraintCheck;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

/** Calls between rooms: the way of a request without doors and codecs, through the same gate. */
final class RoomCalls implements Call.Calls {
  private final OpenRooms rooms;
  private final ConstraintCheck constraints;
  private final Gatekeeper gatekeeper;
  private final Clock clock;
  private final List<CallObserver> observers;
  private final Map<Class<?>, RegisteredOperations> byRequestClass = new ConcurrentHashMap<>();

  RoomCalls(
      OpenRooms rooms,
      ConstraintCheck constraints,
      Gatekeeper gatekeeper,
      Clock clock,
      List<CallObserver> observers) {
    this.rooms = rooms;
    this.constraints = constraints;
    this.gatekeeper = gatekeeper;
    this.clock = clock;
    this.observers = List.copyOf(observers);
  }

  @Override
  public <I extends AwsRequest, O extends AwsResponse> O to(
      Call origin, Principal as, I request, Class<O> response) {
    RegisteredOperations operations = operationsFor(request.getClass());
    OperationModel model = operations.model(request.getClass());
    RegisteredOperation<?> operation = operations.find(model.name());
    if (operation == null) {
      throw Faults.notImplemented(operations.service().serviceId(), model.name(), "");
    }
    Destination destination = destination(operations.service(), model, origin.region());
    Call call = call(origin, as, destination);
    Trail trail = new Trail(observers);
    trail.begin(call);
    trail.read(request);
    try {
      constraints
          .check(destination.service(), model, request)
          .ifPresent(
              error -> {
                throw Errors.fault(error);
              });
      gatekeeper.admit(destination, call, operation, request);
      RegisteredOperation.Result result =
          operation.perform(call, request, new WholeBody(ByteBuffer.allocate(0)));
      trail.answered(result.response(), model.successStatus());
      return response.cast(result.response());
    } catch (Fault e) {
      trail.refused(e.code(), e.status().orElse(400));
      throw e;
    }
  }

  private static Destination destination(
      ServiceModel service, OperationModel operation, String region) {
    return new Destination(service, operation, service.protocol(), region, null);
  }

  private Call call(Call origin, Principal as, Destination destination) {
    return new Call(
        destination.service().name(),
        destination.operation().name(),
        as.accountId(),
        origin.region(),
        as,
        Optional.empty(),
        RequestIds.next(destination.errorFamily()),
        clock.now(),
        new Call.Http(Optional.empty(), true, "localhost", name -> Optional.empty(), "", false),
        this);
  }

  private RegisteredOperations operationsFor(Class<?> request) {
    RegisteredOperations known = byRequestClass.get(request);
    if (known == null) {
      known = rooms.findByModelPackage(request.getPackageName());
      if (known == null) {
        throw Faults.notImplemented(request.getPackageName(), request.getSimpleName(), "");
      }
      byRequestClass.put(request, known);
    }
    return known;
  }
}
