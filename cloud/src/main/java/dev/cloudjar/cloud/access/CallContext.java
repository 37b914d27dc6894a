package dev.cloudjar.cloud.access;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.EndpointWay;
import dev.cloudjar.cloud.Gate.Need;
import dev.cloudjar.cloud.Guardrails;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.ResourceGuard;
import dev.cloudjar.cloud.Session;
import dev.cloudjar.policy.ContextKeys;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The condition keys of a call. What the operation brings comes first, then what the session's
 * identity provider claims, then the keys that all services share.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html">AWS
 *     global condition context keys</a>
 */
final class CallContext implements ContextKeys {
  private static final String RESOURCE_TAG = "resourcetag/";
  private static final String PRINCIPAL_TAG = "aws:principaltag/";

  private final Call call;
  private final Need need;
  private final Supplier<Map<String, String>> principalTags;
  private final Function<String, Guardrails> guardrails;

  /**
   * @param principalTags the user's or role's
   * @param guardrails finds what an organization says of an account
   */
  CallContext(
      Call call,
      Need need,
      Supplier<Map<String, String>> principalTags,
      Function<String, Guardrails> guardrails) {
    this.call = call;
    this.need = need;
    this.principalTags = principalTags;
    this.guardrails = guardrails;
  }

  @Override
  public List<String> values(String key) {
    List<String> own = need.context().get(key);
    if (own != null) {
      return own;
    }
    Optional<Session> session = call.session();
    List<String> claimed = session.isEmpty() ? null : session.get().claims().get(key);
    if (claimed != null) {
      return claimed;
    }
    int colon = key.indexOf(':');
    if (colon > 0 && key.startsWith(RESOURCE_TAG, colon + 1)) {
      return ResourceGuard.tag(
          need.resource().guard().tags(), key.substring(colon + 1 + RESOURCE_TAG.length()));
    }
    List<String> guarded = need.resource().guard().values(key);
    return guarded.isEmpty() && key.startsWith("aws:") ? global(key) : guarded;
  }

  private List<String> global(String key) {
    if (key.startsWith(PRINCIPAL_TAG)) {
      return principalTag(key.substring(PRINCIPAL_TAG.length()));
    }
    return switch (key) {
      case "aws:currenttime" -> List.of(call.time().truncatedTo(ChronoUnit.SECONDS).toString());
      case "aws:epochtime" -> List.of(Long.toString(call.time().getEpochSecond()));
      case "aws:requestedregion" -> List.of(call.region());
      case "aws:securetransport" -> List.of(Boolean.toString(call.http().secure()));
      case "aws:sourceip" -> way().isPresent() ? List.of() : sourceAddress();
      case "aws:vpcsourceip" -> way().isPresent() ? sourceAddress() : List.of();
      case "aws:useragent" -> one(call.http().headers().first("user-agent"));
      case "aws:referer" -> one(call.http().headers().first("referer"));
      case "aws:resourceaccount" -> List.of(need.resource().accountId());
      case "aws:resourceorgid" -> one(guardrailsOfResource().organizationId());
      case "aws:resourceorgpaths" -> path(guardrailsOfResource());
      case "aws:calledvia" -> call.calledVia();
      case "aws:calledviafirst" -> one(call.calledVia().stream().findFirst());
      case "aws:calledvialast" -> one(call.calledVia().reversed().stream().findFirst());
      case "aws:viaawsservice" -> List.of(Boolean.toString(!call.calledVia().isEmpty()));
      default -> ofWay(key).or(() -> ofSession(key)).or(() -> ofPrincipal(key)).orElse(List.of());
    };
  }

  private Optional<EndpointWay> way() {
    return call.http().way();
  }

  private List<String> sourceAddress() {
    return one(call.http().sourceAddress().map(InetAddress::getHostAddress));
  }

