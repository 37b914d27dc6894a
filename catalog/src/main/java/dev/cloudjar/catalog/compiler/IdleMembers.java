package dev.cloudjar.catalog.compiler;

import dev.cloudjar.catalog.ShapeModel;
import dev.cloudjar.catalog.ShapeModel.Member;
import dev.cloudjar.catalog.ShapeModel.Value;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Leaves out what constrains nothing, so that nothing has to look at it at run time. */
final class IdleMembers {
  private final Map<String, ShapeModel> structures;
  private final Set<String> useful = new HashSet<>();

  IdleMembers(Map<String, ShapeModel> structures) {
    this.structures = structures;
  }

  /** The structures that constrain something, themselves or further down. */
  Map<String, ShapeModel> dropped() {
    boolean grown = true;
    while (grown) {
      grown = false;
      for (ShapeModel structure : structures.values()) {
        if (!useful.contains(structure.name())
            && structure.members().values().stream().anyMatch(this::constrains)) {
          grown = useful.add(structure.name());
        }
      }
    }
    Map<String, ShapeModel> kept = new TreeMap<>();
    for (String name : useful) {
      Map<String, Member> members =
          new TreeMap<>(structures.getOrDefault(name, none(name)).members());
      members.values().removeIf(m -> !constrains(m));
      members.replaceAll((_, m) -> new Member(m.required(), pruned(m.value())));
      kept.put(name, new ShapeModel(name, members));
    }
    return kept;
  }

  private static ShapeModel none(String name) {
    return new ShapeModel(name, Map.of());
  }

  private boolean constrains(Member member) {
    return member.required() || constrains(member.value());
  }

  private boolean constrains(@Nullable Value value) {
    return value != null
        && (value.min() != null
            || value.max() != null
            || value.pattern() != null
            || !value.oneOf().isEmpty()
            || (value.shape() != null && useful.contains(value.shape()))
            || constrains(value.element())
            || constrains(value.key()));
  }

  private Value pruned(Value value) {
    return new Value(
        value.min(),
        value.max(),
        value.pattern(),
        value.oneOf(),
        value.sensitive(),
        value.shape() != null && useful.contains(value.shape()) ? value.shape() : null,
        constrained(value.element()),
        constrained(value.key()));
  }

  private @Nullable Value constrained(@Nullable Value value) {
    return value != null && constrains(value) ? pruned(value) : null;
  }
}
