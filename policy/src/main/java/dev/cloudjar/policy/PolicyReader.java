package dev.cloudjar.policy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads documents by the grammar of their kind. What IAM checks first, it complains of first:
 * grammar, then what it calls legacy parsing, then repeated ids, then actions and resources.
 */
final class PolicyReader {
  private static final Set<String> MEMBERS = Set.of("Version", "Id", "Statement");
  private static final Set<String> STATEMENT_MEMBERS =
      Set.of(
          "Sid",
          "Effect",
          "Principal",
          "NotPrincipal",
          "Action",
          "NotAction",
          "Resource",
          "NotResource",
          "Condition");

  private final String text;
  private final PolicyKind kind;

  PolicyReader(String text, PolicyKind kind) {
    this.text = text;
    this.kind = kind;
  }

  PolicyDocument read() {
    if (!(JsonReader.read(text) instanceof Json.Members document)) {
      throw MalformedPolicyException.syntax("A policy is an object.");
    }
    requireKnown(document, MEMBERS);
    Optional<String> version = string(document, "Version");
    if (version.isPresent()
        && !version.get().equals(PolicyDocument.VERSION_2008)
        && !version.get().equals(PolicyDocument.VERSION_2012)) {
      throw MalformedPolicyException.syntax("There is no version " + version.get() + ".");
    }
    requireVersion(version);
    Optional<String> id = string(document, "Id");
    boolean variables = version.filter(PolicyDocument.VERSION_2012::equals).isPresent();
    var drafts = new ArrayList<StatementDraft>();
    for (Json each : statements(document)) {
      drafts.add(draft(each, variables));
    }
    var checks = new StatementChecks(kind);
    drafts.forEach(checks::checkLegacy);
    requireDistinctIds(drafts);
    checks.check(drafts);
    var statements = new ArrayList<Statement>();
    for (StatementDraft draft : drafts) {
      statements.add(draft.statement(statements.size()));
    }
    return new PolicyDocument(text, kind, version, id, statements);
  }

  private void requireVersion(Optional<String> version) {
    boolean organization =
        kind == PolicyKind.SERVICE_CONTROL || kind == PolicyKind.RESOURCE_CONTROL;
    if (organization && !version.filter(PolicyDocument.VERSION_2012::equals).isPresent()) {
      throw StatementChecks.unfit(
          MalformedPolicyException.Reason.VALUE_INVALID,
          "The version of such a policy is " + PolicyDocument.VERSION_2012 + ".");
    }
  }

  private static List<Json> statements(Json.Members document) {
    Json all = document.all().get("Statement");
    List<Json> list =
        switch (all) {
          case Json.Members one -> List.of(one);
          case Json.Items several -> several.all();
          case null, default ->
              throw MalformedPolicyException.syntax("Statement is an object or a list of them.");
        };
    if (list.isEmpty()) {
      throw MalformedPolicyException.syntax("There is no statement.");
    }
    return list;
  }

  private StatementDraft draft(Json json, boolean variables) {
    if (!(json instanceof Json.Members members)) {
      throw MalformedPolicyException.syntax("A statement is an object.");
    }
    requireKnown(members, STATEMENT_MEMBERS);
    String effect =
        string(members, "Effect")
            .orElseThrow(() -> MalformedPolicyException.syntax("A statement has no Effect."));
    if (!effect.equalsIgnoreCase("Allow") && !effect.equalsIgnoreCase("Deny")) {
      throw MalformedPolicyException.syntax("Effect is Allow or Deny, not " + effect + ".");
    }
    String written = text.substring(members.start(), members.end());
    return new StatementDraft(
        string(members, "Sid").orElse(""),
        effect,
        members.span(),
        written,
        PrincipalReader.read(members),
        element(members, "Action", "NotAction"),
        element(members, "Resource", "NotResource"),
        conditions(members.all().get("Condition"), variables),
        variables);
  }

  private static void requireDistinctIds(List<StatementDraft> drafts) {
    Set<String> seen = new HashSet<>();
    for (StatementDraft draft : drafts) {
      if (!draft.sid().isEmpty() && !seen.add(draft.sid())) {
        throw new MalformedPolicyException(
            MalformedPolicyException.Reason.SID_REPEATED,
            "Statement IDs (SID) in a single policy must be unique.",
            "Two statements are called " + draft.sid() + ".");
      }
    }
  }

  private static void requireKnown(Json.Members members, Set<String> known) {
    for (String name : members.all().keySet()) {
      if (!known.contains(name)) {
        throw MalformedPolicyException.syntax("There is no element " + name + ".");
      }
    }
  }

  private static Optional<String> string(Json.Members members, String name) {
    return switch (members.all().get(name)) {
      case null -> Optional.empty();
      case Json.Scalar scalar when scalar.isString() -> Optional.of(scalar.text());
      default -> throw MalformedPolicyException.syntax(name + " is a string.");
    };
  }

  private static @Nullable Element element(Json.Members members, String name, String notName) {
    Json plain = members.all().get(name);
    Json negated = members.all().get(notName);
    if (plain != null && negated != null) {
      throw MalformedPolicyException.syntax(
          "A statement has " + name + " or " + notName + ", not both.");
    }
    if (plain != null) {
      return new Element(name, false, strings(plain, name));
    }
    return negated == null ? null : new Element(notName, true, strings(negated, notName));
  }

  /** A string or a list of strings. */
  static List<String> strings(Json json, String name) {
    var values = new ArrayList<String>();
    for (Json each : json instanceof Json.Items items ? items.all() : List.of(json)) {
      if (!(each instanceof Json.Scalar scalar) || !scalar.isString()) {
        throw MalformedPolicyException.syntax(name + " is a string or a list of strings.");
      }
      values.add(scalar.text());
    }
    return values;
  }

  private static List<Condition> conditions(@Nullable Json json, boolean variables) {
    if (json == null) {
      return List.of();
    }
    if (!(json instanceof Json.Members operators)) {
      throw MalformedPolicyException.syntax("Condition is an object.");
    }
    var conditions = new ArrayList<Condition>();
    for (Map.Entry<String, Json> operator : operators.all().entrySet()) {
      if (!(operator.getValue() instanceof Json.Members keys)) {
        throw MalformedPolicyException.syntax(
            "What " + operator.getKey() + " compares is an object.");
      }
      for (Map.Entry<String, Json> key : keys.all().entrySet()) {
        List<String> values = scalars(key.getValue(), key.getKey());
        Condition condition = Condition.of(operator.getKey(), key.getKey(), values, variables);
        if (condition == null) {
          throw MalformedPolicyException.syntax(
              "There is no condition operator " + operator.getKey() + ".");
        }
        conditions.add(condition);
      }
    }
    return conditions;
  }

  /** A string, number or truth value, or a list of such. */
  private static List<String> scalars(Json json, String key) {
    var values = new ArrayList<String>();
    for (Json each : json instanceof Json.Items items ? items.all() : List.of(json)) {
      if (!(each instanceof Json.Scalar scalar)) {
        throw MalformedPolicyException.syntax("What " + key + " is compared with is no value.");
      }
      values.add(scalar.text());
    }
    return values;
  }
}
