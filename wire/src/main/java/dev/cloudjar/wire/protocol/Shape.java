package dev.cloudjar.wire.protocol;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.JsonValueTrait;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** What a value is and how it travels. */
sealed interface Shape {

  /**
   * A value without parts.
   *
   * @param timestampFormat how an instant is written; null for the default of the place where it
   *     stands
   * @param jsonValue whether the text is a JSON document, which headers carry in base64
   */
  record Scalar(Kind kind, TimestampFormatTrait.@Nullable Format timestampFormat, boolean jsonValue)
      implements Shape {}

  /**
   * A list.
   *
   * @param elementName the name of its elements in requests
   * @param responseElementName the name of its elements in responses
   */
  record Listing(Shape element, String elementName, String responseElementName, boolean flattened)
      implements Shape {}

  /** A map whose keys are text. */
  record Mapping(Shape value, String keyName, String valueName, boolean flattened)
      implements Shape {}

  /** A structure. Its members are planned when they are first needed, for structures recur. */
  final class Nested implements Shape {
    private final Supplier<SdkPojo> constructor;
    private @Nullable Structure structure;

    Nested(Supplier<SdkPojo> constructor) {
      this.constructor = constructor;
    }

    SdkPojo newBuilder() {
      return constructor.get();
    }

    Structure structure() {
      Structure known = structure;
      if (known == null) {
        known = Structure.of(constructor.get());
        structure = known;
      }
      return known;
    }
  }

  /** The finished object of an SDK builder. */
  static SdkPojo build(SdkPojo builder) {
    return (SdkPojo) ((SdkBuilder<?, ?>) builder).build();
  }

  static Shape of(SdkField<?> field) {
    MarshallingType<?> type = field.marshallingType();
    if (type.equals(MarshallingType.SDK_POJO)) {
      return new Nested(field.constructor());
    } else if (type.equals(MarshallingType.LIST)) {
      ListTrait list = field.getRequiredTrait(ListTrait.class);
      SdkField<?> element = list.memberFieldInfo();
      return new Listing(
          of(element),
          element.locationName(),
          element.unmarshallLocationName(),
          list.isFlattened());
    } else if (type.equals(MarshallingType.MAP)) {
      MapTrait map = field.getRequiredTrait(MapTrait.class);
      return new Mapping(
          of(map.valueFieldInfo()),
          map.keyLocationName(),
          map.valueLocationName(),
          map.isFlattened());
    }
    TimestampFormatTrait timestamp = field.getTrait(TimestampFormatTrait.class);
    return new Scalar(
        Kind.of(type),
        timestamp == null ? null : timestamp.format(),
        field.containsTrait(JsonValueTrait.class));
  }
}
