package dev.cloudjar.iam;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.policy.PolicyDocument;
import dev.cloudjar.policy.Reach;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.services.organizations.model.Child;
import software.amazon.awssdk.services.organizations.model.ChildType;
import software.amazon.awssdk.services.organizations.model.DescribePolicyRequest;
import software.amazon.awssdk.services.organizations.model.DescribePolicyResponse;
import software.amazon.awssdk.services.organizations.model.ListChildrenRequest;
import software.amazon.awssdk.services.organizations.model.ListChildrenResponse;
import software.amazon.awssdk.services.organizations.model.ListParentsRequest;
import software.amazon.awssdk.services.organizations.model.ListParentsResponse;
import software.amazon.awssdk.services.organizations.model.ListPoliciesForTargetRequest;
import software.amazon.awssdk.services.organizations.model.ListPoliciesForTargetResponse;
import software.amazon.awssdk.services.organizations.model.ListRootsRequest;
import software.amazon.awssdk.services.organizations.model.ListRootsResponse;
import software.amazon.awssdk.services.organizations.model.ListTargetsForPolicyRequest;
import software.amazon.awssdk.services.organizations.model.ListTargetsForPolicyResponse;
import software.amazon.awssdk.services.organizations.model.PolicySummary;
import software.amazon.awssdk.services.organizations.model.PolicyTargetSummary;
import software.amazon.awssdk.services.organizations.model.PolicyType;
import software.amazon.awssdk.services.organizations.model.Root;

/**
 * What a report of an organization is about. The caller needs permission for all that it asks of
 * Organizations.
 */
final class OrganizationSubjectOperations {
  private static final int ROOT = 1;

  private final Call call;
  private final List<String> way;
  private final String managementAccount;

  private OrganizationSubjectOperations(Call call, List<String> way, String managementAccount) {
    this.call = call;
    this.way = way;
    this.managementAccount = managementAccount;
  }

  /**
   * The root, unit or account with a path.
   *
   * @throws Fault where there is none, or the caller does not manage the organization
   */
  static OrganizationSubjectOperations of(Call call, String path) {
    List<String> way = List.of(path.replaceFirst("/$", "").split("/", -1));
    Root root =
        ask(call, ListRootsRequest.builder().build(), ListRootsResponse.class).roots().getFirst();
    // arn:aws:organizations::111122223333:root/o-a1b2c3d4e5/r-ab12
    String management = root.arn().split(":", -1)[4];
    if (!call.accountId().equals(management)) {
      throw AccountFaults.noOrganizationReport(
          "only the management account of an organization gets its reports");
    }
    if (root.policyTypes().stream()
        .noneMatch(it -> it.type() == PolicyType.SERVICE_CONTROL_POLICY)) {
      throw AccountFaults.noOrganizationReport(
          "service control policies are not enabled in the organization's root");
    }
    OrganizationSubjectOperations subject =
        new OrganizationSubjectOperations(call, way, management);
    if (way.size() <= ROOT
        || !root.arn().endsWith("/" + way.get(0) + "/" + way.get(ROOT))
        || !subject.isThere()) {
      throw AccountFaults.noOrganizationReport("nothing in the organization has this path");
    }
    return subject;
  }

  private boolean isThere() {
    for (int i = ROOT + 1; i < way.size(); i++) {
      ListParentsRequest asked = ListParentsRequest.builder().childId(way.get(i)).build();
      String parent = way.get(i - 1);
      if (ask(call, asked, ListParentsResponse.class).parents().stream()
          .noneMatch(it -> it.id().equals(parent))) {
        return false;
      }
    }
    return true;
  }

  private boolean isManagementAccount() {
    return way.getLast().equals(managementAccount);
  }

