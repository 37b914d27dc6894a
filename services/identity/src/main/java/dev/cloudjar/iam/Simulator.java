package dev.cloudjar.iam;

import dev.cloudjar.cloud.ResourceControl;
import dev.cloudjar.policy.AccessRequest;
import dev.cloudjar.policy.ContextKeys;
import dev.cloudjar.policy.Evaluator;
import dev.cloudjar.policy.NamedPolicy;
import dev.cloudjar.policy.NamedPolicy.Source;
import dev.cloudjar.policy.PolicyDocument;
import dev.cloudjar.policy.PolicyEvaluation;
import dev.cloudjar.policy.PolicyEvaluation.Decision;
import dev.cloudjar.policy.PolicyEvaluation.MatchedStatement;
import dev.cloudjar.policy.PolicyKind;
import dev.cloudjar.policy.PolicySet;
import dev.cloudjar.policy.PolicyType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Decides what did not happen, with what decides at the gate.
 *
 * @param policies all but those of the resource and its account
 * @param context what the request for the simulation says of the call
 * @param resourcePolicy of every resource
 * @param owner the account of resources whose ARN names none
 * @param resourceControl finds the resource control policies of an account
 */
record Simulator(
    PolicySet policies,
    SimulatedCaller caller,
    ContextKeys context,
    Optional<PolicyDocument> resourcePolicy,
    String owner,
    Function<String, List<List<NamedPolicy>>> resourceControl) {
  private static final int ACCOUNT_FIELD = 4;
  private static final String EVERYTHING = "*";
  private static final NamedPolicy ALL =
      new NamedPolicy(
          "all",
          Source.INLINE,
          PolicyDocument.parse(
              """
              {"Version": "2012-10-17",
               "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
              """,
              PolicyKind.IDENTITY));

  /**
   * What an action on a resource meets.
   *
   * @param matched the statements that decide it; those of organizations are not shown
   * @param details what each side says, where caller and resource are of different accounts
   */
  record Outcome(
      String resourceArn,
      Decision decision,
      List<MatchedStatement> matched,
      List<String> missingContextKeys,
      Optional<Boolean> allowedByBoundary,
      Optional<Boolean> allowedByOrganizations,
      Map<String, Decision> details) {}

  Outcome simulate(String action, String resourceArn) {
    String account = accountOf(resourceArn);
    var request =
        new AccessRequest(
            caller.facts(),
            action,
            resourceArn,
            account,
            context
                .and(caller.keys())
                .and(ContextKeys.of(Map.of("aws:ResourceAccount", List.of(account)))));
    PolicySet all = withResource(action, resourceArn, account);
    PolicyEvaluation evaluation = Evaluator.simulate(all, request);
    return new Outcome(
        resourceArn,
        evaluation.decision(),
        matched(evaluation),
        evaluation.missingContextKeys(),
        evaluation.allowedByBoundary(),
        evaluation.allowedByOrganizations(),
        details(all, evaluation, request));
  }

  private PolicySet withResource(String action, String resourceArn, String account) {
    PolicySet all =
        ResourceControl.binds(action)
            ? policies.withResourceControl(resourceControl.apply(account))
            : policies;
    if (resourcePolicy.isEmpty()) {
      return all;
    }
    boolean trust = action.startsWith("sts:") && resourceArn.contains(":role/");
    PolicySet guarded =
        all.withResource(
            Optional.of(
                new NamedPolicy(
                    "ResourcePolicy",
                    trust ? Source.TRUST : Source.RESOURCE,
                    resourcePolicy.get())));
    boolean key = resourceArn.startsWith("arn:aws:kms:") && resourceArn.contains(":key/");
    return trust || key ? guarded.decidedByResource() : guarded;
  }

  private String accountOf(String resourceArn) {
    String[] fields = resourceArn.split(":", ACCOUNT_FIELD + 2);
    return fields.length > ACCOUNT_FIELD && SimulationInput.isAccount(fields[ACCOUNT_FIELD])
        ? fields[ACCOUNT_FIELD]
        : owner;
  }

  /** Where nothing allows, no statement decides. */
  private static List<MatchedStatement> matched(PolicyEvaluation evaluation) {
    return evaluation.decision() == Decision.IMPLICIT_DENY
        ? List.of()
        : evaluation.matched().stream().filter(it -> isShown(it.policy().source().type())).toList();
  }

  private static boolean isShown(PolicyType type) {
    return type != PolicyType.SERVICE_CONTROL && type != PolicyType.RESOURCE_CONTROL;
  }

  private Map<String, Decision> details(
      PolicySet all, PolicyEvaluation evaluation, AccessRequest request) {
    String account = caller.facts().accountId().orElse(owner);
    if (account.equals(request.resourceAccountId())
        || request.resourceArn().equals(EVERYTHING)
        || !evaluation.allowedByOrganizations().orElse(true)) {
      return Map.of();
    }
    var within =
        new AccessRequest(
            request.principal(),
            request.action(),
            request.resourceArn(),
            account,
            request.context());
    PolicySet resourceOnly = PolicySet.NONE.withIdentity(List.of(ALL)).withResource(all.resource());
    Map<String, Decision> details = new TreeMap<>();
    details.put(
        SimulationInput.IAM_POLICY,
        Evaluator.simulate(all.withResource(Optional.empty()), within).decision());
    details.put(
        SimulationInput.RESOURCE_POLICY, Evaluator.simulate(resourceOnly, request).decision());
    return details;
  }
}
