package dev.cloudjar.wire.protocol;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.traits.PayloadTrait;
import software.amazon.awssdk.core.traits.XmlAttributeTrait;
import software.amazon.awssdk.core.traits.XmlAttributesTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.SerializedString;

/** One member of a structure, planned. */
final class Member {
  private final SdkField<?> field;

  /** Its name in the model, such as {@code QueueName}. */
  final String modelName;

  /** Its name on the wire of a request. */
  final String name;

  /** Its name on the wire of a response; another one for EC2 only. */
  final String responseName;

  /** Its name on the wire as a header, in lower case. */
  final String lowerCaseName;

  final MarshallLocation location;

  /** Whether it is the whole body. */
  final boolean payload;

  /** Whether it is an attribute of its structure's XML element. */
  final boolean xmlAttribute;

  /** The attributes of its XML element, by name; null for none. */
  final @Nullable Map<String, XmlAttributesTrait.AttributeAccessors> xmlAttributes;

  final Shape shape;

  final SerializableString jsonName;
  final SerializableString jsonModelName;

  Member(SdkField<?> field) {
    this.field = field;
    this.modelName = field.memberName();
    this.name = field.locationName();
    this.responseName = field.unmarshallLocationName();
    this.lowerCaseName = name.toLowerCase(Locale.ROOT);
    this.location = field.location();
    this.payload = field.containsTrait(PayloadTrait.class);
    this.xmlAttribute = field.containsTrait(XmlAttributeTrait.class);
    XmlAttributesTrait attributes = field.getTrait(XmlAttributesTrait.class);
    this.xmlAttributes = attributes == null ? null : attributes.attributes();
    this.shape = Shape.of(field);
    this.jsonName = new SerializedString(name);
    this.jsonModelName = new SerializedString(modelName);
  }

  /** The value in a built object; null where nobody set it. */
  @Nullable Object get(SdkPojo pojo) {
    Object value = field.getValueOrDefault(pojo);
    return value instanceof SdkAutoConstructList || value instanceof SdkAutoConstructMap
        ? null
        : value;
  }

  void set(SdkPojo builder, Object value) {
    field.set(builder, value);
  }
}