  /** Who came through no VPC endpoint has none of these keys. */
  private Optional<List<String>> ofWay(String key) {
    return way()
        .flatMap(
            it ->
                switch (key) {
                  case "aws:sourcevpce" -> Optional.of(List.of(it.endpointId()));
                  case "aws:sourcevpc" -> Optional.of(List.of(it.vpcId()));
                  case "aws:sourcevpcarn" ->
                      Optional.of(
                          List.of(
                              "arn:aws:ec2:%s:%s:vpc/%s"
                                  .formatted(it.region(), it.accountId(), it.vpcId())));
                  case "aws:vpceaccount" -> Optional.of(List.of(it.accountId()));
                  case "aws:vpceorgid" ->
                      guardrails.apply(it.accountId()).organizationId().map(List::of);
                  case "aws:vpceorgpaths" -> Optional.of(path(guardrails.apply(it.accountId())));
                  default -> Optional.empty();
                });
  }

  private Optional<List<String>> ofSession(String key) {
    return call.session()
        .flatMap(
            session ->
                switch (key) {
                  // Long-term keys have no such key at all, which IfExists tells apart.
                  case "aws:multifactorauthpresent" ->
                      Optional.of(
                          List.of(Boolean.toString(session.mfaAuthenticated().isPresent())));
                  case "aws:multifactorauthage" ->
                      session.mfaAuthenticated().map(at -> List.of(ageSeconds(at)));
                  case "aws:tokenissuetime" ->
                      Optional.of(
                          List.of(session.issued().truncatedTo(ChronoUnit.SECONDS).toString()));
                  case "aws:sourceidentity" -> session.sourceIdentity().map(List::of);
                  case "aws:federatedprovider" -> session.provider().map(List::of);
                  default -> Optional.empty();
                });
  }

  private String ageSeconds(Instant since) {
    return Long.toString(Math.max(0, Duration.between(since, call.time()).toSeconds()));
  }

  private Optional<List<String>> ofPrincipal(String key) {
    Principal principal = call.principal();
    if (principal instanceof Principal.Service service) {
      return ofService(key, service);
    }
    if (principal instanceof Principal.Anonymous || principal instanceof Principal.Federated) {
      return switch (key) {
        case "aws:principaltype" -> Optional.of(List.of("Anonymous"));
        case "aws:principalisawsservice" -> Optional.of(List.of("false"));
        default -> Optional.empty();
      };
    }
    return switch (key) {
      case "aws:principalarn" -> Optional.of(List.of(PrincipalNames.arn(principal)));
      case "aws:principalaccount" -> Optional.of(List.of(principal.accountId()));
      case "aws:principaltype" -> Optional.of(List.of(PrincipalNames.type(principal)));
      case "aws:principalisawsservice" -> Optional.of(List.of("false"));
      case "aws:userid" -> Optional.of(List.of(principal.userId()));
      case "aws:username" ->
          principal instanceof Principal.User user
              ? Optional.of(List.of(user.name()))
              : Optional.empty();
      case "aws:principalorgid" ->
          guardrails.apply(principal.accountId()).organizationId().map(List::of);
      case "aws:principalorgpaths" -> Optional.of(path(guardrails.apply(principal.accountId())));
      default -> Optional.empty();
    };
  }

  private static Optional<List<String>> ofService(String key, Principal.Service service) {
    return switch (key) {
      case "aws:principalisawsservice" -> Optional.of(List.of("true"));
      case "aws:principalservicename" -> Optional.of(List.of(service.name()));
      case "aws:principalservicenameslist" -> Optional.of(List.of(service.name()));
      case "aws:sourcearn" -> service.sourceArn().map(List::of);
      case "aws:sourceaccount" -> Optional.of(List.of(service.accountId()));
      default -> Optional.empty();
    };
  }

  /** Session tags come before those of the role or user. */
  private List<String> principalTag(String name) {
    List<String> ofSession =
        call.session().map(session -> ResourceGuard.tag(session.tags(), name)).orElse(List.of());
    return ofSession.isEmpty() ? ResourceGuard.tag(principalTags.get(), name) : ofSession;
  }

  private Guardrails guardrailsOfResource() {
    return guardrails.apply(need.resource().accountId());
  }

  private static List<String> path(Guardrails guardrails) {
    return guardrails.path().isEmpty() ? List.of() : List.of(guardrails.path());
  }

  private static List<String> one(Optional<String> value) {
    return value.map(List::of).orElse(List.of());
  }
}
