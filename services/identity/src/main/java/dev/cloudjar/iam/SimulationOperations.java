package dev.cloudjar.iam;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Guardrails;
import dev.cloudjar.cloud.Identities;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.PrincipalPolicies;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.policy.ContextKeys;
import dev.cloudjar.policy.NamedPolicy;
import dev.cloudjar.policy.NamedPolicy.Source;
import dev.cloudjar.policy.PolicyEvaluation.Decision;
import dev.cloudjar.policy.PolicyEvaluation.MatchedStatement;
import dev.cloudjar.policy.PolicySet;
import dev.cloudjar.policy.PolicyType;
import dev.cloudjar.policy.TextSpan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.ContextEntry;
import software.amazon.awssdk.services.iam.model.ContextKeyTypeEnum;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.OrganizationsDecisionDetail;
import software.amazon.awssdk.services.iam.model.PermissionsBoundaryDecisionDetail;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;
import software.amazon.awssdk.services.iam.model.ResourceSpecificResult;
import software.amazon.awssdk.services.iam.model.SimulateCustomPolicyRequest;
import software.amazon.awssdk.services.iam.model.SimulateCustomPolicyResponse;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyRequest;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyResponse;
import software.amazon.awssdk.services.iam.model.Statement;

/** What calls would meet that nobody makes. */
final class SimulationOperations {
  private static final int MOST_EVALUATIONS_PER_PAGE = 10_000;
  private static final String HANDLING = "ResourceHandlingOption";
  private static final String NO_HANDLING =
      "each resource is simulated by itself, whatever the scenario";

  private final IamStore store;
  private final Identities identities;

  SimulationOperations(IamStore store, Identities identities) {
    this.store = store;
    this.identities = identities;
  }

  void register(Operations ops) {
    ops.on(
            SimulateCustomPolicyRequest.class,
            SimulateCustomPolicyResponse.class,
            this::simulateCustom)
        .authorises("iam:SimulateCustomPolicy", (call, it) -> Resource.any(call))
        .recordedMember(HANDLING, NO_HANDLING);
    ops.on(
            SimulatePrincipalPolicyRequest.class,
            SimulatePrincipalPolicyResponse.class,
            this::simulatePrincipal)
        .authorises(
            "iam:SimulatePrincipalPolicy",
            (call, it) -> new Resource(it.policySourceArn(), call.accountId()))
        .recordedMember(HANDLING, NO_HANDLING);
  }

  /**
   * Whose policies are simulated.
   *
   * @param caller empty for a group, which nobody calls as
   */
  private record Subject(PrincipalPolicies policies, Optional<SimulatedCaller> caller) {}

  private SimulateCustomPolicyResponse simulateCustom(
      Call call, SimulateCustomPolicyRequest request) {
    requireCaller(request.resourcePolicy(), request.callerArn());
    SimulatedCaller caller =
        request.callerArn() == null
            ? SimulatedCaller.somebody(call.accountId())
            : caller(call, request.callerArn());
    PolicySet policies =
        PolicySet.NONE
            .withIdentity(added(request.policyInputList()))
            .withBoundary(SimulationInput.boundary(request.permissionsBoundaryPolicyInputList()));
    var simulator =
        new Simulator(
            policies,
            caller,
            context(request.contextEntries()),
            SimulationInput.resourcePolicy(request.resourcePolicy()),
            owner(request.resourceOwner(), caller, call),
            account -> List.of());
    var page =
        simulate(
            simulator,
            request.actionNames(),
            request.resourceArns(),
            new Paging(request.marker(), request.maxItems()));
    return SimulateCustomPolicyResponse.builder()
        .evaluationResults(page.items())
        .isTruncated(page.isTruncated())
        .marker(page.marker())
        .build();
  }

