package dev.cloudjar.cloudtrail;

import dev.cloudjar.cloud.Backlog;
import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.CallObserver;
import dev.cloudjar.cloud.Clock;
import dev.cloudjar.cloud.ConsoleSignIn;
import dev.cloudjar.cloud.Principal;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

/**
 * Hears every call. Makes the event at once, on the thread that made the answer: what waits to be
 * written is then a few short texts, and not the whole of a request with its answer, which the
 * collector of garbage would have to carry along.
 */
final class Recorder implements CallObserver {
  private final Clock clock;
  private final TrailWatch trails;
  private final Backlog<Heard> backlog;
  private final KnownCallers identities = new KnownCallers();

  Recorder(Clock clock, TrailWatch trails, Backlog<Heard> backlog) {
    this.clock = clock;
    this.trails = trails;
    this.backlog = backlog;
  }

  /**
   * An event that is to be written.
   *
   * @param region where it is kept
   */
  record Heard(String accountId, String region, RecordedEvent event) {}

  @Override
  public void answered(Answered answered) {
    Call call = answered.call();
    OperationKind kind = OperationKind.of(call.service(), call.operation());
    if (kind.isData() && !trails.wantData(call.accountId())) {
      return;
    }
    backlog.add(
        new Heard(
            call.accountId(),
            kind.global() ? OperationKind.GLOBAL_REGION : call.region(),
            event(answered, kind)));
  }

  @Override
  public void signedIn(ConsoleSignIn signIn) {
    backlog.add(
        new Heard(signIn.accountId(), OperationKind.GLOBAL_REGION, SignInEvents.of(signIn, clock)));
  }

  private RecordedEvent event(Answered answered, OperationKind kind) {
    Call call = answered.call();
    UserIdentity identity = identities.of(call);
    String within = within(call);
    boolean ofS3 = call.service().equals("s3");
    AwsRequest request = answered.request();
    AwsResponse response = answered.response();
    boolean tells = response != null && kind.tellsAnswer();
    return new RecordedEvent(
        clock.now().toEpochMilli(),
        call.service(),
        call.operation(),
        identity.json(),
        identity.userName(),
        call.accessKeyId().orElse(""),
        call.http().sourceAddress().map(InetAddress::getHostAddress).orElse(within),
        call.http().headers().first("user-agent").orElse(within),
        call.http().secure() && call.http().sourceAddress().isPresent() ? call.http().host() : "",
        call.requestId(),
        errorCode(answered.errorCode(), kind),
        Objects.requireNonNullElse(answered.errorMessage(), ""),
        request == null ? "" : Parameters.json(request, ofS3),
        tells && response != null ? Parameters.json(response, ofS3) : "",
        "",
        request == null ? List.of() : resources(call, kind, request));
  }

  /** CloudTrail's own name of a refusal by the gate is the same for most services. */
  private static String errorCode(@Nullable String code, OperationKind kind) {
    if (code == null) {
      return "";
    }
    if (code.equals("AccessDeniedException")
        || (code.equals("UnauthorizedOperation") && !kind.source().startsWith("ec2"))) {
      return "AccessDenied";
    }
    return code.equals("UnauthorizedOperation") ? "Client.UnauthorizedOperation" : code;
  }

  private static List<RecordedEvent.Named> resources(
      Call call, OperationKind kind, AwsRequest request) {
    return kind.isData()
        ? ResourceNames.ofData(
            call.service(), kind.dataType(), call.accountId(), call.region(), request)
        : ResourceNames.of(call.service(), request);
  }

  /** Who stands for the address and the client of a call that came from within. */
  private static String within(Call call) {
    if (call.principal() instanceof Principal.Service service) {
      return service.name();
    }
    return call.calledVia().isEmpty() ? "AWS Internal" : call.calledVia().getLast();
  }
}
