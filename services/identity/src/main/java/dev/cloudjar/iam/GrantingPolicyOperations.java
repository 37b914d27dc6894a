package dev.cloudjar.iam;

import dev.cloudjar.cloud.AttachedPolicy;
import dev.cloudjar.cloud.AttachedPolicy.Origin;
import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.policy.Reach;
import java.util.Comparator;
import java.util.List;
import software.amazon.awssdk.services.iam.model.ListPoliciesGrantingServiceAccessEntry;
import software.amazon.awssdk.services.iam.model.ListPoliciesGrantingServiceAccessRequest;
import software.amazon.awssdk.services.iam.model.ListPoliciesGrantingServiceAccessResponse;
import software.amazon.awssdk.services.iam.model.PolicyGrantingServiceAccess;
import software.amazon.awssdk.services.iam.model.PolicyOwnerEntityType;
import software.amazon.awssdk.services.iam.model.PolicyType;

/** Which policies let somebody access services. */
final class GrantingPolicyOperations {
  private final IamStore store;
  private final IamResources resources;

  GrantingPolicyOperations(IamStore store, IamResources resources) {
    this.store = store;
    this.resources = resources;
  }

  void register(Operations ops) {
    ops.on(
            ListPoliciesGrantingServiceAccessRequest.class,
            ListPoliciesGrantingServiceAccessResponse.class,
            this::list)
        .authorises(
            "iam:ListPoliciesGrantingServiceAccess", (call, it) -> resources.ofArn(call, it.arn()));
  }

  private ListPoliciesGrantingServiceAccessResponse list(
      Call call, ListPoliciesGrantingServiceAccessRequest request) {
    String arn = request.arn();
    if (!AccessSubject.isSubject(arn, call.accountId()) || AccessSubject.isPolicy(arn)) {
      throw IamFaults.invalidArn(arn);
    }
    List<AttachedPolicy> policies =
        store.read(
            snapshot ->
                AccessSubject.holder(snapshot, call.accountId(), arn)
                    .map(it -> AccessSubject.policies(snapshot, call.accountId(), it))
                    .orElseThrow(() -> IamFaults.noEntity(arn)));
    var page = new Paging(request.marker(), null).of(request.serviceNamespaces());
    return ListPoliciesGrantingServiceAccessResponse.builder()
        .policiesGrantingServiceAccess(page.map(it -> granting(policies, it)).items())
        .isTruncated(page.isTruncated())
        .marker(page.marker())
        .build();
  }

  private static ListPoliciesGrantingServiceAccessEntry granting(
      List<AttachedPolicy> policies, String namespace) {
    return ListPoliciesGrantingServiceAccessEntry.builder()
        .serviceNamespace(namespace)
        .policies(
            policies.stream()
                .filter(
                    it ->
                        AccessSubject.parsed(it.document())
                            .filter(policy -> Reach.of(List.of(policy)).includesSomeOf(namespace))
                            .isPresent())
                .map(GrantingPolicyOperations::shown)
                .distinct()
                .sorted(Comparator.comparing(PolicyGrantingServiceAccess::policyName))
                .toList())
        .build();
  }

  private static PolicyGrantingServiceAccess shown(AttachedPolicy policy) {
    var shown = PolicyGrantingServiceAccess.builder().policyName(last(policy.name()));
    boolean managed = policy.origin() == Origin.MANAGED || policy.origin() == Origin.GROUP_MANAGED;
    return managed
        ? shown.policyType(PolicyType.MANAGED).policyArn(policy.name()).build()
        : shown
            .policyType(PolicyType.INLINE)
            .entityType(entityType(policy.holder()))
            .entityName(last(policy.holder()))
            .build();
  }

  private static PolicyOwnerEntityType entityType(String arn) {
    return arn.contains(":group/")
        ? PolicyOwnerEntityType.GROUP
        : arn.contains(":role/") ? PolicyOwnerEntityType.ROLE : PolicyOwnerEntityType.USER;
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
