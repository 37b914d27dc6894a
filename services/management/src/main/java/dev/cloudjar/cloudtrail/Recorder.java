package dev.cloudjar.cloudtrail;

import dev.cloudjar.cloud.Backlog;
import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.CallObserver;
import dev.cloudjar.cloud.Clock;
import dev.cloudjar.cloud.ConsoleSignIn;
import dev.cloudjar.cloud.Ids;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloudtrail.CallFindings.Finding;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

/**
 * Hears every call. Makes the event at once, on the thread that made the answer: what waits to be
 * written is then a few short texts, and not the whole of a request with its answer, which the
 * collector of garbage would have to carry along.
 */
final class Recorder implements CallObserver {
  private static final Pattern ROLE = Pattern.compile("arn:aws:iam::([0-9]{12}):role/.+");

  private final Clock clock;
  private final TrailWatch trails;
  private final Backlog<Heard> backlog;
  private final CallFindings findings;
  private final Ids ids;
  private final KnownCallers identities = new KnownCallers();

  Recorder(Clock clock, Ids ids, TrailWatch trails, CallFindings findings, Backlog<Heard> backlog) {
    this.clock = clock;
    this.ids = ids;
    this.findings = findings;
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
    Finding finding = findings.take(call.requestId());
    OperationKind kind = OperationKind.of(call.service(), call.operation());
    Set<String> owners = finding.owners();
    Optional<CallFindings.Proven> caller = finding.caller().or(() -> claimed(answered));
    String home = caller.map(CallFindings.Proven::accountId).orElse(call.accountId());
    boolean nobody = call.principal() instanceof Principal.Anonymous && !owners.isEmpty();
    boolean atHome = !nobody && (!kind.isData() || trails.wantData(home));
    List<String> elsewhere =
        owners.isEmpty()
            ? List.of()
            : owners.stream().filter(it -> !kind.isData() || trails.wantData(it)).toList();
    if (!atHome && elsewhere.isEmpty()) {
      return;
    }
    UserIdentity identity =
        caller.map(CallFindings.Proven::identity).orElseGet(() -> identities.of(call));
    String ownerOfResource = owners.isEmpty() ? home : owners.iterator().next();
    RecordedEvent event = event(answered, kind, identity, ownerOfResource);
    String region = kind.global() ? OperationKind.GLOBAL_REGION : call.region();
    if (owners.isEmpty()) {
      backlog.add(new Heard(home, region, event));
      return;
    }
    String shared = nobody ? "" : ids.uuid();
    if (atHome) {
      backlog.add(new Heard(home, region, event.shared(shared)));
    }
    RecordedEvent copy = event.ofAnother(UserIdentity.ofAnotherAccount(call, identity), shared);
    elsewhere.forEach(account -> backlog.add(new Heard(account, region, copy)));
  }

  @Override
  public void signedIn(ConsoleSignIn signIn) {
    backlog.add(
        new Heard(signIn.accountId(), OperationKind.GLOBAL_REGION, SignInEvents.of(signIn, clock)));
  }

  /** Whoever comes without a key has a role in mind, whose account hears of failures, too. */
  private static Optional<CallFindings.Proven> claimed(Answered answered) {
    Call call = answered.call();
    boolean federated =
        call.service().equals("sts") && call.operation().startsWith("AssumeRoleWith");
    return !federated || answered.request() == null
        ? Optional.empty()
        : ResourceNames.of("sts", answered.request()).stream()
            .map(it -> ROLE.matcher(it.name()))
            .filter(Matcher::matches)
            .map(it -> new CallFindings.Proven(it.group(1), UserIdentity.claimed(call.operation())))
            .findFirst();
  }

  private RecordedEvent event(
      Answered answered, OperationKind kind, UserIdentity identity, String owner) {
    Call call = answered.call();
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
        "",
        request == null ? List.of() : resources(call, kind, request, owner));
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
      Call call, OperationKind kind, AwsRequest request, String owner) {
    return kind.isData()
        ? ResourceNames.ofData(call.service(), kind.dataType(), owner, call.region(), request)
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
