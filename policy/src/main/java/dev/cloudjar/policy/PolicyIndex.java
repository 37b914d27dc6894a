package dev.cloudjar.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the statements that an action can be about: those that name it, those whose wildcards reach
 * into its service, and those that could be about anything.
 */
final class PolicyIndex {
  /** Beyond this, what a document names is found by service only, so that building stays linear. */
  private static final int MOST_PAIRS = 50_000;

  /**
   * @param certain whether their actions are known to match
   */
  record Candidates(List<Statement> denials, List<Statement> allowances, boolean certain) {}

  private final Map<String, Candidates> byAction = new HashMap<>();
  private final Map<String, Candidates> byService = new HashMap<>();
  private final Candidates byNothing;

  PolicyIndex(List<Statement> statements) {
    Set<String> actions = new HashSet<>();
    Set<String> services = new HashSet<>();
    for (Statement statement : statements) {
      for (Glob pattern : statement.actionElement().patterns()) {
        if (pattern.isExact()) {
          actions.add(pattern.exact());
        }
      }
      for (String value : statement.actionElement().source().values()) {
        services.add(service(Template.fold(value)));
      }
    }
    if ((long) actions.size() * statements.size() <= MOST_PAIRS) {
      for (String action : actions) {
        byAction.put(
            action,
            candidates(
                statements.stream().filter(it -> it.actionElement().matches(action)).toList(),
                true));
      }
    }
    if ((long) services.size() * statements.size() <= MOST_PAIRS) {
      for (String service : services) {
        byService.put(
            service,
            candidates(statements.stream().filter(it -> reaches(it, service)).toList(), false));
      }
      this.byNothing =
          candidates(statements.stream().filter(it -> reaches(it, "")).toList(), false);
    } else {
      this.byNothing = candidates(statements, false);
    }
  }

  /**
   * @param action in small letters
   */
  Candidates candidates(String action) {
    Candidates found = byAction.get(action);
    if (found == null) {
      found = byService.get(service(action));
    }
    return found == null ? byNothing : found;
  }

  private static boolean reaches(Statement statement, String service) {
    Element element = statement.actionElement().source();
    if (element.negated()) {
      return true;
    }
    for (String value : element.values()) {
      String its = service(Template.fold(value));
      if (its.equals(service) || its.indexOf('*') >= 0 || its.indexOf('?') >= 0) {
        return true;
      }
    }
    return false;
  }

  private static String service(String action) {
    int colon = action.indexOf(':');
    return colon < 0 ? action : action.substring(0, colon);
  }

  private static Candidates candidates(List<Statement> statements, boolean certain) {
    var denials = new ArrayList<Statement>();
    var allowances = new ArrayList<Statement>();
    statements.forEach(it -> (it.effect() == Effect.DENY ? denials : allowances).add(it));
    return new Candidates(List.copyOf(denials), List.copyOf(allowances), certain);
  }
}
