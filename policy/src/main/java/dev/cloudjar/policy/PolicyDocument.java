package dev.cloudjar.policy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A policy, read once and ready to be evaluated any number of times, by any number of threads. */
public final class PolicyDocument {
  /** The version that knows no variables, and that a document has which names none. */
  public static final String VERSION_2008 = "2008-10-17";

  /** The version that knows variables. */
  public static final String VERSION_2012 = "2012-10-17";

  private final String text;
  private final PolicyKind kind;
  private final Optional<String> version;
  private final Optional<String> id;
  private final List<Statement> statements;
  private final PolicyIndex index;

  PolicyDocument(
      String text,
      PolicyKind kind,
      Optional<String> version,
      Optional<String> id,
      List<Statement> statements) {
    this.text = text;
    this.kind = kind;
    this.version = version;
    this.id = id;
    this.statements = List.copyOf(statements);
    this.index = new PolicyIndex(this.statements);
  }

  /**
   * Reads a policy.
   *
   * @throws MalformedPolicyException if it is not one of that kind
   */
  public static PolicyDocument parse(String json, PolicyKind kind) {
    return new PolicyReader(json, kind).read();
  }

  /** The document as it was given. */
  public String text() {
    return text;
  }

  public PolicyKind kind() {
    return kind;
  }

  /** The version that it names; customer managed policies have to name {@link #VERSION_2012}. */
  public Optional<String> version() {
    return version;
  }

  /** What it calls itself. */
  public Optional<String> id() {
    return id;
  }

  public List<Statement> statements() {
    return statements;
  }

  /** Its size as quotas count it: characters but for white space. */
  public int policySize() {
    return policySize(text);
  }

  /** The size of a document as quotas count it, whether it is one or not. */
  public static int policySize(String text) {
    return (int) text.codePoints().filter(it -> !Character.isWhitespace(it)).count();
  }

  /** The condition keys that its conditions and variables ask for, as it writes them. */
  public Set<String> contextKeys() {
    Set<String> names = new LinkedHashSet<>();
    statements.forEach(it -> it.addKeys(names));
    Map<String, String> distinct = new LinkedHashMap<>();
    names.forEach(it -> distinct.putIfAbsent(Template.fold(it), it));
    return Collections.unmodifiableSet(new LinkedHashSet<>(distinct.values()));
  }

  /** The statement that denies the request, if any does. */
  @Nullable Statement denial(Evaluation evaluation) {
    PolicyIndex.Candidates candidates = index.candidates(evaluation.action());
    for (Statement statement : candidates.denials()) {
      if (applies(statement, candidates, evaluation)) {
        return statement;
      }
    }
    return null;
  }

  /** The statement that allows the request and names the principal most closely, if any does. */
  @Nullable Grant allowance(Evaluation evaluation) {
    PolicyIndex.Candidates candidates = index.candidates(evaluation.action());
    Grant best = null;
    for (Statement statement : candidates.allowances()) {
      if (!candidates.certain() && !statement.actionElement().matches(evaluation.action())) {
        continue;
      }
      PrincipalElement.Grade grade = statement.gradeOfRest(evaluation);
      if (grade == PrincipalElement.Grade.DIRECT) {
        return new Grant(statement, grade);
      }
      if (grade != PrincipalElement.Grade.NONE
          && (best == null || grade.compareTo(best.grade()) > 0)) {
        best = new Grant(statement, grade);
      }
    }
    return best;
  }

  /** A statement that allows, and how closely it names the principal. */
  record Grant(Statement statement, PrincipalElement.Grade grade) {}

  /** This document with a statement more, which has no id. */
  PolicyDocument with(String statement) {
    var all = new ArrayList<String>();
    statements.forEach(it -> all.add(it.text()));
    all.add(statement);
    return rebuilt(all);
  }

  /** This document with a statement less; empty if it was the only one. */
  Optional<PolicyDocument> without(Statement statement) {
    var rest = new ArrayList<String>();
    statements.stream().filter(it -> it != statement).forEach(it -> rest.add(it.text()));
    return rest.isEmpty() ? Optional.empty() : Optional.of(rebuilt(rest));
  }

  private PolicyDocument rebuilt(List<String> all) {
    String head = "{\"Version\":\"" + version.orElse(VERSION_2008) + "\",\"Statement\":[";
    return parse(head + String.join(",", all) + "]}", kind);
  }

  private static boolean applies(
      Statement statement, PolicyIndex.Candidates candidates, Evaluation evaluation) {
    return candidates.certain()
        ? statement.gradeOfRest(evaluation) != PrincipalElement.Grade.NONE
        : statement.applies(evaluation);
  }

  @Override
  public String toString() {
    return text;
  }
}
