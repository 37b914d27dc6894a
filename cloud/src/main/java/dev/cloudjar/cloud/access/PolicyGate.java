package dev.cloudjar.cloud.access;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Decisions;
import dev.cloudjar.cloud.Gate;
import dev.cloudjar.cloud.Identities;
import dev.cloudjar.cloud.Learning;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.cloud.ResourceControl;
import dev.cloudjar.cloud.ResourceGuard;
import dev.cloudjar.cloud.Session;
import dev.cloudjar.policy.AccessRequest;
import dev.cloudjar.policy.Evaluator;
import dev.cloudjar.policy.NamedPolicy;
import dev.cloudjar.policy.NamedPolicy.Source;
import dev.cloudjar.policy.PolicyKind;
import dev.cloudjar.policy.PolicySet;
import dev.cloudjar.policy.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * The gate: decides every call by all policies that apply to it, in the order that AWS documents.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html">Policy
 *     evaluation logic</a>
 */
public final class PolicyGate implements Gate {
  private static final Decision ALLOWED = new Decision.Allowed();

  private final CompiledPolicies compiled = new CompiledPolicies();
  private final KnownIdentities known;
  private final Decisions decisions;
  private final Learning learning;

  /**
   * @param identities who there is, and which policies apply to them
   * @param decisions keeps refusals, to be explained
   * @param learning is told of everything that anybody needs
   */
  public PolicyGate(Identities identities, Decisions decisions, Learning learning) {
    this.known = new KnownIdentities(identities, compiled);
    this.decisions = decisions;
    this.learning = learning;
  }

  @Override
  public Decision decide(Call call, List<Need> needs) {
    for (Need need : needs) {
      learning.needed(call, need);
      PolicySet policies = policies(call, need);
      AccessRequest request = request(call, need);
      Verdict verdict = Evaluator.decide(policies, request);
      decisions.decided(call, need, policies, request, verdict);
      if (!verdict.isAllowed()) {
        return new Decision.Denied(
            need,
            verdict instanceof Verdict.ExplicitDeny,
            verdict.sentence(),
            decisions.refused(call, policies, request));
      }
    }
    return ALLOWED;
  }

  private AccessRequest request(Call call, Need need) {
    return new AccessRequest(
        PrincipalNames.facts(call.principal()),
        need.action(),
        need.resource().arn(),
        need.resource().accountId(),
        new CallContext(
            call, need, () -> known.policies(call.principal()).tags(), known::guardrails));
  }

  private PolicySet policies(Call call, Need need) {
    Principal principal = call.principal();
    Resource resource = need.resource();
    ResourceGuard guard = resource.guard();
    KnownIdentities.Compiled own = known.compiled(principal);
    boolean limitedByAccount = hasAccount(principal);
    return new PolicySet(
        own.identity(),
        own.boundary(),
        session(call),
        limitedByAccount ? own.serviceControl() : List.of(),
        resourceControl(principal, need),
        endpoint(call),
        OwnersKey.opens(principal, need) ? Optional.empty() : resourcePolicy(resource, guard),
        guard.policyDecides(),
        () -> guard.grant(call, need.action()));
  }

  private List<List<NamedPolicy>> resourceControl(Principal principal, Need need) {
    return ResourceControl.binds(need.action())
            && !need.resource().guard().isManagedByAws()
            && !KnownIdentities.isLinkedToService(principal)
        ? known.resourceControl(need.resource().accountId())
        : List.of();
  }

  private static boolean hasAccount(Principal principal) {
    return switch (principal) {
      case Principal.Root _, Principal.User _, Principal.AssumedRole _, Principal.FederatedUser _ ->
          true;
      case Principal.Service _, Principal.Federated _, Principal.Anonymous _ -> false;
    };
  }

  private List<NamedPolicy> session(Call call) {
    List<String> documents = call.session().map(Session::policies).orElse(List.of());
    return documents.isEmpty()
        ? List.of()
        : documents.stream()
            .map(
                text ->
                    new NamedPolicy(
                        "session policy",
                        Source.SESSION,
                        compiled.compile(text, PolicyKind.SESSION)))
            .toList();
  }

  private List<NamedPolicy> endpoint(Call call) {
    return call.http()
        .way()
        .map(
            it ->
                List.of(
                    new NamedPolicy(
                        "policy of " + it.endpointId(),
                        Source.ENDPOINT,
                        compiled.compile(it.policy().get(), PolicyKind.RESOURCE))))
        .orElse(List.of());
  }

  private Optional<NamedPolicy> resourcePolicy(Resource resource, ResourceGuard guard) {
    boolean role = guard.policyDecides() && resource.arn().contains(":role/");
    return guard
        .policy()
        .map(
            text ->
                new NamedPolicy(
                    "policy of " + resource.arn(),
                    role ? Source.TRUST : Source.RESOURCE,
                    compiled.compile(text, role ? PolicyKind.TRUST : PolicyKind.RESOURCE)));
  }
}
