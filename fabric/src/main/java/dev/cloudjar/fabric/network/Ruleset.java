package dev.cloudjar.fabric.network;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A table of filters, as the kernel is to hold it.
 *
 * @param sets by name
 * @param chains by name
 */
record Ruleset(Map<String, ElementSet> sets, Map<String, Chain> chains) {
  private static final String TABLE = "inet cloudjar";
  private static final String ACCEPT = "accept";

  /** Sorts, so that equal ones are written alike. */
  Ruleset {
    sets = new TreeMap<>(sets);
    chains = new TreeMap<>(chains);
  }

  /**
   * A set, or a map.
   *
   * @param kind {@code set} or {@code map}
   * @param type as nft writes it
   * @param elements what each maps to; empty in a set
   */
  record ElementSet(String kind, String type, Map<String, String> elements) {
    /** Sorts, so that equal ones are written alike. */
    ElementSet {
      elements = new TreeMap<>(elements);
    }

    private boolean alike(@Nullable ElementSet other) {
      return other != null && kind.equals(other.kind) && type.equals(other.type);
    }
  }

  /**
   * A chain of rules.
   *
   * @param hook where it begins, as nft writes it; empty for chains that others lead to
   */
  record Chain(String hook, List<String> rules) {
    /** Copies the list. */
    Chain {
      rules = List.copyOf(rules);
    }

    /**
     * Whether rules need only be added to another one. Their order says nothing where all of them
     * accept; and what is taken away has the kernel wait, before its next change, until nobody
     * looks at it any more.
     */
    private boolean growsFrom(Chain other) {
      return hook.equals(other.hook)
          && Stream.concat(rules.stream(), other.rules.stream())
              .allMatch(rule -> rule.endsWith(ACCEPT))
          && Set.copyOf(rules).containsAll(other.rules);
    }
  }

  /** Whatever there was, at one stroke. */
  String replacingAll() {
    return "add table %1$s\ndelete table %1$s\nadd table %1$s\n".formatted(TABLE)
        + replacing(new Ruleset(Map.of(), Map.of()));
  }

  /** What makes this of what was before, at one stroke; empty where nothing is to be done. */
  String replacing(Ruleset before) {
    var script = new StringBuilder();
    declare(before, script);
    before.sets.forEach((name, set) -> elements(script, "delete", name, set, sets.get(name)));
    fill(before, script);
    sets.forEach((name, set) -> elements(script, "add", name, set, before.sets.get(name)));
    drop(before, script);
    return script.toString();
  }

  private void declare(Ruleset before, StringBuilder script) {
    sets.forEach(
        (name, set) -> {
          if (!set.alike(before.sets.get(name))) {
            line(script, "add", set.kind(), TABLE, name, "{ type", set.type() + "; }");
          }
        });
    chains.forEach(
        (name, chain) -> {
          if (!before.chains.containsKey(name)) {
            line(script, "add chain", TABLE, name, chain.hook());
          }
        });
  }

  private void fill(Ruleset before, StringBuilder script) {
    chains.forEach(
        (name, chain) -> {
          Chain old = before.chains.get(name);
          if (chain.equals(old)) {
            return;
          }
          boolean grows = old != null && chain.growsFrom(old);
          if (old != null && !grows) {
            line(script, "flush chain", TABLE, name);
          }
          chain.rules().stream()
              .filter(rule -> old == null || !grows || !old.rules().contains(rule))
              .forEach(rule -> line(script, "add rule", TABLE, name, rule));
        });
  }

  private void drop(Ruleset before, StringBuilder script) {
    List<String> chainsGone =
        before.chains.keySet().stream().filter(name -> !chains.containsKey(name)).toList();
    chainsGone.forEach(name -> line(script, "flush chain", TABLE, name));
    chainsGone.forEach(name -> line(script, "delete chain", TABLE, name));
    before.sets.forEach(
        (name, set) -> {
          if (!sets.containsKey(name)) {
            line(script, "delete", set.kind(), TABLE, name);
          }
        });
  }

  /** Adds or deletes the elements of a set that another of its name hasn't. */
  private static void elements(
      StringBuilder script, String verb, String name, ElementSet set, @Nullable ElementSet other) {
    String elements =
        set.elements().entrySet().stream()
            .filter(
                each ->
                    other == null || !each.getValue().equals(other.elements().get(each.getKey())))
            .map(each -> each.getKey() + (each.getValue().isEmpty() ? "" : " : " + each.getValue()))
            .collect(Collectors.joining(", "));
    if (!elements.isEmpty()) {
      line(script, verb, "element", TABLE, name, "{", elements, "}");
    }
  }

  private static void line(StringBuilder script, String... words) {
    script.append(String.join(" ", words).strip()).append('\n');
  }
}
