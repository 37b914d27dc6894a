package dev.cloudjar.policy;

import java.util.List;

/** {@code Action} or {@code NotAction}: names of actions, in which small letters equal capitals. */
final class ActionElement {
  private final Element source;
  private final Glob[] patterns;

  ActionElement(Element source) {
    this.source = source;
    this.patterns =
        source.values().stream().map(it -> Glob.of(Template.fold(it))).toArray(Glob[]::new);
  }

  Element source() {
    return source;
  }

  List<Glob> patterns() {
    return List.of(patterns);
  }

  /**
   * @param action in small letters
   */
  boolean matches(String action) {
    for (Glob pattern : patterns) {
      if (pattern.matches(action)) {
        return !source.negated();
      }
    }
    return source.negated();
  }
}
