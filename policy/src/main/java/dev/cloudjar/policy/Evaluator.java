package dev.cloudjar.policy;

import dev.cloudjar.policy.PolicyDocument.Grant;
import dev.cloudjar.policy.PrincipalElement.Grade;
import dev.cloudjar.policy.Verdict.Allowed;
import dev.cloudjar.policy.Verdict.ExplicitDeny;
import dev.cloudjar.policy.Verdict.ImplicitDeny;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides requests, in the order that AWS documents: any denial; resource control, service control
 * and endpoint policies; the resource's policy; the principal's, its boundary, its session's.
 */
public final class Evaluator {
  private Evaluator() {}

  /** What the policies say of the request. */
  public static Verdict decide(PolicySet policies, AccessRequest request) {
    var evaluation = new Evaluation(request, policies.boundary().isPresent());
    ExplicitDeny denied = denial(policies, evaluation);
    if (denied != null) {
      return denied;
    }
    ImplicitDeny outside = guardrails(policies, evaluation);
    if (outside != null) {
      return outside;
    }
    Verdict verdict = byResource(policies, evaluation);
    return verdict.isAllowed() || acrossAccounts(request)
        ? verdict
        : granted(policies).<Verdict>map(it -> it).orElse(verdict);
  }

  /** What the policies say of the request, and why: every policy, every statement, every fix. */
  public static Explanation explain(PolicySet policies, AccessRequest request) {
    return Explainer.explain(policies, request);
  }

  /** What the policies say of the request, as IAM's simulator tells it. */
  public static PolicyEvaluation simulate(PolicySet policies, AccessRequest request) {
    return Simulation.of(policies, request);
  }

  private static Verdict byResource(PolicySet policies, Evaluation evaluation) {
    Access access = access(policies, evaluation);
    if (acrossAccounts(evaluation.request())) {
      return access.grade == Grade.NONE && granted(policies).isEmpty()
          ? missing(resourceType(policies), evaluation)
          : byIdentity(policies, evaluation, null);
    }
    if (access.grade == Grade.DIRECT) {
      return access.allowed();
    }
    boolean needed = policies.policyDecides() || !evaluation.principal().hasIdentity();
    return access.grade == Grade.NONE && needed
        ? missing(resourceType(policies), evaluation)
        : byIdentity(policies, evaluation, access.grade == Grade.ISSUER ? access : null);
  }

  /** Whether the principal's own account has a say, and is not the resource's. */
  private static boolean acrossAccounts(AccessRequest request) {
    return request.principal().hasIdentity() && !request.withinOneAccount();
  }

  private static Optional<Allowed> granted(PolicySet policies) {
    return policies.grantedBy().get().map(it -> new Allowed(it, Optional.empty()));
  }

  /**
   * @param instead what allows the request as a policy of the principal would
   */
  private static Verdict byIdentity(
      PolicySet policies, Evaluation evaluation, @Nullable Access instead) {
    PrincipalFacts.Kind kind = evaluation.principal().kind();
    if (kind == PrincipalFacts.Kind.ROOT) {
      return new Allowed("root", Optional.empty());
    }
    Allowed allowed = instead == null ? any(policies.identity(), evaluation) : instead.allowed();
    if (allowed == null) {
      return missing(PolicyType.IDENTITY_BASED, evaluation);
    }
    if (policies.boundary().isPresent()
        && policies.boundary().get().document().allowance(evaluation) == null) {
      return missing(PolicyType.PERMISSIONS_BOUNDARY, evaluation);
    }
    boolean limited = !policies.session().isEmpty() || kind == PrincipalFacts.Kind.FEDERATED_USER;
    if (limited && any(policies.session(), evaluation) == null) {
      return missing(PolicyType.SESSION, evaluation);
    }
    return allowed;
  }

  private static @Nullable ExplicitDeny denial(PolicySet policies, Evaluation evaluation) {
    for (List<NamedPolicy> group : PolicyGroups.inOrder(policies, evaluation.principal())) {
      for (NamedPolicy policy : group) {
        Statement statement = policy.document().denial(evaluation);
        if (statement != null) {
          return new ExplicitDeny(policy, statement);
        }
      }
    }
    return null;
  }

  private static @Nullable ImplicitDeny guardrails(PolicySet policies, Evaluation evaluation) {
    int level = lackingLevel(policies.resourceControl(), evaluation);
    if (level >= 0) {
      return new ImplicitDeny(PolicyType.RESOURCE_CONTROL, level, evaluation.request().action());
    }
    level = lackingLevel(policies.serviceControl(), evaluation);
    if (level >= 0) {
      return new ImplicitDeny(PolicyType.SERVICE_CONTROL, level, evaluation.request().action());
    }
    boolean shut = !policies.endpoint().isEmpty() && any(policies.endpoint(), evaluation) == null;
    return shut ? missing(PolicyType.VPC_ENDPOINT, evaluation) : null;
  }

  private static int lackingLevel(List<List<NamedPolicy>> levels, Evaluation evaluation) {
    for (int level = 0; level < levels.size(); level++) {
      if (any(levels.get(level), evaluation) == null) {
        return level;
      }
    }
    return -1;
  }

  private static @Nullable Allowed any(List<NamedPolicy> policies, Evaluation evaluation) {
    for (NamedPolicy policy : policies) {
      Grant grant = policy.document().allowance(evaluation);
      if (grant != null) {
        return new Allowed(policy.name(), Optional.of(grant.statement()));
      }
    }
    return null;
  }

  private static Access access(PolicySet policies, Evaluation evaluation) {
    if (policies.resource().isPresent()) {
      NamedPolicy policy = policies.resource().get();
      Grant grant = policy.document().allowance(evaluation);
      if (grant != null) {
        return new Access(grant.grade(), policy.name(), Optional.of(grant.statement()));
      }
    }
    return new Access(Grade.NONE, "", Optional.empty());
  }

  private static PolicyType resourceType(PolicySet policies) {
    return policies.resource().map(it -> it.source().type()).orElse(PolicyType.RESOURCE_BASED);
  }

  private static ImplicitDeny missing(PolicyType type, Evaluation evaluation) {
    return new ImplicitDeny(type, 0, evaluation.request().action());
  }

  /** How closely the resource's side lets the principal in, and by what. */
  private record Access(Grade grade, String by, Optional<Statement> statement) {
    Allowed allowed() {
      return new Allowed(by, statement);
    }
  }
}
