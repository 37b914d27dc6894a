package dev.cloudjar.sqs;

import dev.cloudjar.cloud.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The JSON texts in which the redrive attributes travel. */
final class RedriveJson {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String TARGET = "deadLetterTargetArn";
  private static final String COUNT = "maxReceiveCount";
  private static final String PERMISSION = "redrivePermission";
  private static final String SOURCES = "sourceQueueArns";
  private static final int MAXIMUM_SOURCES = 10;
  private static final int MAXIMUM_RECEIVE_COUNT = 1_000;

  private RedriveJson() {}

  static String write(RedrivePolicy policy) {
    ObjectNode json = JSON.createObjectNode();
    json.put(TARGET, policy.deadLetterTargetArn());
    json.put(COUNT, policy.maxReceiveCount());
    return JSON.writeValueAsString(json);
  }

  static String write(RedriveAllowPolicy policy) {
    ObjectNode json = JSON.createObjectNode();
    json.put(PERMISSION, policy.redrivePermission().wireName());
    if (!policy.sourceQueueArns().isEmpty()) {
      ArrayNode sources = json.putArray(SOURCES);
      policy.sourceQueueArns().forEach(sources::add);
    }
    return JSON.writeValueAsString(json);
  }

  static RedrivePolicy readRedrivePolicy(String text) {
    JsonNode json = readObject(text);
    if (json == null) {
      throw SqsFaults.invalidAttributeValue(
          "RedrivePolicy", "Redrive policy is not a valid JSON map.");
    }
    for (String name : List.of(COUNT, TARGET)) {
      if (!json.has(name)) {
        throw redriveFault(
            text, "Redrive policy does not contain mandatory attribute: " + name + ".");
      }
    }
    if (json.size() > 2) {
      throw redriveFault(
          text, "Only following attributes are supported: [maxReceiveCount, deadLetterTargetArn].");
    }
    String target = json.path(TARGET).asString("");
    if (SqsArns.parse(target).isEmpty()) {
      throw redriveFault(text, "Invalid value for deadLetterTargetArn.");
    }
    String count = json.path(COUNT).asString("");
    int maxReceiveCount = count.matches("[0-9]{1,4}") ? Integer.parseInt(count) : 0;
    if (maxReceiveCount < 1 || maxReceiveCount > MAXIMUM_RECEIVE_COUNT) {
      throw redriveFault(
          text,
          "Invalid value for maxReceiveCount: "
              + count
              + ", valid values are from 1 to 1000 both inclusive.");
    }
    return new RedrivePolicy(target, maxReceiveCount);
  }

  static Fault redriveFault(String text, String reason) {
    return SqsFaults.invalidParameterValue("RedrivePolicy", text, reason);
  }

  static RedriveAllowPolicy readRedriveAllowPolicy(String text) {
    JsonNode json = readObject(text);
    if (json == null || !Set.of(PERMISSION, SOURCES).containsAll(json.propertyNames())) {
      throw unsupportedFormat();
    }
    RedriveAllowPolicy.Permission permission = permission(json.path(PERMISSION).asString(""));
    List<String> sources = new ArrayList<>();
    JsonNode list = json.path(SOURCES);
    if (!list.isMissingNode() && !list.isArray()) {
      throw unsupportedFormat();
    }
    for (JsonNode source : list) {
      if (!source.isString()) {
        throw unsupportedFormat();
      }
      sources.add(source.asString());
    }
    checkSources(text, permission, sources);
    return new RedriveAllowPolicy(permission, List.copyOf(sources));
  }

  private static RedriveAllowPolicy.Permission permission(String wireName) {
    for (RedriveAllowPolicy.Permission permission : RedriveAllowPolicy.Permission.values()) {
      if (permission.wireName().equals(wireName)) {
        return permission;
      }
    }
    throw unsupportedFormat();
  }

  private static void checkSources(
      String text, RedriveAllowPolicy.Permission permission, List<String> sources) {
    if (permission != RedriveAllowPolicy.Permission.BY_QUEUE) {
      if (!sources.isEmpty()) {
        throw allowFault(
            text,
            "To specify one or more source queue ARNs, you must set redrivePermission to byQueue.");
      }
    } else if (sources.isEmpty()) {
      throw allowFault(
          text,
          "When you specify the byQueue permission type, you must also specify one or more"
              + " sourceQueueArns values.");
    } else if (sources.size() > MAXIMUM_SOURCES) {
      throw allowFault(text, "The maximum number of source queue ARNs you can specify is 10.");
    }
  }

  private static Fault allowFault(String text, String reason) {
    return SqsFaults.invalidParameterValue(
        "RedriveAllowPolicy", text, "Amazon SQS can't create the redrive allow policy. " + reason);
  }

  private static Fault unsupportedFormat() {
    return SqsFaults.invalidAttributeValue(
        "RedriveAllowPolicy",
        "Amazon SQS can't create the redrive allow policy, as it\u2019s in an unsupported format.");
  }

  private static @Nullable JsonNode readObject(String text) {
    try {
      JsonNode json = JSON.readTree(text);
      return json.isObject() ? json : null;
    } catch (JacksonException e) {
      return null;
    }
  }
}
