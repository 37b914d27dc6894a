package dev.cloudjar.wire.protocol;

import dev.cloudjar.catalog.QueryName;
import dev.cloudjar.wire.WireError;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.XmlAttributesTrait;

/** Writes structures as XML elements. */
final class XmlShapeWriter {
  private final Texts texts;
  private final QueryNames names;

  XmlShapeWriter(Texts texts, QueryNames names) {
    this.texts = texts;
    this.names = names;
  }

  /** Writes the members of a structure that stand in the body. */
  void members(XmlWriter out, SdkPojo pojo, Structure structure) {
    List<Member> members = structure.body;
    for (int i = 0; i < members.size(); i++) {
      Member member = members.get(i);
      Object value = member.get(pojo);
      if (value == null || member.xmlAttribute) {
        continue;
      }
      QueryName other = names.of(pojo, member);
      if (other == null) {
        value(out, member.responseName, member.shape, value, member.xmlAttributes);
      } else {
        renamed(out, other, member.shape, value);
      }
    }
  }

  /** Writes what an error says beside code and message. */
  void members(XmlWriter out, WireError error) {
    error.members().forEach(out::element);
    if (error.shape() != null) {
      members(out, error.shape(), Structure.of(error.shape()));
    }
  }

  private void value(
      XmlWriter out,
      String name,
      Shape shape,
      Object value,
      @Nullable Map<String, XmlAttributesTrait.AttributeAccessors> attributes) {
    switch (shape) {
      case Shape.Scalar scalar -> out.element(name, texts.write(scalar, value));
      case Shape.Nested nested -> {
        out.startOpen(name);
        if (attributes != null) {
          attributes(out, attributes, value);
        }
        out.endOpen();
        members(out, (SdkPojo) value, nested.structure());
        out.close(name);
      }
      case Shape.Listing list ->
          list(out, name, list, (List<?>) value, list.flattened(), list.responseElementName());
      case Shape.Mapping map ->
          map(out, name, map, (Map<?, ?>) value, map.flattened(), map.keyName(), map.valueName());
    }
  }

  private void renamed(XmlWriter out, QueryName other, Shape shape, Object value) {
    switch (shape) {
      case Shape.Listing list ->
          list(
              out,
              other.name(),
              list,
              (List<?>) value,
              other.flattened(),
              Objects.requireNonNullElse(other.element(), "member"));
      case Shape.Mapping map ->
          map(
              out,
              other.name(),
              map,
              (Map<?, ?>) value,
              other.flattened(),
              Objects.requireNonNullElse(other.key(), "key"),
              Objects.requireNonNullElse(other.value(), "value"));
      default -> value(out, other.name(), shape, value, null);
    }
  }

  private static void attributes(
      XmlWriter out, Map<String, XmlAttributesTrait.AttributeAccessors> attributes, Object value) {
    attributes.forEach(
        (name, accessors) -> {
          String text = accessors.attributeGetter().apply(value);
          if (text != null) {
            out.attribute(name, text);
          }
        });
  }

  private void list(
      XmlWriter out,
      String name,
      Shape.Listing list,
      List<?> value,
      boolean flattened,
      String elementName) {
    if (!flattened) {
      out.open(name);
    }
    for (Object each : value) {
      if (each != null) {
        value(out, flattened ? name : elementName, list.element(), each, null);
      }
    }
    if (!flattened) {
      out.close(name);
    }
  }

  private void map(
      XmlWriter out,
      String name,
      Shape.Mapping map,
      Map<?, ?> value,
      boolean flattened,
      String keyName,
      String valueName) {
    if (!flattened) {
      out.open(name);
    }
    value.forEach(
        (key, each) -> {
          if (each != null) {
            out.open(flattened ? name : "entry").element(keyName, Objects.toString(key));
            value(out, valueName, map.value(), each, null);
            out.close(flattened ? name : "entry");
          }
        });
    if (!flattened) {
      out.close(name);
    }
  }
}
