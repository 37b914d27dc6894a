package dev.cloudjar.gateway;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Content;
import dev.cloudjar.gateway.exchange.Incoming;
import dev.cloudjar.gateway.exchange.Outgoing;
import dev.cloudjar.gateway.exchange.RequestHandler;
import dev.cloudjar.wire.Reply;
import dev.cloudjar.wire.RequestHead;
import dev.cloudjar.wire.WireError;
import dev.cloudjar.wire.protocol.Codecs;
import dev.cloudjar.wire.sigv4.SigV4;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;

/** The way of a request, from whatever door it came in by to its answer. */
public final class Gateway implements RequestHandler {
  private final Router router;
  private final OpenRooms rooms;
  private final Cloud cloud;
  private final Authenticator authenticator;
  private final Gatekeeper gatekeeper;
  private final BodyGatherer gatherer;
  private final Call.Calls calls;
  private final List<CallObserver> observers;

  Gateway(
      Router router,
      OpenRooms rooms,
      Cloud cloud,
      Authenticator authenticator,
      Gatekeeper gatekeeper,
      BodyGatherer gatherer,
      Call.Calls calls,
      List<CallObserver> observers) {
    this.router = router;
    this.rooms = rooms;
    this.cloud = cloud;
    this.authenticator = authenticator;
    this.gatekeeper = gatekeeper;
    this.gatherer = gatherer;
    this.calls = calls;
    this.observers = List.copyOf(observers);
  }

  @Override
  public Exchange open(Incoming incoming) {
    return new Journey(incoming);
  }

  /** One request on its way. */
  private final class Journey implements Exchange {
    private final Incoming incoming;
    private @Nullable Route route;
    private @Nullable RuntimeException lost;

    Journey(Incoming incoming) {
      this.incoming = incoming;
    }

    @Override
    public boolean immediate() {
      ByteBuffer whole = incoming.whole();
      if (whole == null) {
        return false;
      }
      Route known;
      try {
        known = router.route(incoming.head(), whole);
      } catch (RuntimeException e) {
        lost = e;
        return true;
      }
      route = known;
      RegisteredOperations operations = rooms.ifOpen(known.service().name());
      RegisteredOperation<?> operation =
          operations == null ? null : operations.find(known.operation().name());
      return operation != null && operation.isImmediate();
    }

    @Override
    public Outgoing answer() {
      if (lost != null) {
        throw lost;
      }
      return serve(incoming, route);
    }
  }

  private Outgoing serve(Incoming incoming, @Nullable Route known) {
    try (BodyGatherer.Held held = gatherer.hold()) {
      BodySource source = new BodySource(incoming, gatherer, held);
      Route route = known != null ? known : router.route(incoming.head(), source.gather());
      String requestId = RequestIds.next(route.errorFamily());
      Trail trail = new Trail(observers);
      try {
        return travel(incoming, source, route, requestId, trail);
      } catch (RuntimeException e) {
        return refuse(route, Errors.of(e, route, requestId), requestId, trail);
      }
    }
  }

  /** The way itself. */
  private Outgoing travel(
      Incoming incoming, BodySource source, Route route, String requestId, Trail trail) {
    RequestHead head = incoming.head();
    Caller caller = authenticator.authenticate(route, head, () -> SigV4.bodyHash(source.gather()));
    Call call = call(incoming, route, caller, requestId);
    trail.begin(call);
    RegisteredOperation<?> operation = find(route);
    Payload payload = source.payload(caller, route);
    ByteBuffer structure =
        route.operation().streamingInput() ? ByteBuffer.allocate(0) : source.gather(payload);
    AwsRequest request =
        (AwsRequest)
            Codecs.of(route.protocol())
                .read(route.service(), route.operation(), operation.newBuilder(), head, structure);
    trail.read(request);
    gatekeeper.admit(route, call, operation, request);
    RegisteredOperation.Result result = operation.perform(call, request, payload);
    Reply reply =
        Codecs.of(route.protocol())
            .write(route.service(), route.operation(), result.response(), requestId);
    trail.answered(result.response(), reply.status());
    return outgoing(reply, result.content(), operation);
  }

  private RegisteredOperation<?> find(Route route) {
    RegisteredOperations operations = rooms.find(route.service().name());
    RegisteredOperation<?> operation =
        operations == null ? null : operations.find(route.operation().name());
    if (operation == null) {
      throw Faults.notImplemented(route.service().serviceId(), route.operation().name(), "");
    }
    return operation;
  }

  private Call call(Incoming incoming, Route route, Caller caller, String requestId) {
    RequestHead head = incoming.head();
    String host = head.headers().first("host");
    return new Call(
        route.service().name(),
        route.operation().name(),
        caller.principal().accountId(),
        route.region(),
        caller.principal(),
        caller.accessKeyId(),
        requestId,
        cloud.clock().now(),
        new Call.Http(
            incoming.sourceAddress(),
            incoming.secure(),
            host == null ? "localhost" : host,
            name -> Optional.ofNullable(head.headers().first(name.toLowerCase(Locale.ROOT))),
            head.query(),
            false),
        calls);
  }

  private static Outgoing outgoing(
      Reply reply, @Nullable Content content, RegisteredOperation<?> operation) {
    return new Outgoing(
        reply.status(),
        FidelityHeader.append(reply.headers(), operation.fidelity()),
        content != null ? content : new Content.Bytes(reply.body()));
  }

  private Outgoing refuse(Route route, WireError error, String requestId, Trail trail) {
    Reply reply = Codecs.of(route.protocol()).writeError(route.service(), error, requestId);
    trail.refused(error.code(), reply.status());
    return new Outgoing(reply.status(), reply.headers(), new Content.Bytes(reply.body()));
  }
}
