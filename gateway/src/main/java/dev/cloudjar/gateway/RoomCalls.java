package dev.cloudjar.gateway;

import dev.cloudjar.catalog.OperationModel;
import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.cloud.Body;
import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Calls;
import dev.cloudjar.cloud.Clock;
import dev.cloudjar.cloud.Content;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Gate;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.RoomCaller;
import dev.cloudjar.cloud.WholeBody;
import dev.cloudjar.wire.ConstraintCheck;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

/** Calls between rooms: the way of a request without doors and codecs, through the same gate. */
final class RoomCalls implements Calls {
  private static final Content NOTHING = new Content.Bytes(ByteBuffer.allocate(0));

  private final OpenRooms rooms;
  private final ConstraintCheck constraints;
  private final Observers observers;
  private final Map<Class<?>, RegisteredOperations> byRequestClass = new ConcurrentHashMap<>();
  private volatile @Nullable Gatekeeper gatekeeper;
  private volatile @Nullable Clock clock;

  RoomCalls(OpenRooms rooms, ConstraintCheck constraints, Observers observers) {
    this.rooms = rooms;
    this.constraints = constraints;
    this.observers = observers;
  }

  /** Says who judges calls, and when they are; before that none can be made. */
  void furnish(Gatekeeper judge, Clock virtual) {
    gatekeeper = judge;
    clock = virtual;
  }

  @Override
  public <I extends AwsRequest, O extends AwsResponse> O call(
      RoomCaller caller, I request, Body body, Class<O> response) {
    RegisteredOperation.Result result = perform(caller, request, body);
    result.close();
    return response.cast(result.response());
  }

  @Override
  public <I extends AwsRequest, O extends AwsResponse> Operations.Download<O> download(
      RoomCaller caller, I request, Class<O> response) {
    RegisteredOperation.Result result =
        perform(caller, request, new WholeBody(ByteBuffer.allocate(0)));
    return new Operations.Download<>(response.cast(result.response()), content(result));
  }

  @Override
  public Gate.Decision decide(Call call, List<Gate.Need> needs) {
    return Objects.requireNonNull(gatekeeper).decide(call, needs);
  }

  private RegisteredOperation.Result perform(RoomCaller caller, AwsRequest request, Body body) {
    RegisteredOperations operations = operationsFor(request.getClass());
    OperationModel model = operations.model(request.getClass());
    RegisteredOperation<?> operation = operations.find(model.name());
    if (operation == null) {
      throw Faults.notImplemented(operations.service().serviceId(), model.name(), "");
    }
    Destination destination = destination(operations.service(), model, caller.region());
    Call call = call(caller, destination);
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
      Objects.requireNonNull(gatekeeper).admit(destination, call, operation, request);
      RegisteredOperation.Result result = operation.perform(call, request, body);
      if (result.events() != null) {
        throw new IllegalStateException(model.name() + " has events, which rooms tell by Events");
      }
      trail.answered(result.response(), model.successStatus());
      return operations.isWatched()
          ? new RegisteredOperation.Result(
              result.response(),
              trail.watched(operations, call, model.successStatus(), content(result)))
          : result;
    } catch (Fault e) {
      int status = e.status().orElse(400);
      trail.refused(e.code(), e.getMessage(), status);
      if (operations.isWatched()) {
        trail.watched(operations, call, status, NOTHING);
      }
      throw e;
    }
  }

  private static Content content(RegisteredOperation.Result result) {
    Content content = result.content();
    return content != null ? content : NOTHING;
  }

  private static Destination destination(
      ServiceModel service, OperationModel operation, String region) {
    return new Destination(service, operation, service.protocol(), region, null);
  }

  private Call call(RoomCaller caller, Destination destination) {
    return new Call(
        destination.service().name(),
        destination.operation().name(),
        caller.principal().accountId(),
        destination.region(),
        caller.principal(),
        Optional.empty(),
        caller.session(),
        RequestIds.next(destination.errorFamily()),
        Objects.requireNonNull(clock).now(),
        new Call.Http(Optional.empty(), true, "localhost", name -> Optional.empty(), "", false),
        caller.calledVia(),
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
