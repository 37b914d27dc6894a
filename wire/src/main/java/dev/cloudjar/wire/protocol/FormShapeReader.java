package dev.cloudjar.wire.protocol;

import dev.cloudjar.catalog.QueryName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/** Reads structures from the parameters of a Query request. */
final class FormShapeReader {
  private final Texts texts;
  private final boolean everythingFlat;
  private final QueryNames names;

  /**
   * A reader.
   *
   * @param everythingFlat whether no list has a level for its elements' name, as in EC2
   */
  FormShapeReader(Texts texts, boolean everythingFlat, QueryNames names) {
    this.texts = texts;
    this.everythingFlat = everythingFlat;
    this.names = names;
  }

  /** Reads the members of a structure into its builder. */
  void members(Form.Node node, SdkPojo builder, Structure structure) {
    if (names.isEmpty()) {
      node.children()
          .forEach(
              (name, child) -> {
                Member member = structure.byName(name);
                if (member != null) {
                  member.set(builder, value(child, member.shape, name, null));
                }
              });
      return;
    }
    for (Member member : structure.body) {
      QueryName other = names.of(builder, member);
      Form.Node child = node.child(other == null ? member.name : other.name());
      if (child != null) {
        member.set(builder, value(child, member.shape, member.name, other));
      }
    }
  }

  private Object value(Form.Node node, Shape shape, String name, @Nullable QueryName other) {
    return switch (shape) {
      case Shape.Scalar scalar -> {
        String text = node.value();
        if (text == null) {
          throw texts.refusal().because("The parameter " + name + " has no value of its own.");
        }
        yield texts.read(scalar, name, text);
      }
      case Shape.Nested nested -> {
        requireNoText(node, name);
        SdkPojo builder = nested.newBuilder();
        members(node, builder, nested.structure());
        yield Shape.build(builder);
      }
      case Shape.Listing list -> {
        requireNoText(node, name);
        boolean flat = other == null ? list.flattened() : other.flattened();
        String elementName = other == null ? list.elementName() : other.element();
        yield elements(
            flat || everythingFlat ? node : level(node, elementName), list.element(), name);
      }
      case Shape.Mapping map -> {
        requireNoText(node, name);
        boolean flat = other == null ? map.flattened() : other.flattened();
        Form.Node entries = flat || everythingFlat ? node : node.child("entry");
        String keyName = other == null ? map.keyName() : other.key();
        String valueName = other == null ? map.valueName() : other.value();
        yield entries == null
            ? Map.of()
            : entries(
                entries,
                map,
                Objects.requireNonNullElse(keyName, "key"),
                Objects.requireNonNullElse(valueName, "value"));
      }
    };
  }

  /** An empty text stands for an empty list, structure or map; any other is a mistake. */
  private void requireNoText(Form.Node node, String name) {
    String text = node.value();
    if (text != null && !text.isEmpty()) {
      throw texts.refusal().because("The parameter " + name + " takes no text.");
    }
  }

  /** Services that name their elements take the plain form as well. */
  private static Form.Node level(Form.Node node, @Nullable String elementName) {
    Form.Node named = elementName == null ? null : node.child(elementName);
    Form.Node level = named == null ? node.child("member") : named;
    return level == null ? new Form.Node() : level;
  }

  private List<Object> elements(Form.Node node, Shape element, String name) {
    List<Form.Node> nodes = node.numbered(texts.refusal());
    List<Object> elements = new ArrayList<>(nodes.size());
    for (Form.Node each : nodes) {
      elements.add(value(each, element, name, null));
    }
    return elements;
  }

  private Map<String, Object> entries(
      Form.Node node, Shape.Mapping map, String keyName, String valueName) {
    Map<String, Object> entries = new LinkedHashMap<>();
    for (Form.Node each : node.numbered(texts.refusal())) {
      Form.Node key = each.child(keyName);
      Form.Node value = each.child(valueName);
      if (key != null && value == null && map.value() instanceof Shape.Nested) {
        // A structure without members has no parameters.
        value = new Form.Node();
      }
      if (key == null || key.value() == null || value == null) {
        throw texts.refusal().because("An entry of a map lacks its key or its value.");
      }
      entries.put(key.value(), value(value, map.value(), valueName, null));
    }
    return entries;
  }
}
