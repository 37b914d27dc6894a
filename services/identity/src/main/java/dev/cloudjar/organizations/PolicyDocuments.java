package dev.cloudjar.organizations;

import dev.cloudjar.policy.MalformedPolicyException;
import dev.cloudjar.policy.PolicyDocument;
import dev.cloudjar.policy.PolicyKind;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/** What a policy's text has to be. */
final class PolicyDocuments {
  private PolicyDocuments() {}

  static void check(String type, String content) {
    Integer largest = Policy.LARGEST.get(type);
    if (largest != null && content.getBytes(StandardCharsets.UTF_8).length > largest) {
      throw OrganizationsFaults.constraint(
          "POLICY_CONTENT_LIMIT_EXCEEDED", "You have exceeded the maximum policy size.");
    }
    switch (type) {
      case Policy.SERVICE_CONTROL -> parse(content, PolicyKind.SERVICE_CONTROL);
      case Policy.RESOURCE_CONTROL -> parse(content, PolicyKind.RESOURCE_CONTROL);
      default -> {
        if (!isObject(content)) {
          throw OrganizationsFaults.malformedPolicy();
        }
      }
    }
  }

  static boolean isObject(String content) {
    try {
      return JsonNode.parser().parse(content).isObject();
    } catch (RuntimeException e) {
      return false; // The parser has no exception of its own.
    }
  }

  private static void parse(String content, PolicyKind kind) {
    try {
      PolicyDocument.parse(content, kind);
    } catch (MalformedPolicyException e) {
      throw OrganizationsFaults.malformedPolicy();
    }
  }
}