  private SimulatePrincipalPolicyResponse simulatePrincipal(
      Call call, SimulatePrincipalPolicyRequest request) {
    Guardrails guardrails = identities.guardrails(call.accountId());
    Subject subject = subject(call, request.policySourceArn(), guardrails);
    if (!request.policySourceArn().contains(":user/")) {
      requireCaller(request.resourcePolicy(), request.callerArn());
    }
    SimulatedCaller caller =
        request.callerArn() == null
            ? subject.caller().orElseGet(() -> SimulatedCaller.somebody(call.accountId()))
            : caller(call, request.callerArn());
    boolean linked = isLinkedToService(request.policySourceArn());
    List<NamedPolicy> own = new ArrayList<>();
    subject.policies().policies().forEach(it -> own.add(SimulationInput.attached(it)));
    own.addAll(added(request.policyInputList()));
    PolicySet policies =
        PolicySet.NONE
            .withIdentity(own)
            .withBoundary(
                SimulationInput.boundary(request.permissionsBoundaryPolicyInputList())
                    .or(() -> subject.policies().boundary().map(SimulationInput::attached)))
            .withServiceControl(
                linked ? List.of() : SimulationInput.levels(guardrails.serviceControl()));
    Map<String, List<List<NamedPolicy>>> resourceControl = new HashMap<>();
    var simulator =
        new Simulator(
            policies,
            caller,
            context(request.contextEntries()),
            SimulationInput.resourcePolicy(request.resourcePolicy()),
            owner(request.resourceOwner(), caller, call),
            account ->
                linked
                    ? List.of()
                    : resourceControl.computeIfAbsent(account, this::resourceControl));
    var page =
        simulate(
            simulator,
            request.actionNames(),
            request.resourceArns(),
            new Paging(request.marker(), request.maxItems()));
    return SimulatePrincipalPolicyResponse.builder()
        .evaluationResults(page.items())
        .isTruncated(page.isTruncated())
        .marker(page.marker())
        .build();
  }

  /** Roles that services own are bound by no policy of an organization. */
  private static boolean isLinkedToService(String arn) {
    return arn.contains(":role/aws-service-role/");
  }

  private List<List<NamedPolicy>> resourceControl(String accountId) {
    return SimulationInput.levels(identities.guardrails(accountId).resourceControl());
  }

  private Subject subject(Call call, String arn, Guardrails guardrails) {
    String account = call.accountId();
    return store.read(
        snapshot ->
            switch (ContextKeyOperations.holder(snapshot, call, arn)) {
              case User user -> {
                var principal = new Principal.User(account, user.path(), user.name(), user.id());
                yield new Subject(
                    Identity.ofUser(snapshot, principal),
                    Optional.of(SimulatedCaller.user(principal, user.tags(), guardrails)));
              }
              case Group group ->
                  new Subject(Identity.ofGroup(snapshot, account, group), Optional.empty());
              case Role role -> {
                var session =
                    new Principal.AssumedRole(
                        account, role.path(), role.name(), role.id(), "simulation");
                yield new Subject(
                    Identity.ofRole(snapshot, session),
                    Optional.of(SimulatedCaller.session(session, role.tags(), guardrails)));
              }
            });
  }

  /** A user of the account has tags and an id; of others there is only what the ARN says. */
  private SimulatedCaller caller(Call call, String arn) {
    String account = SimulationInput.accountOfUser(arn);
    if (!account.equals(call.accountId())) {
      return SimulatedCaller.named(account, arn);
    }
    String name = arn.substring(arn.lastIndexOf('/') + 1);
    return store
        .read(snapshot -> IamStore.USERS.find(snapshot, account, name))
        .filter(user -> user.arn(account).equals(arn))
        .map(
            user ->
                SimulatedCaller.user(
                    new Principal.User(account, user.path(), user.name(), user.id()),
                    user.tags(),
                    identities.guardrails(account)))
        .orElseGet(() -> SimulatedCaller.named(account, arn));
  }

  private static void requireCaller(@Nullable String resourcePolicy, @Nullable String callerArn) {
    if (resourcePolicy != null && callerArn == null) {
      throw IamFaults.invalidInput("CallerArn is required if ResourcePolicy is specified.");
    }
  }

  private static List<NamedPolicy> added(List<String> documents) {
    return SimulationInput.policies("PolicyInputList", Source.INLINE, documents);
  }

  private static String owner(@Nullable String named, SimulatedCaller caller, Call call) {
    return named == null
        ? caller.facts().accountId().orElse(call.accountId())
        : SimulationInput.owner(named);
  }

  private static ContextKeys context(List<ContextEntry> entries) {
    Map<String, List<String>> values = new HashMap<>();
    for (ContextEntry entry : entries) {
      if (entry.contextKeyName() == null
          || entry.contextKeyType() == null
          || entry.contextKeyType() == ContextKeyTypeEnum.UNKNOWN_TO_SDK_VERSION) {
        throw IamFaults.invalidInput("A context entry must have a name and a valid type.");
      }
      SimulationInput.checkValues(
          entry.contextKeyName(), entry.contextKeyTypeAsString(), entry.contextKeyValues());
      values.put(entry.contextKeyName(), entry.contextKeyValues());
    }
    return ContextKeys.of(values);
  }

