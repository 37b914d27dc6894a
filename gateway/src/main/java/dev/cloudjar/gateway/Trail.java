package dev.cloudjar.gateway;

import dev.cloudjar.cloud.AnswerWatch;
import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.CallObserver;
import dev.cloudjar.cloud.Content;
import dev.cloudjar.cloud.PlainHead;
import dev.cloudjar.gateway.exchange.Incoming;
import dev.cloudjar.gateway.exchange.Outgoing;
import dev.cloudjar.wire.RequestHead;
import dev.cloudjar.wire.Router;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

/** What observers are told of one call. */
final class Trail {
  private static final System.Logger LOG = System.getLogger(Trail.class.getName());

  private final Observers observers;
  private final long startNanos;
  private @Nullable Call call;
  private @Nullable AwsRequest request;
  private @Nullable AwsResponse response;
  private @Nullable String errorCode;

  Trail(Observers observers) {
    this.observers = observers;
    this.startNanos = System.nanoTime();
  }

  void begin(Call begun) {
    call = begun;
  }

  void read(AwsRequest readRequest) {
    request = readRequest;
  }

  void answered(AwsResponse response, int status) {
    tell(response, null, null, status);
  }

  /** A request that is no operation, and has no structures. */
  void answered(int status) {
    tell(null, null, null, status);
  }

  void refused(String errorCode, @Nullable String errorMessage, int status) {
    tell(null, errorCode, errorMessage, status);
  }

  /** Shows an answer to whoever looks at those of its room, and gives what is to be sent. */
  Outgoing watched(
      @Nullable RegisteredOperations operations,
      Incoming incoming,
      Router router,
      String requestId,
      Outgoing outgoing) {
    if (operations == null || !operations.isWatched()) {
      return outgoing;
    }
    RequestHead head = incoming.head();
    Content content =
        watched(
            operations,
            requestId,
            Arrivals.plain(head, router.address(head)),
            Arrivals.http(incoming),
            incoming.tls(),
            outgoing);
    return new Outgoing(outgoing.status(), outgoing.headers(), content);
  }

  /** Shows the answer of a call between rooms to whoever looks, and gives what is to be read. */
  Content watched(RegisteredOperations operations, Call inner, int status, Content content) {
    return watched(
        operations,
        inner.requestId(),
        null,
        inner.http(),
        Optional.empty(),
        new Outgoing(status, List.of(), content));
  }

  private Content watched(
      RegisteredOperations operations,
      String requestId,
      @Nullable PlainHead head,
      Call.Http http,
      Optional<AnswerWatch.Tls> tls,
      Outgoing outgoing) {
    try {
      return operations.leaving(
          new AnswerWatch.Leaving(
              requestId,
              head,
              http,
              tls,
              call,
              request,
              response,
              errorCode,
              outgoing.status(),
              outgoing.headers(),
              outgoing.content(),
              System.nanoTime() - startNanos));
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "an answer goes unwatched", e);
      return outgoing.content();
    }
  }

  private void tell(
      @Nullable AwsResponse given,
      @Nullable String refusal,
      @Nullable String errorMessage,
      int status) {
    response = given;
    errorCode = refusal;
    Call known = call;
    if (known == null) {
      return;
    }
    observers.answered(
        new CallObserver.Answered(
            known, request, given, refusal, errorMessage, status, System.nanoTime() - startNanos));
  }
}
