package dev.cloudjar.wire.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkPojo;

/** Reads structures from the parameters of a Query request. */
final class FormShapeReader {
  private final Texts texts;
  private final boolean everythingFlat;
  private final LegacyNames names;

  /**
   * A reader.
   *
   * @param everythingFlat whether no list has a level for its elements' name, as in EC2
   */
  FormShapeReader(Texts texts, boolean everythingFlat, LegacyNames names) {
    this.texts = texts;
    this.everythingFlat = everythingFlat;
    this.names = names;
  }

  /** Reads the members of a structure into its builder. */
  void members(Form.Node node, SdkPojo builder, Structure structure) {
    if (names.equals(LegacyNames.NONE)) {
      node.children()
          .forEach(
              (name, child) -> {
                Member member = structure.byName(name);
                if (member != null) {
                  member.set(builder, value(child, member.shape, name));
                }
              });
      return;
    }
    for (Member member : structure.body) {
      LegacyNames.Entry legacy = names.of(builder, member);
      Form.Node child = node.child(legacy == null ? member.name : legacy.name());
      if (child != null) {
        member.set(
            builder,
            legacy != null && member.shape instanceof Shape.Mapping map
                ? entries(child, map, legacy.keyName(), legacy.valueName())
                : value(child, member.shape, member.name));
      }
    }
  }

  private Object value(Form.Node node, Shape shape, String name) {
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
        yield elements(level(node, list), list.element(), name);
      }
      case Shape.Mapping map -> {
        requireNoText(node, name);
        Form.Node entries = map.flattened() || everythingFlat ? node : node.child("entry");
        yield entries == null ? Map.of() : entries(entries, map, map.keyName(), map.valueName());
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

  private Form.Node level(Form.Node node, Shape.Listing list) {
    if (everythingFlat || list.flattened()) {
      return node;
    }
    Form.Node named = node.child(list.elementName());
    if (named == null) {
      // Services that name their elements take the plain form as well.
      named = node.child("member");
    }
    return named == null ? new Form.Node() : named;
  }

  private List<Object> elements(Form.Node node, Shape element, String name) {
    List<Form.Node> nodes = node.numbered(texts.refusal());
    List<Object> elements = new ArrayList<>(nodes.size());
    for (Form.Node each : nodes) {
      elements.add(value(each, element, name));
    }
    return elements;
  }

  private Map<String, Object> entries(
      Form.Node node, Shape.Mapping map, String keyName, String valueName) {
    Map<String, Object> entries = new LinkedHashMap<>();
    for (Form.Node each : node.numbered(texts.refusal())) {
      Form.Node key = each.child(keyName);
      Form.Node value = each.child(valueName);
      if (key == null || key.value() == null || value == null) {
        throw texts.refusal().because("An entry of a map lacks its key or its value.");
      }
      entries.put(key.value(), value(value, map.value(), valueName));
    }
    return entries;
  }
}
