package dev.cloudjar.policy;

import dev.cloudjar.policy.Explanation.Deciding;
import dev.cloudjar.policy.Explanation.Fix;
import dev.cloudjar.policy.Explanation.Mismatch;
import dev.cloudjar.policy.Explanation.Outcome;
import dev.cloudjar.policy.Explanation.PolicyTrace;
import dev.cloudjar.policy.Explanation.StatementTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Goes over a decision again, statement by statement, and looks for what would change it. */
final class Explainer {
  /** More steps than there are types of policies, so that several denials can be taken away. */
  private static final int MOST_FIXES = 32;

  private Explainer() {}

  static Explanation explain(PolicySet policies, AccessRequest request) {
    var evaluation = new Evaluation(request, policies.boundary().isPresent());
    Verdict verdict = Evaluator.decide(policies, request);
    var traces = new ArrayList<PolicyTrace>();
    for (List<NamedPolicy> group : PolicyGroups.inOrder(policies, request.principal())) {
      group.forEach(it -> traces.add(trace(it, evaluation)));
    }
    return new Explanation(
        describe(request.principal()),
        request.action(),
        request.resourceArn(),
        verdict,
        traces,
        policies.grantedBy().get(),
        deciding(policies, request, verdict),
        fixes(policies, request, verdict));
  }

  private static PolicyTrace trace(NamedPolicy policy, Evaluation evaluation) {
    var statements = new ArrayList<StatementTrace>();
    Outcome outcome = Outcome.SILENT;
    for (Statement statement : policy.document().statements()) {
      Optional<Mismatch> mismatch = mismatch(statement, evaluation);
      statements.add(
          new StatementTrace(
              statement.index(), statement.sid(), statement.effect(), statement.span(), mismatch));
      if (mismatch.isEmpty() && outcome != Outcome.DENIES) {
        outcome = statement.effect() == Effect.DENY ? Outcome.DENIES : Outcome.ALLOWS;
      }
    }
    return new PolicyTrace(policy.name(), policy.source(), outcome, statements);
  }

  /** The first element that keeps the statement from applying. */
  private static Optional<Mismatch> mismatch(Statement statement, Evaluation evaluation) {
    PrincipalElement principal = statement.principalElement();
    if (principal != null && principal.grade(evaluation) == PrincipalElement.Grade.NONE) {
      return mismatch(
          principal.elementName(), principal.values(), describe(evaluation.principal()));
    }
    ActionElement action = statement.actionElement();
    if (!action.matches(evaluation.action())) {
      return mismatch(
          action.source().name(), action.source().values(), evaluation.request().action());
    }
    ResourceElement resource = statement.resourceElement();
    if (resource != null && !resource.matches(evaluation)) {
      return mismatch(resource.source().name(), resource.source().values(), evaluation.resource());
    }
    for (Condition condition : statement.conditionList()) {
      if (!condition.holds(evaluation)) {
        return Optional.of(
            new Mismatch(
                "Condition",
                Optional.of(condition.name()),
                Optional.of(condition.key()),
                condition.values(),
                condition.asked(evaluation)));
      }
    }
    return Optional.empty();
  }

  private static Optional<Mismatch> mismatch(
      String element, List<String> inPolicy, String inRequest) {
    return Optional.of(
        new Mismatch(element, Optional.empty(), Optional.empty(), inPolicy, List.of(inRequest)));
  }

  private static Optional<Deciding> deciding(
      PolicySet policies, AccessRequest request, Verdict verdict) {
    return switch (verdict) {
      case Verdict.ExplicitDeny denied ->
          Optional.of(
              new Deciding(
                  denied.policy().name(),
                  Optional.of(denied.policy().source()),
                  denied.statement()));
      case Verdict.Allowed allowed ->
          allowed
              .statement()
              .map(
                  it ->
                      new Deciding(allowed.by(), sourceOf(policies, request.principal(), it), it));
      case Verdict.ImplicitDeny missing -> Optional.empty();
    };
  }

  private static Optional<NamedPolicy.Source> sourceOf(
      PolicySet policies, PrincipalFacts principal, Statement statement) {
    for (List<NamedPolicy> group : PolicyGroups.inOrder(policies, principal)) {
      for (NamedPolicy policy : group) {
        if (policy.document().statements().contains(statement)) {
          return Optional.of(policy.source());
        }
      }
    }
    return Optional.empty();
  }

  private static List<Fix> fixes(PolicySet policies, AccessRequest request, Verdict verdict) {
    var fixes = new ArrayList<Fix>();
    PolicySet changed = policies;
    Verdict now = verdict;
    while (!now.isAllowed() && fixes.size() < MOST_FIXES) {
      Optional<Repair.Step> step = Repair.of(changed, request, now);
      if (step.isEmpty()) {
        break;
      }
      fixes.add(step.get().fix());
      changed = step.get().policies();
      now = Evaluator.decide(changed, request);
    }
    return fixes;
  }

  private static String describe(PrincipalFacts principal) {
    return principal.arn().or(principal::serviceName).or(principal::federatedProvider).orElse("*");
  }
}
