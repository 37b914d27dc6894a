package dev.cloudjar.gateway;

import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.cloud.Content;
import dev.cloudjar.cloud.Fidelity;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.PlainAnswer;
import dev.cloudjar.cloud.PlainHead;
import dev.cloudjar.gateway.exchange.Incoming;
import dev.cloudjar.gateway.exchange.Outgoing;
import dev.cloudjar.wire.Reply;
import dev.cloudjar.wire.RequestHead;
import dev.cloudjar.wire.Router;
import dev.cloudjar.wire.WireError;
import dev.cloudjar.wire.protocol.Codecs;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Requests that are no operation of any API, on their way to the rooms that answer them. They are
 * looked for before the router sees anything, for it would take most of them for S3's.
 */
final class PlainRequests {
  private static final String FORM = "multipart/form-data";

  private final Router router;
  private final OpenRooms rooms;
  private final Authenticator authenticator;
  private final Gatekeeper gatekeeper;
  private final Arrivals arrivals;
  private final Observers observers;

  PlainRequests(
      Router router,
      OpenRooms rooms,
      Authenticator authenticator,
      Gatekeeper gatekeeper,
      Arrivals arrivals,
      Observers observers) {
    this.router = router;
    this.rooms = rooms;
    this.authenticator = authenticator;
    this.gatekeeper = gatekeeper;
    this.arrivals = arrivals;
    this.observers = observers;
  }

  /** Whether a room may answer a request so. */
  boolean mayBe(RequestHead head) {
    return rooms.anyPlain()
        && isUnusual(head)
        && !rooms.plain(Arrivals.plain(head, router.address(head))).isEmpty();
  }

  /**
   * What SDKs send to an address without a name need not be shown to any room; where a path begins
   * with a low line, as no bucket's name does, it is no SDK that sends it.
   */
  private static boolean isUnusual(RequestHead head) {
    String type = head.headers().first("content-type");
    return head.method().equals("OPTIONS")
        || head.path().startsWith("/_")
        || (type != null && type.regionMatches(true, 0, FORM, 0, FORM.length()))
        || !isBare(Arrivals.host(head));
  }

  private static boolean isBare(String host) {
    return host.isEmpty()
        || host.equals("localhost")
        || host.startsWith("[")
        || host.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '.');
  }

  /** The answer of the first room that has one; null where none has. */
  @Nullable Outgoing serve(Incoming incoming, BodySource body) {
    if (!rooms.anyPlain() || !isUnusual(incoming.head())) {
      return null;
    }
    Router.Address address = router.address(incoming.head());
    PlainHead head = Arrivals.plain(incoming.head(), address);
    for (String service : rooms.plain(head)) {
      RegisteredOperations operations = rooms.find(service);
      if (operations != null && incoming.reaches(operations.service().signingName())) {
        Outgoing answer = serve(incoming, body, operations, head, address);
        if (answer != null) {
          return answer;
        }
      }
    }
    return null;
  }

  private @Nullable Outgoing serve(
      Incoming incoming,
      BodySource body,
      RegisteredOperations operations,
      PlainHead head,
      Router.Address address) {
    ServiceModel service = operations.service();
    Trail trail = new Trail(observers);
    PlainVisit visit =
        new PlainVisit(
            incoming, body, head, service, address, authenticator, gatekeeper, arrivals, trail);
    Outgoing answer = serve(body, operations, visit, trail);
    return answer == null
        ? null
        : trail.watched(operations, incoming, router, visit.requestId(), answer);
  }

  private static @Nullable Outgoing serve(
      BodySource body, RegisteredOperations operations, PlainVisit visit, Trail trail) {
    ServiceModel service = operations.service();
    try {
      for (Operations.PlainHandler handler : operations.plainHandlers()) {
        Optional<PlainAnswer> answer = handler.handle(visit);
        if (answer.isPresent()) {
          trail.answered(answer.get().status());
          return outgoing(answer.get());
        }
      }
      return null;
    } catch (RuntimeException | StackOverflowError | LinkageError e) {
      WireError error = Errors.of(body.cause(e), visit.destination(), visit.requestId());
      Reply reply = Codecs.of(service.protocol()).writeError(service, error, visit.requestId());
      trail.refused(error.code(), error.message(), reply.status());
      return new Outgoing(
          reply.status(),
          FidelityHeader.append(reply.headers(), Fidelity.REAL),
          new Content.Bytes(reply.body()));
    }
  }

  private static Outgoing outgoing(PlainAnswer answer) {
    return new Outgoing(
        answer.status(), FidelityHeader.append(answer.headers(), Fidelity.REAL), answer.content());
  }
}
