package dev.cloudjar.conformance.access;

import dev.cloudjar.cloud.DecisionObserver;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.Session;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.policy.NamedPolicy;
import dev.cloudjar.policy.PolicySet;
import dev.cloudjar.policy.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.ContextEntry;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyRequest;

/**
 * Asks {@code SimulatePrincipalPolicy} about everything that the gate decides while a test runs,
 * with the context keys and the resource's policy that the gate saw, and notes where it says
 * something else.
 *
 * <p>Some calls are none that AWS's simulator can be asked about: those of the root and of
 * services, those of sessions with policies of their own, those of roles where the resource has a
 * policy (its {@code CallerArn} must be a user's), and those that a grant or an access control list
 * lets in.
 */
final class Agreement implements DecisionObserver {
  private final TestCloud cloud;
  private final Map<String, IamClient> iam = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> verdicts = new ConcurrentHashMap<>();
  private final Set<String> granted = ConcurrentHashMap.newKeySet();
  private final Queue<Refused> refused = new ConcurrentLinkedQueue<>();
  private final Queue<String> disagreements = new ConcurrentLinkedQueue<>();

  private Agreement(TestCloud cloud) {
    this.cloud = cloud;
  }

  /** Watches until the test ends. */
  static Agreement watch(TestCloud cloud) {
    Agreement agreement = new Agreement(cloud);
    cloud.watchDecisions(agreement);
    return agreement;
  }

  /** Something that a principal was refused. */
  record Refused(String principalArn, String action, String resource) {}

  @Override
  public void decided(Decided decided) {
    if (!decided.verdict().isAllowed()) {
      refused.add(
          new Refused(
              decided.call().principal().arn(),
              decided.need().action(),
              decided.need().resource().arn()));
    }
    if (decided.policies().grantedBy().get().isPresent()) {
      granted.add(decided.need().action());
    }
    if (isSimulated(decided)) {
      compare(decided);
    }
  }

  private static boolean isSimulated(Decided decided) {
    boolean guarded = decided.policies().resource().isPresent();
    boolean whole =
        switch (decided.call().principal()) {
          case Principal.User _ -> decided.call().session().map(Session::policies).isEmpty();
          case Principal.AssumedRole _ -> decided.policies().session().isEmpty() && !guarded;
          default -> false;
        };
    return whole && decided.policies().grantedBy().get().isEmpty();
  }

  private void compare(Decided decided) {
    String met = met(decided.verdict());
    String action = decided.need().action();
    String simulated;
    try {
      simulated = simulated(decided);
    } catch (IamException e) {
      simulated = String.valueOf(e.getMessage());
    }
    if (simulated.equals(met)) {
      verdicts.computeIfAbsent(action, key -> ConcurrentHashMap.newKeySet()).add(met);
    } else {
      disagreements.add(
          "%s on %s by %s: met %s, simulated %s"
              .formatted(
                  action,
                  decided.need().resource().arn(),
                  decided.call().principal().arn(),
                  met,
                  simulated));
    }
  }

  private static String met(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Allowed _ -> "allowed";
      case Verdict.ExplicitDeny _ -> "explicitDeny";
      case Verdict.ImplicitDeny _ -> "implicitDeny";
    };
  }

  private String simulated(Decided decided) {
    Principal principal = decided.call().principal();
    SimulatePrincipalPolicyRequest.Builder request =
        SimulatePrincipalPolicyRequest.builder()
            .policySourceArn(
                principal instanceof Principal.AssumedRole role ? role.roleArn() : principal.arn())
            .actionNames(decided.need().action())
            .resourceArns(decided.need().resource().arn())
            .resourceOwner("arn:aws:iam::" + decided.need().resource().accountId() + ":root")
            .contextEntries(entries(decided));
    decided
        .policies()
        .resource()
        .ifPresent(it -> request.resourcePolicy(it.document().text()).callerArn(principal.arn()));
    return iam.computeIfAbsent(
            principal.accountId(), id -> cloud.client(IamClient.class, cloud.credentialsOf(id)))
        .simulatePrincipalPolicy(request.build())
        .evaluationResults()
        .getFirst()
        .evalDecisionAsString();
  }

  /** The context keys that any of the policies mentions, as they were at the gate. */
  private static List<ContextEntry> entries(Decided decided) {
    Set<String> keys = new LinkedHashSet<>();
    all(decided.policies()).forEach(it -> keys.addAll(it.document().contextKeys()));
    List<ContextEntry> entries = new ArrayList<>();
    for (String key : keys) {
      List<String> values = decided.request().context().values(key.toLowerCase(Locale.ROOT));
      if (!values.isEmpty()) {
        entries.add(
            ContextEntry.builder()
                .contextKeyName(key)
                .contextKeyType(values.size() == 1 ? "string" : "stringList")
                .contextKeyValues(values)
                .build());
      }
    }
    return entries;
  }

  private static Stream<NamedPolicy> all(PolicySet policies) {
    return Stream.of(
            policies.identity().stream(),
            policies.boundary().stream(),
            policies.resource().stream(),
            policies.serviceControl().stream().flatMap(Collection::stream),
            policies.resourceControl().stream().flatMap(Collection::stream))
        .flatMap(each -> each);
  }

  /** What a principal was refused since this was last asked. */
  List<Refused> takeRefused(String principalArn) {
    List<Refused> taken = new ArrayList<>();
    for (Refused next = refused.poll(); next != null; next = refused.poll()) {
      if (next.principalArn().equals(principalArn)) {
        taken.add(next);
      }
    }
    return taken;
  }

  /** The verdicts on an action that gate and simulator agreed on so far. */
  Set<String> verdicts(String action) {
    return new TreeSet<>(verdicts.getOrDefault(action, Set.of()));
  }

  /**
   * Whether anybody was let in by a grant or an access control list, of which no simulator knows.
   */
  boolean isGranted(String action) {
    return granted.contains(action);
  }

  /** Fails where they have not agreed, telling of all of it. */
  void assertHolds() {
    if (!disagreements.isEmpty()) {
      throw new AssertionError(String.join("\n", disagreements));
    }
  }
}
