package dev.cloudjar.sqs;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Edits the text of a queue's policy, statement by statement, as the permission calls do. */
final class QueuePolicy {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String STATEMENT = "Statement";
  private static final String SID = "Sid";

  /** AWS's limit of a policy attached to a queue. */
  private static final int MAXIMUM_BYTES = 8_192;

  private static final int MAXIMUM_STATEMENTS = 20;
  private static final int MAXIMUM_ACTIONS = 7;
  private static final Set<String> MEMBERS = Set.of("Version", "Id", STATEMENT);

  private QueuePolicy() {}

  /**
   * Checks that a text can be a policy; an empty one removes the policy.
   *
   * @throws dev.cloudjar.cloud.Fault {@code InvalidAttributeValue} or {@code OverLimit}
   */
  static void check(String text) {
    if (text.isEmpty()) {
      return;
    }
    ObjectNode policy = text.length() > MAXIMUM_BYTES ? null : read(text);
    if (policy == null || !MEMBERS.containsAll(policy.propertyNames()) || !hasStatements(policy)) {
      throw SqsFaults.invalidAttributeValue(QueueAttributeChanges.POLICY);
    }
    checkStatementCount(policy.path(STATEMENT).isArray() ? policy.path(STATEMENT).size() : 1);
  }

  /**
   * The policy with one more statement.
   *
   * @param current the policy's text; empty for none
   * @throws dev.cloudjar.cloud.Fault {@code InvalidParameterValue} where the label is taken
   */
  static String addPermission(
      Optional<String> current,
      String queueArn,
      String label,
      List<String> accountIds,
      List<String> actions) {
    checkLabel(label);
    if (actions.size() > MAXIMUM_ACTIONS) {
      throw SqsFaults.overLimit(
          actions.size() + " Actions were found, maximum allowed is " + MAXIMUM_ACTIONS + ".");
    }
    ObjectNode policy = current.map(QueuePolicy::read).orElse(null);
    if (policy == null) {
      policy = JSON.createObjectNode();
      policy.put("Version", "2008-10-17");
      policy.put("Id", queueArn + "/SQSDefaultPolicy");
    }
    ArrayNode statements = statements(policy);
    if (find(statements, label) >= 0) {
      throw SqsFaults.invalidParameterValue("Label", label, "Already exists.");
    }
    checkStatementCount(statements.size() + 1);
    ObjectNode statement = statements.addObject();
    statement.put(SID, label);
    statement.put("Effect", "Allow");
    oneOrMany(
        statement.putObject("Principal"),
        "AWS",
        accountIds.stream().map(id -> "arn:aws:iam::" + id + ":root").toList());
    oneOrMany(statement, "Action", actions.stream().map(action -> "SQS:" + action).toList());
    statement.put("Resource", queueArn);
    return JSON.writeValueAsString(policy);
  }

  /**
   * The policy without the statement of this label; empty where it was the last one.
   *
   * @throws dev.cloudjar.cloud.Fault {@code InvalidParameterValue} where there is no such label
   */
  static Optional<String> removePermission(Optional<String> current, String label) {
    ObjectNode policy = current.map(QueuePolicy::read).orElse(null);
    ArrayNode statements = policy == null ? JSON.createArrayNode() : statements(policy);
    int index = find(statements, label);
    if (policy == null || index < 0) {
      throw SqsFaults.invalidParameterValue("Label", label, "can't find label.");
    }
    statements.remove(index);
    return statements.isEmpty() ? Optional.empty() : Optional.of(JSON.writeValueAsString(policy));
  }

  private static void checkLabel(String label) {
    if (!label.matches("[A-Za-z0-9_-]{1,80}")) {
      throw SqsFaults.invalidParameterValue(
          "Label",
          label,
          "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
    }
  }

  private static void checkStatementCount(int count) {
    if (count > MAXIMUM_STATEMENTS) {
      throw SqsFaults.overLimit(
          count
              + " statements were found in the submitted policy, max allowed is "
              + MAXIMUM_STATEMENTS);
    }
  }

  private static boolean hasStatements(ObjectNode policy) {
    JsonNode statement = policy.path(STATEMENT);
    if (statement.isObject()) {
      return isStatement(statement);
    }
    return statement.isArray()
        && !statement.isEmpty()
        && statement.valueStream().allMatch(QueuePolicy::isStatement);
  }

  private static boolean isStatement(JsonNode statement) {
    String effect = statement.path("Effect").asString("");
    return (effect.equals("Allow") || effect.equals("Deny"))
        && (statement.has("Action") || statement.has("NotAction"))
        && (statement.has("Principal") || statement.has("NotPrincipal"));
  }

  /** The policy's statements as a list, which a policy of one statement need not have. */
  private static ArrayNode statements(ObjectNode policy) {
    JsonNode statement = policy.path(STATEMENT);
    if (statement instanceof ArrayNode list) {
      return list;
    }
    ArrayNode list = policy.putArray(STATEMENT);
    if (statement.isObject()) {
      list.add(statement);
    }
    return list;
  }

  private static int find(ArrayNode statements, String label) {
    for (int i = 0; i < statements.size(); i++) {
      if (statements.get(i).path(SID).asString("").equals(label)) {
        return i;
      }
    }
    return -1;
  }

  private static void oneOrMany(ObjectNode object, String name, List<String> values) {
    if (values.size() == 1) {
      object.put(name, values.getFirst());
    } else {
      ArrayNode list = object.putArray(name);
      values.forEach(list::add);
    }
  }

  private static @Nullable ObjectNode read(String text) {
    try {
      return JSON.readTree(text) instanceof ObjectNode policy ? policy : null;
    } catch (JacksonException e) {
      return null;
    }
  }
}