  private static Paging.Page<EvaluationResult> simulate(
      Simulator simulator, List<String> actions, List<String> arns, Paging paging) {
    SimulationInput.checkActions(actions);
    List<String> resources = SimulationInput.resources(arns);
    int most = Math.max(1, MOST_EVALUATIONS_PER_PAGE / resources.size());
    return new Paging(paging.marker(), Math.min(paging.limit(), most))
        .of(actions)
        .map(
            action ->
                result(
                    action,
                    resources.stream().map(arn -> simulator.simulate(action, arn)).toList()));
  }

  private static EvaluationResult result(String action, List<Simulator.Outcome> outcomes) {
    Simulator.Outcome worst =
        outcomes.stream().max(Comparator.comparingInt(it -> gravity(it.decision()))).orElseThrow();
    boolean everything = outcomes.size() == 1 && worst.resourceArn().equals("*");
    EvaluationResult.Builder result =
        EvaluationResult.builder()
            .evalActionName(action)
            .evalDecision(shown(worst.decision()))
            .matchedStatements(statements(worst.matched()))
            .missingContextValues(everything ? worst.missingContextKeys() : List.of())
            .organizationsDecisionDetail(
                worst
                    .allowedByOrganizations()
                    .map(SimulationOperations::organizations)
                    .orElse(null))
            .permissionsBoundaryDecisionDetail(boundary(worst));
    if (outcomes.size() == 1) {
      result.evalResourceName(worst.resourceArn());
    }
    if (!everything) {
      result
          .evalDecisionDetails(details(worst))
          .resourceSpecificResults(
              outcomes.stream().map(SimulationOperations::ofResource).toList());
    }
    return result.build();
  }

  /** An action is allowed if it is on all resources, and denied if it is on any. */
  private static int gravity(Decision decision) {
    return switch (decision) {
      case ALLOWED -> 0;
      case IMPLICIT_DENY -> 1;
      case EXPLICIT_DENY -> 2;
    };
  }

  private static ResourceSpecificResult ofResource(Simulator.Outcome outcome) {
    return ResourceSpecificResult.builder()
        .evalResourceName(outcome.resourceArn())
        .evalResourceDecision(shown(outcome.decision()))
        .matchedStatements(statements(outcome.matched()))
        .missingContextValues(outcome.missingContextKeys())
        .evalDecisionDetails(details(outcome))
        .permissionsBoundaryDecisionDetail(boundary(outcome))
        .build();
  }

  private static Map<String, PolicyEvaluationDecisionType> details(Simulator.Outcome outcome) {
    return outcome.details().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, it -> shown(it.getValue())));
  }

  private static PolicyEvaluationDecisionType shown(Decision decision) {
    return PolicyEvaluationDecisionType.fromValue(decision.toString());
  }

  private static OrganizationsDecisionDetail organizations(boolean allowed) {
    return OrganizationsDecisionDetail.builder().allowedByOrganizations(allowed).build();
  }

  private static @Nullable PermissionsBoundaryDecisionDetail boundary(Simulator.Outcome outcome) {
    return outcome
        .allowedByBoundary()
        .map(it -> PermissionsBoundaryDecisionDetail.builder().allowedByPermissionsBoundary(it))
        .map(PermissionsBoundaryDecisionDetail.Builder::build)
        .orElse(null);
  }

  private static List<Statement> statements(List<MatchedStatement> matched) {
    return matched.stream().map(SimulationOperations::statement).toList();
  }

  private static Statement statement(MatchedStatement matched) {
    TextSpan span = matched.statement().span();
    PolicyType type = matched.policy().source().type();
    boolean ofResource = type == PolicyType.RESOURCE_BASED || type == PolicyType.ROLE_TRUST;
    return Statement.builder()
        .sourcePolicyId(matched.policy().name())
        .sourcePolicyType(ofResource ? SimulationInput.RESOURCE_POLICY : SimulationInput.IAM_POLICY)
        .startPosition(it -> it.line(span.startLine()).column(span.startColumn()))
        .endPosition(it -> it.line(span.endLine()).column(span.endColumn()))
        .build();
  }
}
