package dev.cloudjar.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One operator on one key. */
final class Condition {
  private static final String FOR_ALL = "ForAllValues:";
  private static final String FOR_ANY = "ForAnyValue:";
  private static final String IF_EXISTS = "IfExists";

  /** How the values of a key with several of them count. */
  private enum Quantifier {
    NONE,
    ALL,
    ANY
  }

  private final String name;
  private final String key;
  private final String foldedKey;
  private final List<String> values;
  private final ConditionOperator operator;
  private final Quantifier quantifier;
  private final boolean ifExists;
  private final Operand[] operands;

  private Condition(
      String name,
      String key,
      List<String> values,
      ConditionOperator operator,
      Quantifier quantifier,
      boolean ifExists,
      boolean variables) {
    this.name = name;
    this.key = key;
    this.foldedKey = Template.fold(key);
    this.values = List.copyOf(values);
    this.operator = operator;
    this.quantifier = quantifier;
    this.ifExists = ifExists;
    this.operands =
        values.stream().map(it -> Operand.of(operator, it, variables)).toArray(Operand[]::new);
  }

  /** A condition by the name of its operator as policies write it; null where there is none. */
  static @Nullable Condition of(String name, String key, List<String> values, boolean variables) {
    Quantifier quantifier =
        name.startsWith(FOR_ALL)
            ? Quantifier.ALL
            : name.startsWith(FOR_ANY) ? Quantifier.ANY : Quantifier.NONE;
    String base = quantifier == Quantifier.NONE ? name : name.substring(name.indexOf(':') + 1);
    boolean ifExists = base.endsWith(IF_EXISTS);
    String bare = ifExists ? base.substring(0, base.length() - IF_EXISTS.length()) : base;
    ConditionOperator operator = ConditionOperator.named(bare);
    if (operator == null || (ifExists && operator == ConditionOperator.NULL)) {
      return null;
    }
    return new Condition(name, key, values, operator, quantifier, ifExists, variables);
  }

  static boolean knows(String name) {
    return of(name, "", List.of(), false) != null;
  }

  /** The operator, as the policy writes it. */
  String name() {
    return name;
  }

  /** The key, as the policy writes it. */
  String key() {
    return key;
  }

  List<String> values() {
    return values;
  }

  ConditionOperator operator() {
    return operator;
  }

  /** The values that the request has for the key. */
  List<String> asked(Evaluation evaluation) {
    return evaluation.values(foldedKey);
  }

  void addKeys(Set<String> names) {
    names.add(key);
    for (Operand operand : operands) {
      operand.addKeys(names);
    }
  }

  boolean holds(Evaluation evaluation) {
    List<String> asked = evaluation.values(foldedKey);
    if (operator == ConditionOperator.NULL) {
      return matches(Boolean.toString(asked.isEmpty()), evaluation);
    }
    if (asked.isEmpty()) {
      return ifExists
          || quantifier == Quantifier.ALL
          || (quantifier == Quantifier.NONE && operator.negated());
    }
    return switch (quantifier) {
      case NONE -> holdsPlainly(asked, evaluation);
      case ALL -> nonEmpty(asked).stream().allMatch(it -> satisfies(it, evaluation));
      case ANY -> nonEmpty(asked).stream().anyMatch(it -> satisfies(it, evaluation));
    };
  }

  /** Any value will do; where the operator is negated, each has to. */
  private boolean holdsPlainly(List<String> asked, Evaluation evaluation) {
    for (String value : asked) {
      if (satisfies(value, evaluation) != operator.negated()) {
        return !operator.negated();
      }
    }
    return operator.negated();
  }

  /** Several values of a policy are alternatives; where the operator is negated, none may match. */
  private boolean satisfies(String value, Evaluation evaluation) {
    return operator.negated() ? differs(value, evaluation) : matches(value, evaluation);
  }

  private boolean matches(String value, Evaluation evaluation) {
    for (Operand operand : operands) {
      if (operand.test(value, evaluation) == Operand.Outcome.MATCH) {
        return true;
      }
    }
    return false;
  }

  private boolean differs(String value, Evaluation evaluation) {
    for (Operand operand : operands) {
      if (operand.test(value, evaluation) != Operand.Outcome.NO_MATCH) {
        return false;
      }
    }
    return true;
  }

  private static List<String> nonEmpty(List<String> asked) {
    if (!asked.contains("")) {
      return asked;
    }
    var rest = new ArrayList<>(asked);
    rest.removeIf(String::isEmpty);
    return rest;
  }
}
