package dev.cloudjar.policy;

import java.util.List;
import java.util.Set;

/** {@code Resource} or {@code NotResource}: ARNs, with wildcards and variables. */
final class ResourceElement {
  private final Element source;
  private final List<Template> templates;

  ResourceElement(Element source, boolean variables) {
    this.source = source;
    this.templates =
        source.values().stream().map(it -> Template.of(it, Template.Wild.ARN, variables)).toList();
  }

  Element source() {
    return source;
  }

  void addKeys(Set<String> names) {
    templates.forEach(it -> it.addKeys(names));
  }

  boolean matches(Evaluation evaluation) {
    String resource = evaluation.resource();
    for (Template template : templates) {
      if (!source.negated() && !template.mayMatch(resource)) {
        continue;
      }
      Glob glob = template.resolve(evaluation);
      if (glob == null) {
        // A variable without a value makes an exception that nobody knows: better none at all.
        if (source.negated()) {
          return false;
        }
      } else if (glob.matches(resource)) {
        return !source.negated();
      }
    }
    return source.negated();
  }
}
