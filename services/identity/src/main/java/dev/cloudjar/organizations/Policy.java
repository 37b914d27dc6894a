package dev.cloudjar.organizations;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A policy of an organization, or one that AWS gives to all. */
record Policy(
    String id, String name, String description, String type, String content, boolean awsManaged) {
  static final String SERVICE_CONTROL = "SERVICE_CONTROL_POLICY";
  static final String RESOURCE_CONTROL = "RESOURCE_CONTROL_POLICY";

  /** Every type that there is, with the most characters that a policy of it may have. */
  static final Map<String, Integer> LARGEST =
      Map.ofEntries(
          Map.entry(SERVICE_CONTROL, 5_120),
          Map.entry(RESOURCE_CONTROL, 5_120),
          Map.entry("TAG_POLICY", 10_000),
          Map.entry("BACKUP_POLICY", 10_000),
          Map.entry("AISERVICES_OPT_OUT_POLICY", 2_500),
          Map.entry("CHATBOT_POLICY", 10_000),
          Map.entry("DECLARATIVE_POLICY_EC2", 10_000),
          Map.entry("SECURITYHUB_POLICY", 10_000),
          Map.entry("INSPECTOR_POLICY", 10_000),
          Map.entry("UPGRADE_ROLLOUT_POLICY", 10_000),
          Map.entry("BEDROCK_POLICY", 10_000),
          Map.entry("S3_POLICY", 10_000),
          Map.entry("NETWORK_SECURITY_DIRECTOR_POLICY", 10_000));

  private static final Policy FULL_ACCESS =
      new Policy(
          "p-FullAWSAccess",
          "FullAWSAccess",
          "Allows access to every operation",
          SERVICE_CONTROL,
          """
          {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""",
          true);
  private static final Policy FULL_RESOURCE_ACCESS =
      new Policy(
          "p-RCPFullAWSAccess",
          "RCPFullAWSAccess",
          "Allows access to every resource",
          RESOURCE_CONTROL,
          """
          {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*",\
          "Resource":"*"}]}""",
          true);

  private static final List<Policy> MANAGED = List.of(FULL_ACCESS, FULL_RESOURCE_ACCESS);

  /** The policy that AWS attaches to everything once a type is enabled. */
  static Optional<Policy> attachedToAll(String type) {
    return MANAGED.stream().filter(policy -> policy.type().equals(type)).findFirst();
  }

  static Optional<Policy> managed(String id) {
    return MANAGED.stream().filter(policy -> policy.id().equals(id)).findFirst();
  }

  /** Whether policies of the type decide who may do what. */
  static boolean isAuthorization(String type) {
    return type.equals(SERVICE_CONTROL) || type.equals(RESOURCE_CONTROL);
  }

  /** The one that AWS lets nobody take off. */
  boolean staysAttached() {
    return id.equals(FULL_RESOURCE_ACCESS.id());
  }
}
