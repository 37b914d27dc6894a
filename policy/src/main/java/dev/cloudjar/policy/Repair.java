package dev.cloudjar.policy;

import dev.cloudjar.policy.Explanation.Fix;
import dev.cloudjar.policy.NamedPolicy.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Finds the smallest change to policies that takes away what stood in a request's way. */
final class Repair {
  private final PolicySet policies;
  private final AccessRequest request;

  private Repair(PolicySet policies, AccessRequest request) {
    this.policies = policies;
    this.request = request;
  }

  /** A change, and the policies after it. */
  record Step(Fix fix, PolicySet policies) {}

  static Optional<Step> of(PolicySet policies, AccessRequest request, Verdict verdict) {
    var repair = new Repair(policies, request);
    try {
      return switch (verdict) {
        case Verdict.Allowed allowed -> Optional.empty();
        case Verdict.ExplicitDeny denied -> Optional.of(repair.remove(denied));
        case Verdict.ImplicitDeny missing -> Optional.of(repair.allow(missing));
      };
    } catch (MalformedPolicyException e) {
      // What is asked for cannot be named in a policy, such as a resource without an ARN.
      return Optional.empty();
    }
  }

  private Step remove(Verdict.ExplicitDeny denied) {
    NamedPolicy policy = denied.policy();
    Optional<NamedPolicy> rest =
        policy
            .document()
            .without(denied.statement())
            .map(it -> new NamedPolicy(policy.name(), policy.source(), it));
    UnaryOperator<List<NamedPolicy>> edit =
        list -> {
          var edited = new ArrayList<NamedPolicy>();
          for (NamedPolicy each : list) {
            if (!each.equals(policy)) {
              edited.add(each);
            } else {
              rest.ifPresent(edited::add);
            }
          }
          return edited;
        };
    PolicySet changed =
        policies
            .withIdentity(edit.apply(policies.identity()))
            .withSession(edit.apply(policies.session()))
            .withEndpoint(edit.apply(policies.endpoint()))
            .withServiceControl(policies.serviceControl().stream().map(edit).toList())
            .withResourceControl(policies.resourceControl().stream().map(edit).toList());
    if (policies.boundary().filter(policy::equals).isPresent()) {
      changed = changed.withBoundary(rest);
    }
    if (policies.resource().filter(policy::equals).isPresent()) {
      changed = changed.withResource(rest);
    }
    return new Step(new Fix.Remove(policy.name(), policy.source(), denied.statement()), changed);
  }

  private Step allow(Verdict.ImplicitDeny missing) {
    return switch (missing.missing()) {
      case IDENTITY_BASED -> {
        NamedPolicy more = created(Source.INLINE, PolicyKind.IDENTITY);
        yield step(missing, null, more, policies.withIdentity(plus(policies.identity(), more)));
      }
      case PERMISSIONS_BOUNDARY -> {
        NamedPolicy old = policies.boundary().orElse(null);
        NamedPolicy more = extended(old, Source.BOUNDARY, PolicyKind.IDENTITY);
        yield step(missing, old, more, policies.withBoundary(Optional.of(more)));
      }
      case SESSION -> {
        NamedPolicy more = created(Source.SESSION, PolicyKind.SESSION);
        yield step(missing, null, more, policies.withSession(plus(policies.session(), more)));
      }
      case SERVICE_CONTROL -> {
        NamedPolicy more = created(Source.SERVICE_CONTROL, PolicyKind.SERVICE_CONTROL);
        yield step(
            missing,
            null,
            more,
            policies.withServiceControl(plus(policies.serviceControl(), missing.level(), more)));
      }
      case RESOURCE_CONTROL -> {
        NamedPolicy more = created(Source.RESOURCE_CONTROL, PolicyKind.RESOURCE_CONTROL);
        yield step(
            missing,
            null,
            more,
            policies.withResourceControl(plus(policies.resourceControl(), missing.level(), more)));
      }
      case VPC_ENDPOINT -> {
        NamedPolicy more = created(Source.ENDPOINT, PolicyKind.RESOURCE);
        yield step(missing, null, more, policies.withEndpoint(plus(policies.endpoint(), more)));
      }
      case RESOURCE_BASED, ROLE_TRUST -> {
        NamedPolicy old = policies.resource().orElse(null);
        NamedPolicy more = extended(old, Source.RESOURCE, PolicyKind.RESOURCE);
        yield step(missing, old, more, policies.withResource(Optional.of(more)));
      }
    };
  }

  private static Step step(
      Verdict.ImplicitDeny missing,
      @Nullable NamedPolicy old,
      NamedPolicy changed,
      PolicySet after) {
    String statement = changed.document().statements().getLast().text();
    return new Step(
        new Fix.Allow(
            missing.missing(),
            Optional.ofNullable(old).map(NamedPolicy::name),
            missing.level(),
            statement),
        after);
  }

  private NamedPolicy created(Source source, PolicyKind kind) {
    String head = "{\"Version\":\"" + PolicyDocument.VERSION_2012 + "\",\"Statement\":[";
    String statement = statement(kind, true);
    return new NamedPolicy("", source, PolicyDocument.parse(head + statement + "]}", kind));
  }

  private NamedPolicy extended(@Nullable NamedPolicy old, Source source, PolicyKind kind) {
    if (old == null) {
      return created(source, kind);
    }
    PolicyDocument document = old.document();
    boolean variables = document.version().filter(PolicyDocument.VERSION_2012::equals).isPresent();
    return new NamedPolicy(
        old.name(), old.source(), document.with(statement(document.kind(), variables)));
  }

  private String statement(PolicyKind kind, boolean variables) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("Effect", Effect.ALLOW.toString());
    if (kind.principal() == PolicyKind.Presence.REQUIRED) {
      putPrincipal(json, kind);
    }
    json.put("Action", request.action());
    if (kind.resource() != PolicyKind.Presence.FORBIDDEN) {
      json.put("Resource", variables ? literal(request.resourceArn()) : request.resourceArn());
    }
    return json.toString();
  }

  private void putPrincipal(ObjectNode json, PolicyKind kind) {
    PrincipalFacts principal = request.principal();
    Optional<String> arn = principal.issuerArn().or(principal::arn);
    if (kind == PolicyKind.RESOURCE_CONTROL) {
      json.put("Principal", "*");
    } else if (principal.serviceName().isPresent()) {
      json.putObject("Principal").put("Service", principal.serviceName().get());
    } else if (principal.federatedProvider().isPresent()) {
      json.putObject("Principal").put("Federated", principal.federatedProvider().get());
    } else if (arn.isPresent()) {
      json.putObject("Principal").put("AWS", arn.get());
    } else {
      json.put("Principal", "*");
    }
  }

  /** An ARN in which nothing is wild, by the variables that stand for wildcards. */
  private static String literal(String arn) {
    if (arn.equals("*")) {
      return arn;
    }
    var text = new StringBuilder();
    for (int i = 0; i < arn.length(); i++) {
      char c = arn.charAt(i);
      boolean special = c == '*' || c == '?' || (c == '$' && arn.startsWith("{", i + 1));
      text.append(special ? "${" + c + "}" : String.valueOf(c));
    }
    return text.toString();
  }

  private static List<NamedPolicy> plus(List<NamedPolicy> policies, NamedPolicy more) {
    var all = new ArrayList<>(policies);
    all.add(more);
    return all;
  }

  private static List<List<NamedPolicy>> plus(
      List<List<NamedPolicy>> levels, int level, NamedPolicy more) {
    var all = new ArrayList<>(levels);
    all.set(level, plus(levels.get(level), more));
    return all;
  }
}
