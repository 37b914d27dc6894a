package dev.cloudjar.policy;

import dev.cloudjar.policy.PolicyEvaluation.Decision;
import dev.cloudjar.policy.PolicyEvaluation.MatchedStatement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks at all policies, where a decision stops at the first that settles it. */
final class Simulation {
  private Simulation() {}

  static PolicyEvaluation of(PolicySet policies, AccessRequest request) {
    var evaluation = new Evaluation(request, policies.boundary().isPresent());
    var denying = new ArrayList<MatchedStatement>();
    var allowing = new ArrayList<MatchedStatement>();
    Map<String, String> missing = new LinkedHashMap<>();
    for (List<NamedPolicy> group : PolicyGroups.inOrder(policies, request.principal())) {
      for (NamedPolicy policy : group) {
        for (Statement statement : policy.document().statements()) {
          if (statement.applies(evaluation)) {
            (statement.effect() == Effect.DENY ? denying : allowing)
                .add(new MatchedStatement(policy, statement));
          }
        }
        for (String key : policy.document().contextKeys()) {
          if (evaluation.values(Template.fold(key)).isEmpty()) {
            missing.putIfAbsent(Template.fold(key), key);
          }
        }
      }
    }
    Verdict verdict = Evaluator.decide(policies, request);
    return new PolicyEvaluation(
        verdict,
        decision(verdict),
        denying.isEmpty() ? allowing : denying,
        List.copyOf(missing.values()),
        policies.boundary().map(it -> allows(List.of(it), evaluation)),
        organizations(policies, evaluation));
  }

  private static Decision decision(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Allowed allowed -> Decision.ALLOWED;
      case Verdict.ExplicitDeny denied -> Decision.EXPLICIT_DENY;
      case Verdict.ImplicitDeny missing -> Decision.IMPLICIT_DENY;
    };
  }

  private static Optional<Boolean> organizations(PolicySet policies, Evaluation evaluation) {
    return policies.serviceControl().isEmpty()
        ? Optional.empty()
        : Optional.of(
            policies.serviceControl().stream().allMatch(level -> allows(level, evaluation)));
  }

  private static boolean allows(List<NamedPolicy> policies, Evaluation evaluation) {
    return policies.stream().noneMatch(it -> it.document().denial(evaluation) != null)
        && policies.stream().anyMatch(it -> it.document().allowance(evaluation) != null);
  }
}
