package dev.cloudjar.organizations;

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
    if (!isObject(content)) {
      throw OrganizationsFaults.malformedPolicy();
    }
  }

  static boolean isObject(String content) {
    try {
      return JsonNode.parser().parse(content).isObject();
    } catch (RuntimeException e) {
      return false; // The parser has no exception of its own.
    }
  }
}
