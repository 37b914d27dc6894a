package dev.cloudjar.catalog.compiler;

import dev.cloudjar.catalog.ShapeModel;
import dev.cloudjar.catalog.ShapeModel.Member;
import dev.cloudjar.catalog.ShapeModel.Value;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.traits.RequiredTrait;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * The constraints of the structures that requests are made of. The SDK's classes say which members
 * there are, which are required and which texts an enumeration has; the model, which may be older,
 * says the rest. Structures go by the simple names of the SDK's classes.
 */
final class RequestShapes {
  private final JsonNode modelled;
  private final Map<String, ShapeModel> structures = new TreeMap<>();

  RequestShapes(ApiModel model) {
    this.modelled = model.shapes();
  }

  /**
   * Adds a request and everything inside of it.
   *
   * @param shape the request's name in the model; empty where the model does not know it
   */
  void add(Class<?> request, String shape) {
    structure(SdkArtifact.emptyBuilder(request), shape);
  }

  /** Replaces constraints by those of a patch: by structure, then by member. */
  void patch(JsonNode shapes) {
    shapes
        .properties()
        .forEach(
            shape -> {
              ShapeModel known = structures.get(shape.getKey());
              if (known != null) {
                Map<String, Member> members = new TreeMap<>(known.members());
                members.replaceAll((name, m) -> patched(m, shape.getValue().path(name)));
                structures.put(shape.getKey(), new ShapeModel(shape.getKey(), members));
              } else if (!shape.getKey().equals("source")) {
                throw new IllegalStateException("a patch of an unknown shape " + shape.getKey());
              }
            });
  }

  /** All structures that constrain something, without idle members. */
  Map<String, ShapeModel> constraining() {
    return new IdleMembers(structures).dropped();
  }

  private static Member patched(Member known, JsonNode patch) {
    return patch.isMissingNode()
        ? known
        : new Member(
            patch.path("required").asBoolean(known.required()), patched(known.value(), patch));
  }

  /** A null in a patch takes a constraint away. */
  private static Value patched(Value known, JsonNode patch) {
    return new Value(
        patch.has("min") ? decimal(patch.path("min")) : known.min(),
        patch.has("max") ? decimal(patch.path("max")) : known.max(),
        patch.has("pattern") ? ApiModel.text(patch.path("pattern")) : known.pattern(),
        Stream.concat(
                (patch.has("enum") ? texts(patch.path("enum")) : known.oneOf()).stream(),
                texts(patch.path("also")).stream())
            .toList(),
        known.sensitive(),
        known.shape(),
        known.element() == null ? null : patched(known.element(), patch.path("element")),
        known.key() == null ? null : patched(known.key(), patch.path("key")));
  }

  private String structure(SdkPojo builder, String shape) {
    Class<?> model = builder.getClass().getEnclosingClass();
    String name = model.getSimpleName();
    if (structures.containsKey(name)) {
      return name;
    }
    structures.put(name, new ShapeModel(name, Map.of()));
    JsonNode node = modelled.path(shape);
    Set<String> required = new HashSet<>(texts(node.path("required")));
    SdkEnumerations enumerations = new SdkEnumerations(model);
    Map<String, Member> members = new TreeMap<>();
    for (SdkField<?> field : builder.sdkFields()) {
      String member = field.memberName();
      members.put(
          member,
          new Member(
              required.contains(member) || field.containsTrait(RequiredTrait.class),
              value(field, node.path("members").path(member), enumerations.of(member))));
    }
    structures.put(name, new ShapeModel(name, members));
    return name;
  }

  /**
   * The constraints of a member, an element or a map's value.
   *
   * @param reference what the model says about it; missing where it does not know it
   * @param texts the texts that the SDK knows for it, or for its elements
   */
  private Value value(SdkField<?> field, JsonNode reference, List<String> texts) {
    String shapeName = reference.path("shape").asString("");
    JsonNode shape = modelled.path(shapeName);
    MarshallingType<?> type = field.marshallingType();
    boolean timestamp = type.equals(MarshallingType.INSTANT);
    boolean list = type.equals(MarshallingType.LIST);
    boolean map = type.equals(MarshallingType.MAP);
    return new Value(
        timestamp ? null : decimal(either(reference, shape, "min")),
        timestamp ? null : decimal(either(reference, shape, "max")),
        ApiModel.text(either(reference, shape, "pattern")),
        list || map ? List.of() : texts.isEmpty() ? texts(either(reference, shape, "enum")) : texts,
        shape.path("sensitive").asBoolean(false),
        type.equals(MarshallingType.SDK_POJO)
            ? structure(field.constructor().get(), shapeName)
            : null,
        list
            ? value(field.getTrait(ListTrait.class).memberFieldInfo(), shape.path("member"), texts)
            : map
                ? value(
                    field.getTrait(MapTrait.class).valueFieldInfo(), shape.path("value"), List.of())
                : null,
        map ? key(shape.path("key")) : null);
  }

  /** The SDK tells nothing about the keys of a map but that they are texts. */
  private Value key(JsonNode reference) {
    JsonNode shape = modelled.path(reference.path("shape").asString(""));
    return new Value(
        decimal(shape.path("min")),
        decimal(shape.path("max")),
        ApiModel.text(shape.path("pattern")),
        texts(shape.path("enum")),
        shape.path("sensitive").asBoolean(false),
        null,
        null,
        null);
  }

  private static JsonNode either(JsonNode reference, JsonNode shape, String key) {
    return reference.has(key)
        ? reference.path(key)
        : shape.has(key) ? shape.path(key) : MissingNode.getInstance();
  }

  private static @Nullable BigDecimal decimal(JsonNode node) {
    return node.isNumber() ? node.decimalValue() : null;
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asString).collect(Collectors.toUnmodifiableList());
  }
}
