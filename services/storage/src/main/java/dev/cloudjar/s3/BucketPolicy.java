package dev.cloudjar.s3;

import dev.cloudjar.store.Snapshot;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The policy of a bucket, and whether it is public.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status">The
 *     meaning of "public"</a>
 */
final class BucketPolicy {
  static final String KIND = "policy";
  static final String MEMBER = "Policy";

  private static final ObjectMapper JSON = JsonMapper.builder().build();

  /** Conditions on these, for fixed values, narrow a statement down from everybody. */
  private static final Set<String> NARROWING =
      Set.of(
          "aws:principalaccount",
          "aws:principalarn",
          "aws:principalorgid",
          "aws:principalorgpaths",
          "aws:sourcearn",
          "aws:sourceaccount",
          "aws:sourceowner",
          "aws:sourceip",
          "aws:sourcevpc",
          "aws:sourcevpce",
          "aws:userid",
          "s3:dataaccesspointaccount",
          "s3:dataaccesspointarn",
          "s3:x-amz-server-side-encryption-aws-kms-key-id");

  private BucketPolicy() {}

  /** A bucket's policy as it was written; empty where it has none. */
  static Optional<String> find(
      ConfigurationStore configurations, Snapshot snapshot, Bucket bucket) {
    ConfigurationStore.Entry entry =
        configurations.find(snapshot, bucket, KIND, ConfigurationStore.ONLY);
    return entry == null || entry.document() == null
        ? Optional.empty()
        : Optional.ofNullable(entry.document().text(MEMBER));
  }

  /**
   * What of a policy holds for objects that others than the bucket's owner own: it may deny their
   * use, and not allow it. Empty where it denies nothing.
   */
  static Optional<String> denials(String policy) {
    ObjectNode document = (ObjectNode) JSON.readTree(policy);
    ArrayNode denying = JSON.createArrayNode();
    for (JsonNode statement : statements(document)) {
      if (!allows(statement)) {
        denying.add(statement);
      }
    }
    if (denying.isEmpty()) {
      return Optional.empty();
    }
    document.set("Statement", denying);
    return Optional.of(JSON.writeValueAsString(document));
  }

  private static JsonNode statements(JsonNode document) {
    JsonNode statements = document.path("Statement");
    return statements.isArray() ? statements : JSON.createArrayNode().add(statements);
  }

  private static boolean allows(JsonNode statement) {
    return "Allow".equals(statement.path("Effect").stringValue(""));
  }

  /** Whether any statement allows something to everybody. */
  static boolean isPublic(String policy) {
    for (JsonNode statement : statements(JSON.readTree(policy))) {
      if (allows(statement)
          && (statement.has("NotPrincipal") || isEverybody(statement.get("Principal")))
          && !isNarrow(statement.path("Condition"))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isNarrow(JsonNode condition) {
    for (Map.Entry<String, JsonNode> operator : condition.properties()) {
      String name = operator.getKey().toLowerCase(Locale.ROOT);
      for (Map.Entry<String, JsonNode> key : operator.getValue().properties()) {
        if (!name.contains("not")
            && !name.contains("ifexists")
            && NARROWING.contains(key.getKey().toLowerCase(Locale.ROOT))
            && isFixed(key.getValue())) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isFixed(JsonNode values) {
    for (JsonNode value : values.isArray() ? values : JSON.createArrayNode().add(values)) {
      String text = value.stringValue("");
      if (text.indexOf('*') >= 0 || text.indexOf('?') >= 0 || text.endsWith("/0")) {
        return false;
      }
    }
    return true;
  }

  private static boolean isEverybody(@Nullable JsonNode principal) {
    if (principal == null) {
      return false;
    }
    if (principal.isObject()) {
      return isEverybody(principal.get("AWS"));
    }
    if (principal.isArray()) {
      for (JsonNode each : principal) {
        if (isEverybody(each)) {
          return true;
        }
      }
      return false;
    }
    return "*".equals(principal.stringValue(""));
  }
}
