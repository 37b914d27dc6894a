package dev.cloudjar.catalog.compiler;

import dev.cloudjar.catalog.ShapeModel;
import dev.cloudjar.catalog.ShapeModel.Member;
import dev.cloudjar.catalog.ShapeModel.Value;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The constraints of the structures that requests are made of. */
final class ModelShapes {
  private static final Value FREE = new Value(null, null, null, List.of(), false, null, null, null);

  /** Deeper than any list of lists in the models: a list that holds itself would not end. */
  private static final int DEEPEST_NESTING = 16;

  private final JsonNode shapes;
  private final Map<String, ShapeModel> structures = new TreeMap<>();

  private ModelShapes(JsonNode shapes) {
    this.shapes = shapes;
  }

  /** The structures that can be reached from the inputs of operations, without idle members. */
  static Map<String, ShapeModel> of(ApiModel model) {
    ModelShapes all = new ModelShapes(model.shapes());
    Deque<String> open = new ArrayDeque<>();
    model.operations().stream()
        .map(o -> ApiModel.text(o.path("input").path("shape")))
        .filter(Objects::nonNull)
        .forEach(open::add);
    all.reach(open);
    all.dropIdleMembers();
    return all.structures;
  }

  private void reach(Deque<String> open) {
    while (!open.isEmpty()) {
      String name = open.pop();
      if (!structures.containsKey(name)) {
        ShapeModel structure = structure(name);
        structures.put(name, structure);
        structure.members().values().forEach(m -> references(m.value(), open));
      }
    }
  }

  private static void references(Value value, Deque<String> into) {
    if (value.shape() != null) {
      into.add(value.shape());
    }
    if (value.element() != null) {
      references(value.element(), into);
    }
    if (value.key() != null) {
      references(value.key(), into);
    }
  }

  private ShapeModel structure(String name) {
    JsonNode shape = shapes.path(name);
    Set<String> required =
        shape.path("required").valueStream().map(JsonNode::asString).collect(Collectors.toSet());
    Map<String, Member> members = new TreeMap<>();
    shape
        .path("members")
        .properties()
        .forEach(
            m ->
                members.put(
                    m.getKey(), new Member(required.contains(m.getKey()), value(m.getValue(), 0))));
    return new ShapeModel(name, members);
  }

  /** The constraints of what a member, an element, a key or a value refers to. */
  private Value value(JsonNode reference, int depth) {
    if (depth > DEEPEST_NESTING) {
      return FREE;
    }
    String name = reference.path("shape").asString("");
    JsonNode shape = shapes.path(name);
    String type = shape.path("type").asString("");
    boolean timestamp = type.equals("timestamp");
    return new Value(
        timestamp ? null : decimal(reference, shape, "min"),
        timestamp ? null : decimal(reference, shape, "max"),
        pattern(reference, shape),
        (reference.has("enum") ? reference : shape)
            .path("enum")
            .valueStream()
            .map(JsonNode::asString)
            .toList(),
        shape.path("sensitive").asBoolean(false),
        type.equals("structure") ? name : null,
        switch (type) {
          case "list" -> value(shape.path("member"), depth + 1);
          case "map" -> value(shape.path("value"), depth + 1);
          default -> null;
        },
        type.equals("map") ? value(shape.path("key"), depth + 1) : null);
  }

  private static @Nullable BigDecimal decimal(JsonNode reference, JsonNode shape, String key) {
    JsonNode node = reference.has(key) ? reference.path(key) : shape.path(key);
    return node.isNumber() ? node.decimalValue() : null;
  }

  private static @Nullable String pattern(JsonNode reference, JsonNode shape) {
    return ApiModel.text((reference.has("pattern") ? reference : shape).path("pattern"));
  }

  /**
   * Leaves out members that constrain nothing, and then structures that have no members left, until
   * nothing more can be left out.
   */
  private void dropIdleMembers() {
    Set<String> useful = new HashSet<>();
    boolean grown = true;
    while (grown) {
      grown = false;
      for (ShapeModel structure : structures.values()) {
        if (!useful.contains(structure.name())
            && structure.members().values().stream()
                .anyMatch(m -> m.required() || constrains(m.value(), useful))) {
          useful.add(structure.name());
          grown = true;
        }
      }
    }
    structures.keySet().retainAll(useful);
    structures.replaceAll(
        (name, structure) -> {
          Map<String, Member> members = new TreeMap<>(structure.members());
          members.values().removeIf(m -> !m.required() && !constrains(m.value(), useful));
          members.replaceAll((_, m) -> new Member(m.required(), pruned(m.value(), useful)));
          return new ShapeModel(name, members);
        });
  }

  private static boolean constrains(Value value, Set<String> useful) {
    return value.min() != null
        || value.max() != null
        || value.pattern() != null
        || !value.oneOf().isEmpty()
        || (value.shape() != null && useful.contains(value.shape()))
        || (value.element() != null && constrains(value.element(), useful))
        || (value.key() != null && constrains(value.key(), useful));
  }

  private static Value pruned(Value value, Set<String> useful) {
    return new Value(
        value.min(),
        value.max(),
        value.pattern(),
        value.oneOf(),
        value.sensitive(),
        value.shape() != null && useful.contains(value.shape()) ? value.shape() : null,
        value.element() != null && constrains(value.element(), useful)
            ? pruned(value.element(), useful)
            : null,
        value.key() != null && constrains(value.key(), useful)
            ? pruned(value.key(), useful)
            : null);
  }
}
