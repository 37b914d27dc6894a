package dev.cloudjar.wire.protocol;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.XmlAttributesTrait;

/** Writes structures as XML elements. */
final class XmlShapeWriter {
  private final Texts texts;
  private final LegacyNames names;

  XmlShapeWriter(Texts texts, LegacyNames names) {
    this.texts = texts;
    this.names = names;
  }

  /** Writes the members of a structure that stand in the body. */
  void members(XmlWriter out, SdkPojo pojo, Structure structure) {
    List<Member> members = structure.body;
    for (int i = 0; i < members.size(); i++) {
      Member member = members.get(i);
      Object value = member.get(pojo);
      if (value != null && !member.xmlAttribute) {
        LegacyNames.Entry legacy = names.of(pojo, member);
        if (legacy == null) {
          value(out, member.responseName, member.shape, value, member.xmlAttributes);
        } else {
          legacy(out, legacy, member.shape, value);
        }
      }
    }
  }

  /** Writes one member's value as elements of a name. */
  void value(
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
          attributes.forEach(
              (attribute, accessors) -> {
                String text = accessors.attributeGetter().apply(value);
                if (text != null) {
                  out.attribute(attribute, text);
                }
              });
        }
        out.endOpen();
        members(out, (SdkPojo) value, nested.structure());
        out.close(name);
      }
      case Shape.Listing listing -> {
        if (listing.flattened()) {
          elements(out, name, listing.element(), (List<?>) value);
        } else {
          out.open(name);
          elements(out, listing.responseElementName(), listing.element(), (List<?>) value);
          out.close(name);
        }
      }
      case Shape.Mapping mapping -> {
        if (mapping.flattened()) {
          entries(out, name, mapping.keyName(), mapping.valueName(), mapping, (Map<?, ?>) value);
        } else {
          out.open(name);
          entries(out, "entry", mapping.keyName(), mapping.valueName(), mapping, (Map<?, ?>) value);
          out.close(name);
        }
      }
    }
  }

  private void legacy(XmlWriter out, LegacyNames.Entry legacy, Shape shape, Object value) {
    switch (shape) {
      case Shape.Listing listing ->
          elements(out, legacy.name(), listing.element(), (List<?>) value);
      case Shape.Mapping mapping ->
          entries(
              out, legacy.name(), legacy.keyName(), legacy.valueName(), mapping, (Map<?, ?>) value);
      case Shape.Scalar scalar -> out.element(legacy.name(), texts.write(scalar, value));
      case Shape.Nested nested -> value(out, legacy.name(), nested, value, null);
    }
  }

  private void elements(XmlWriter out, String name, Shape element, List<?> list) {
    for (Object each : list) {
      if (each != null) {
        value(out, name, element, each, null);
      }
    }
  }

  private void entries(
      XmlWriter out,
      String entryName,
      String keyName,
      String valueName,
      Shape.Mapping mapping,
      Map<?, ?> map) {
    map.forEach(
        (key, each) -> {
          if (each != null) {
            out.open(entryName).element(keyName, Objects.toString(key));
            value(out, valueName, mapping.value(), each, null);
            out.close(entryName);
          }
        });
  }
}
