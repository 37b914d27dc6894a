package dev.cloudjar.organizations;

import java.util.List;
import java.util.Locale;

/**
 * An organization.
 *
 * @param id such as {@code o-a1b2c3d4e5}
 * @param managementAccountId whose it is
 * @param featureSet {@code ALL} or {@code CONSOLIDATED_BILLING}
 * @param rootId such as {@code r-ab12}
 * @param enabledPolicyTypes in the root
 */
record Organization(
    String id,
    String managementAccountId,
    String featureSet,
    String rootId,
    List<String> enabledPolicyTypes) {
  static final String ALL_FEATURES = "ALL";

  boolean isManagedBy(String accountId) {
    return managementAccountId.equals(accountId);
  }

  boolean hasAllFeatures() {
    return featureSet.equals(ALL_FEATURES);
  }

  String arn() {
    return arn("organization", "");
  }

  String rootArn() {
    return arn("root", "/" + rootId);
  }

  String accountArn(String accountId) {
    return arn("account", "/" + accountId);
  }

  String unitArn(String unitId) {
    return arn("ou", "/" + unitId);
  }

  String handshakeArn(String action, String handshakeId) {
    return arn("handshake", "/" + action.toLowerCase(Locale.ROOT) + "/" + handshakeId);
  }

  String resourcePolicyArn(String policyId) {
    return arn("resourcepolicy", "/" + policyId);
  }

  String policyArn(Policy policy) {
    String name = policy.type().toLowerCase(Locale.ROOT) + "/" + policy.id();
    return policy.awsManaged()
        ? "arn:aws:organizations::aws:policy/" + name
        : arn("policy", "/" + name);
  }

  Organization withPolicyTypes(List<String> types) {
    return new Organization(id, managementAccountId, featureSet, rootId, List.copyOf(types));
  }

  private String arn(String kind, String rest) {
    return "arn:aws:organizations::" + managementAccountId + ":" + kind + "/" + id + rest;
  }
}
