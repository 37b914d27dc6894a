package dev.cloudjar.policy;

import dev.cloudjar.policy.Explanation.Fix;
import dev.cloudjar.policy.Explanation.Mismatch;
import dev.cloudjar.policy.Explanation.PolicyTrace;
import dev.cloudjar.policy.Explanation.StatementTrace;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes explanations down. */
final class ExplanationJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final JsonMapper MAPPER = new JsonMapper();

  private ExplanationJson() {}

  static ObjectNode of(Explanation explanation) {
    ObjectNode json = NODES.objectNode();
    json.put("principal", explanation.principal());
    json.put("action", explanation.action());
    json.put("resource", explanation.resource());
    json.set("verdict", verdict(explanation.verdict()));
    explanation.grant().ifPresent(it -> json.put("grant", it));
    explanation
        .deciding()
        .ifPresent(
            it -> {
              ObjectNode deciding = json.putObject("deciding");
              deciding.put("policy", it.policy());
              it.source().ifPresent(source -> deciding.put("source", name(source)));
              put(deciding, it.statement());
            });
    ArrayNode policies = json.putArray("policies");
    explanation.policies().forEach(it -> policies.add(policy(it)));
    ArrayNode fixes = json.putArray("fixes");
    explanation.fixes().forEach(it -> fixes.add(fix(it)));
    return json;
  }

  private static ObjectNode verdict(Verdict verdict) {
    ObjectNode json = NODES.objectNode();
    switch (verdict) {
      case Verdict.Allowed allowed -> json.put("decision", "allowed").put("by", allowed.by());
      case Verdict.ExplicitDeny denied ->
          json.put("decision", "explicitDeny").put("by", denied.policy().name());
      case Verdict.ImplicitDeny missing ->
          json.put("decision", "implicitDeny").put("missing", name(missing.missing()));
    }
    if (!verdict.sentence().isEmpty()) {
      json.put("sentence", verdict.sentence());
    }
    return json;
  }

  private static ObjectNode policy(PolicyTrace trace) {
    ObjectNode json = NODES.objectNode();
    json.put("name", trace.name());
    json.put("source", name(trace.source()));
    json.put("outcome", name(trace.outcome()));
    ArrayNode statements = json.putArray("statements");
    trace.statements().forEach(it -> statements.add(statement(it)));
    return json;
  }

  private static ObjectNode statement(StatementTrace trace) {
    ObjectNode json = NODES.objectNode();
    json.put("index", trace.index());
    trace.sid().ifPresent(it -> json.put("sid", it));
    json.put("effect", trace.effect().toString());
    json.put("line", trace.span().startLine());
    json.put("applies", trace.applies());
    trace.mismatch().ifPresent(it -> json.set("mismatch", mismatch(it)));
    return json;
  }

  private static ObjectNode mismatch(Mismatch mismatch) {
    ObjectNode json = NODES.objectNode();
    json.put("element", mismatch.element());
    mismatch.operator().ifPresent(it -> json.put("operator", it));
    mismatch.key().ifPresent(it -> json.put("key", it));
    json.set("inPolicy", strings(mismatch.inPolicy()));
    json.set("inRequest", strings(mismatch.inRequest()));
    return json;
  }

  private static ObjectNode fix(Fix fix) {
    ObjectNode json = NODES.objectNode();
    switch (fix) {
      case Fix.Allow allow -> {
        json.put("do", "allow").put("in", name(allow.type()));
        allow.policy().ifPresent(it -> json.put("policy", it));
        if (allow.type() == PolicyType.SERVICE_CONTROL
            || allow.type() == PolicyType.RESOURCE_CONTROL) {
          json.put("level", allow.level());
        }
        json.set("statement", MAPPER.readTree(allow.statement()));
      }
      case Fix.Remove remove -> {
        json.put("do", "remove").put("policy", remove.policy());
        json.put("source", name(remove.source()));
        put(json, remove.statement());
      }
    }
    return json;
  }

  private static void put(ObjectNode json, Statement statement) {
    Optional<String> sid = statement.sid();
    json.put("index", statement.index());
    sid.ifPresent(it -> json.put("sid", it));
    json.set("statement", MAPPER.readTree(statement.text()));
  }

  private static ArrayNode strings(List<String> values) {
    ArrayNode json = NODES.arrayNode();
    values.forEach(json::add);
    return json;
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