  /** Whether a service may be accessed: by all policies on the way, or by one alone. */
  Function<String, Boolean> reach(@Nullable String policyId) {
    if (isManagementAccount()) {
      return namespace -> true;
    }
    List<Reach> levels = new ArrayList<>();
    if (policyId != null) {
      levels.add(Reach.of(document(policyId).stream().toList()));
    } else {
      for (String target : way.subList(ROOT, way.size())) {
        levels.add(
            Reach.of(policies(target).stream().flatMap(it -> document(it).stream()).toList()));
      }
    }
    return namespace -> levels.stream().allMatch(it -> it.includesSomeOf(namespace));
  }

  /** The accounts that it consists of, with their paths; of a policy, those that it applies to. */
  Map<String, String> accounts(@Nullable String policyId) {
    Map<String, String> all = new LinkedHashMap<>();
    if (way.getLast().matches("[0-9]{12}")) {
      all.put(way.getLast(), String.join("/", way));
    } else {
      collect(String.join("/", way), way.getLast(), all);
      all.remove(managementAccount);
    }
    if (policyId != null && !isManagementAccount()) {
      Set<String> targets = targets(policyId);
      all.values()
          .removeIf(path -> Set.of(path.split("/", -1)).stream().noneMatch(targets::contains));
    }
    return all;
  }

  private void collect(String path, String parent, Map<String, String> accounts) {
    for (Child child : children(parent, ChildType.ACCOUNT)) {
      accounts.put(child.id(), path + "/" + child.id());
    }
    for (Child child : children(parent, ChildType.ORGANIZATIONAL_UNIT)) {
      collect(path + "/" + child.id(), child.id(), accounts);
    }
  }

  // ---- what Organizations says -----------------------------------------------------------------

  private List<Child> children(String parent, ChildType type) {
    return all(
        token ->
            ask(
                call,
                ListChildrenRequest.builder()
                    .parentId(parent)
                    .childType(type)
                    .nextToken(token)
                    .build(),
                ListChildrenResponse.class),
        ListChildrenResponse::children,
        ListChildrenResponse::nextToken);
  }

  private List<String> policies(String target) {
    return all(
            token ->
                ask(
                    call,
                    ListPoliciesForTargetRequest.builder()
                        .targetId(target)
                        .filter(PolicyType.SERVICE_CONTROL_POLICY)
                        .nextToken(token)
                        .build(),
                    ListPoliciesForTargetResponse.class),
            ListPoliciesForTargetResponse::policies,
            ListPoliciesForTargetResponse::nextToken)
        .stream()
        .map(PolicySummary::id)
        .toList();
  }

  private Set<String> targets(String policyId) {
    Set<String> ids = new LinkedHashSet<>();
    all(
            token ->
                ask(
                    call,
                    ListTargetsForPolicyRequest.builder()
                        .policyId(policyId)
                        .nextToken(token)
                        .build(),
                    ListTargetsForPolicyResponse.class),
            ListTargetsForPolicyResponse::targets,
            ListTargetsForPolicyResponse::nextToken)
        .stream()
        .map(PolicyTargetSummary::targetId)
        .forEach(ids::add);
    return ids;
  }

  private Optional<PolicyDocument> document(String policyId) {
    return AccessSubject.parsed(
        ask(
                call,
                DescribePolicyRequest.builder().policyId(policyId).build(),
                DescribePolicyResponse.class)
            .policy()
            .content());
  }

  private static <O, T> List<T> all(
      Function<@Nullable String, O> page,
      Function<O, List<T>> items,
      Function<O, @Nullable String> next) {
    List<T> all = new ArrayList<>();
    String token = null;
    do {
      O answer = page.apply(token);
      all.addAll(items.apply(answer));
      token = next.apply(answer);
    } while (token != null);
    return all;
  }

  private static <I extends AwsRequest, O extends AwsResponse> O ask(
      Call call, I request, Class<O> response) {
    try {
      return call.to(request, response);
    } catch (Fault e) {
      throw e.code().startsWith("AccessDenied")
          ? AccountFaults.denied(e)
          : AccountFaults.noOrganizationReport(String.valueOf(e.getMessage()));
    }
  }
}
