package dev.cloudjar.gateway;

import dev.cloudjar.catalog.OperationModel;
import dev.cloudjar.catalog.Protocol;
import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Content;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Fidelity;
import dev.cloudjar.cloud.PlainHead;
import dev.cloudjar.gateway.exchange.Incoming;
import dev.cloudjar.gateway.exchange.Outgoing;
import dev.cloudjar.gateway.exchange.RequestHandler;
import dev.cloudjar.wire.ConstraintCheck;
import dev.cloudjar.wire.ProtocolCodec;
import dev.cloudjar.wire.Reply;
import dev.cloudjar.wire.RequestHead;
import dev.cloudjar.wire.Route;
import dev.cloudjar.wire.Router;
import dev.cloudjar.wire.WireError;
import dev.cloudjar.wire.protocol.Codecs;
import dev.cloudjar.wire.sigv4.ErrorFamily;
import dev.cloudjar.wire.sigv4.SigV4;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.http.SdkHttpResponse;

/** The way of a request, from whatever door it came in by to its answer. */
final class Gateway implements RequestHandler {
  private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);

  /** What asks a VPC endpoint for another service than the endpoint's. */
  private static final int MISDIRECTED = 421;

  private final Router router;
  private final OpenRooms rooms;
  private final PlainRequests plainRequests;
  private final Arrivals arrivals;
  private final Authenticator authenticator;
  private final ConstraintCheck constraints;
  private final Gatekeeper gatekeeper;
  private final BodyGatherer gatherer;
  private final Observers observers;

  Gateway(
      Router router,
      OpenRooms rooms,
      Arrivals arrivals,
      Authenticator authenticator,
      ConstraintCheck constraints,
      Gatekeeper gatekeeper,
      BodyGatherer gatherer,
      Observers observers) {
    this.router = router;
    this.rooms = rooms;
    this.arrivals = arrivals;
    this.authenticator = authenticator;
    this.constraints = constraints;
    this.gatekeeper = gatekeeper;
    this.gatherer = gatherer;
    this.observers = observers;
    this.plainRequests =
        new PlainRequests(router, rooms, authenticator, gatekeeper, arrivals, this.observers);
  }

  @Override
  public Exchange open(Incoming incoming) {
    return new Journey(incoming);
  }

  /** One request on its way. */
  private final class Journey implements Exchange {
    private final Incoming incoming;
    private @Nullable Route route;

    Journey(Incoming incoming) {
      this.incoming = incoming;
    }

    @Override
    public boolean immediate() {
      ByteBuffer whole = incoming.whole();
      if (whole == null || plainRequests.mayBe(incoming.head())) {
        return false;
      }
      Route found = router.route(incoming.head(), () -> whole);
      route = found;
      return switch (found) {
        case Route.Found(var service, var operation, _, _, _, _, _) ->
            rooms.isImmediate(service.name(), operation.name());
        case Route.UnknownOperation unknown -> true;
        case Route.UnknownService unknown -> true;
      };
    }

    @Override
    public Outgoing answer() {
      return serve(incoming, route);
    }
  }

  private Outgoing serve(Incoming incoming, @Nullable Route known) {
    try (BodyGatherer.Held held = gatherer.hold()) {
      BodySource body = new BodySource(incoming, gatherer, held);
      Outgoing plain = known == null ? plainRequests.serve(incoming, body) : null;
      if (plain != null) {
        return plain;
      }
      return switch (known != null ? known : router.route(incoming.head(), body::gather)) {
        case Route.Found found ->
            incoming.reaches(found.service().signingName())
                ? serve(incoming, body, found)
                : Outgoing.empty(MISDIRECTED);
        case Route.UnknownOperation unknown ->
            refuse(incoming, unknown.service(), unknown.protocol(), unknown.error());
        case Route.UnknownService unknown ->
            refuse(incoming, Nowhere.SERVICE, unknown.protocol(), unknown.error());
      };
    } catch (Fault e) {
      return refuse(incoming, Nowhere.SERVICE, Protocol.REST_JSON_1, Errors.of(e));
    } catch (BrokenBodyException e) {
      return Outgoing.empty(400);
    }
  }

  private Outgoing serve(Incoming incoming, BodySource body, Route.Found found) {
    Destination destination =
        new Destination(
            found.service(), found.operation(), found.protocol(), found.region(), found.bucket());
    String requestId = RequestIds.next(destination.errorFamily());
    Trail trail = new Trail(observers);
    return trail.watched(
        rooms.ifOpen(destination.service().name()),
        incoming,
        router,
        requestId,
        travelOrRefuse(incoming, body, destination, found, requestId, trail));
  }

  private Outgoing travelOrRefuse(
      Incoming incoming,
      BodySource body,
      Destination destination,
      Route.Found found,
      String requestId,
      Trail trail) {
    try {
      return travel(incoming, body, destination, found.head(), requestId, trail);
    } catch (RuntimeException | StackOverflowError | LinkageError e) {
      WireError error = Errors.of(body.cause(e), destination, requestId);
      Reply reply = Codecs.of(found.protocol()).writeError(destination.service(), error, requestId);
      trail.refused(error.code(), error.message(), reply.status());
      return new Outgoing(
          reply.status(),
          headers(incoming, destination, reply.headers(), rooms.fidelity(destination)),
          new Content.Bytes(reply.body()));
    }
  }

  /**
   * The way itself.
   *
   * @param head as the codec reads it, which is not always as it came and was signed
   */
  private Outgoing travel(
      Incoming incoming,
      BodySource body,
      Destination destination,
      RequestHead head,
      String requestId,
      Trail trail) {
    ProtocolCodec codec = Codecs.of(destination.protocol());
    ServiceModel service = destination.service();
    OperationModel model = destination.operation();
    Caller caller =
        authenticator.authenticate(
            destination, incoming.head(), () -> SigV4.bodyHash(body.gather()));
    Call call = arrivals.call(incoming, destination, caller, requestId);
    trail.begin(call);
    RegisteredOperation<?> operation = find(destination, call);
    Payload payload = body.payload(caller, destination);
    ByteBuffer structure = model.streamingInput() ? NO_BYTES : body.gather(payload);
    if (!model.streamingInput()) {
      BodyIntegrity.check(destination, incoming.head(), structure, payload.trailers());
    }
    AwsRequest request =
        (AwsRequest) codec.read(service, model, operation.newBuilder(), head, structure);
    trail.read(request);
    constraints
        .check(service, model, request)
        .ifPresent(
            error -> {
              throw new InvalidRequestException(error);
            });
    gatekeeper.admit(destination, call, operation, request);
    RegisteredOperation.Result result = operation.perform(call, request, payload);
    try {
      Reply reply = codec.write(service, model, result.response(), requestId);
      int status = status(result.response(), reply);
      trail.answered(result.response(), status);
      Content content =
          result.events() == null
              ? result.content()
              : EventContent.of(destination, requestId, result.response(), result.events());
      return new Outgoing(
          status,
          headers(incoming, destination, reply.headers(), operation.fidelity()),
          content != null ? content : new Content.Bytes(reply.body()));
    } catch (RuntimeException e) {
      result.close();
      throw e;
    }
  }

  private RegisteredOperation<?> find(Destination destination, Call call) {
    String name = destination.operation().name();
    RegisteredOperations operations = rooms.find(destination.service().name());
    RegisteredOperation<?> operation = operations == null ? null : operations.find(name);
    if (operation == null) {
      gatekeeper.admitToNothing(destination, call);
      throw Faults.notImplemented(destination.service().serviceId(), name, "");
    }
    return operation;
  }

  /**
   * The status of a success: the model's, unless the room gave its response another one, such as
   * 206 for a part of an object.
   */
  private static int status(AwsResponse response, Reply reply) {
    SdkHttpResponse own = response.sdkHttpResponse();
    return own == null ? reply.status() : own.statusCode();
  }

  /** The headers of an answer, with what the room adds to all of them. */
  private List<Map.Entry<String, String>> headers(
      Incoming incoming,
      Destination destination,
      List<Map.Entry<String, String>> own,
      Fidelity fidelity) {
    List<Map.Entry<String, String>> all = FidelityHeader.append(own, fidelity);
    RegisteredOperations operations = rooms.ifOpen(destination.service().name());
    if (operations != null && !operations.answerHeaders().isEmpty()) {
      PlainHead head = Arrivals.plain(incoming.head(), router.address(incoming.head()));
      operations.answerHeaders().forEach(more -> all.addAll(more.of(head)));
    }
    return all;
  }

  private Outgoing refuse(
      Incoming incoming, ServiceModel service, Protocol protocol, WireError error) {
    String requestId = RequestIds.next(ErrorFamily.of(service.signingName(), protocol));
    Reply reply = Codecs.of(protocol).writeError(service, error, requestId);
    Trail trail = new Trail(observers);
    trail.refused(error.code(), error.message(), reply.status());
    return trail.watched(
        rooms.ifOpen(service.name()),
        incoming,
        router,
        requestId,
        new Outgoing(
            reply.status(),
            FidelityHeader.append(reply.headers(), Fidelity.UNSUPPORTED),
            new Content.Bytes(reply.body())));
  }
}
