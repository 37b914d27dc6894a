package dev.cloudjar.policy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A statement of a document, as it stands there and ready to be evaluated. */
public final class Statement {
  private final int index;
  private final String sid;
  private final Effect effect;
  private final TextSpan span;
  private final String text;
  private final @Nullable PrincipalElement principal;
  private final ActionElement action;
  private final @Nullable ResourceElement resource;
  private final List<Condition> conditions;

  Statement(
      int index,
      String sid,
      Effect effect,
      TextSpan span,
      String text,
      @Nullable PrincipalElement principal,
      ActionElement action,
      @Nullable ResourceElement resource,
      List<Condition> conditions) {
    this.index = index;
    this.sid = sid;
    this.effect = effect;
    this.span = span;
    this.text = text;
    this.principal = principal;
    this.action = action;
    this.resource = resource;
    this.conditions = List.copyOf(conditions);
  }

  /** A condition as the statement has it. */
  public record ConditionClause(String operator, String key, List<String> values) {}

  /**
   * A principal as the statement names it.
   *
   * @param type {@code AWS}, {@code Service}, {@code Federated} or {@code CanonicalUser}; {@code
   *     STAR} for a star that stands alone
   */
  public record PrincipalName(String type, String value) {}

  /** The number of statements before it. */
  public int index() {
    return index;
  }

  /** Its id; empty where it has none. */
  public Optional<String> sid() {
    return sid.isEmpty() ? Optional.empty() : Optional.of(sid);
  }

  public Effect effect() {
    return effect;
  }

  /** Where it stands in the document. */
  public TextSpan span() {
    return span;
  }

  /** The statement as it is written. */
  public String text() {
    return text;
  }

  /** Whether its principals are those that it is not about. */
  public boolean isNotPrincipal() {
    return principal != null && principal.negated();
  }

  /** Whom it names; nobody in policies that are about whom they are attached to. */
  public List<PrincipalName> principals() {
    return principal == null
        ? List.of()
        : principal.names().stream()
            .map(it -> new PrincipalName(it.type().text(), it.value()))
            .toList();
  }

  /** What it does, or does not, allow or deny. */
  public Element actions() {
    return action.source();
  }

  /** What it is about; empty where that is the resource that the policy is attached to. */
  public Optional<Element> resources() {
    return resource == null ? Optional.empty() : Optional.of(resource.source());
  }

  /** When it counts. */
  public List<ConditionClause> conditions() {
    return conditions.stream()
        .map(it -> new ConditionClause(it.name(), it.key(), it.values()))
        .toList();
  }

  @Nullable PrincipalElement principalElement() {
    return principal;
  }

  ActionElement actionElement() {
    return action;
  }

  @Nullable ResourceElement resourceElement() {
    return resource;
  }

  List<Condition> conditionList() {
    return conditions;
  }

  void addKeys(Set<String> names) {
    if (resource != null) {
      resource.addKeys(names);
    }
    conditions.forEach(it -> it.addKeys(names));
  }

  /** How closely it names the principal, if all of it applies to the request but the action. */
  PrincipalElement.Grade gradeOfRest(Evaluation evaluation) {
    var grade = principal == null ? PrincipalElement.Grade.DIRECT : principal.grade(evaluation);
    if (grade == PrincipalElement.Grade.NONE
        || (resource != null && !resource.matches(evaluation))) {
      return PrincipalElement.Grade.NONE;
    }
    for (Condition condition : conditions) {
      if (!condition.holds(evaluation)) {
        return PrincipalElement.Grade.NONE;
      }
    }
    return grade;
  }

  /** Whether all of it applies to the request. */
  boolean applies(Evaluation evaluation) {
    return action.matches(evaluation.action())
        && gradeOfRest(evaluation) != PrincipalElement.Grade.NONE;
  }

  @Override
  public String toString() {
    return text;
  }
}
