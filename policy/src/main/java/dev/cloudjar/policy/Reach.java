package dev.cloudjar.policy;

import java.util.List;

/**
 * What policies can allow at all, whatever the resource and the circumstances: an action counts
 * that a statement allows and that none denies for everything and always.
 */
public final class Reach {
  private static final String EVERYTHING = "*";

  private final List<Statement> allowances;
  private final List<Statement> denials;

  private Reach(List<Statement> allowances, List<Statement> denials) {
    this.allowances = allowances;
    this.denials = denials;
  }

  /** What a principal's own policies can allow together. */
  public static Reach of(List<PolicyDocument> documents) {
    List<Statement> all = documents.stream().flatMap(it -> it.statements().stream()).toList();
    return new Reach(
        all.stream().filter(it -> it.effect() == Effect.ALLOW).toList(),
        all.stream()
            .filter(it -> it.effect() == Effect.DENY)
            .filter(it -> it.conditions().isEmpty())
            .filter(it -> it.resources().filter(Reach::isEverything).isPresent())
            .toList());
  }

  /**
   * Whether an action can be allowed.
   *
   * @param action such as {@code s3:PutObject}, in any letters
   */
  public boolean includes(String action) {
    String folded = Template.fold(action);
    return allowances.stream().anyMatch(it -> it.actionElement().matches(folded))
        && denials.stream().noneMatch(it -> it.actionElement().matches(folded));
  }

  /**
   * Whether some action of a service can be allowed, as far as that can be told without knowing its
   * actions.
   *
   * @param namespace such as {@code s3}
   */
  public boolean includesSomeOf(String namespace) {
    String folded = Template.fold(namespace);
    return allowances.stream().anyMatch(it -> touches(it.actions(), folded))
        && denials.stream().noneMatch(it -> covers(it.actions(), folded));
  }

  private static boolean isEverything(Element resources) {
    return !resources.negated() && resources.values().contains(EVERYTHING);
  }

  /** Whether a statement is about some action of a service. */
  private static boolean touches(Element actions, String namespace) {
    return actions.negated()
        ? actions.values().stream().noneMatch(it -> isAllOf(it, namespace))
        : actions.values().stream().anyMatch(it -> reaches(it, namespace));
  }

  /** Whether a statement is about all actions of a service. */
  private static boolean covers(Element actions, String namespace) {
    return actions.negated()
        ? actions.values().stream().noneMatch(it -> reaches(it, namespace))
        : actions.values().stream().anyMatch(it -> isAllOf(it, namespace));
  }

  private static boolean isAllOf(String pattern, String namespace) {
    return pattern.equals(EVERYTHING)
        || Template.fold(pattern).equals(namespace + ":" + EVERYTHING);
  }

  /** Wildcards stand in the names of actions, but not in those of services. */
  private static boolean reaches(String pattern, String namespace) {
    return pattern.equals(EVERYTHING) || Template.fold(pattern).startsWith(namespace + ":");
  }
}
