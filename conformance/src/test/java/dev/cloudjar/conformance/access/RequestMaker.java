package dev.cloudjar.conformance.access;

import dev.cloudjar.catalog.OperationModel;
import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.catalog.ShapeModel;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.traits.RequiredTrait;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * Makes requests of any operation: what is known of a member, by its name or by the operation's
 * name, a dot and the member's; something that the constraints allow for all others that are
 * required.
 */
final class RequestMaker {
  private static final List<String> TEXTS =
      List.of(
          "text-1",
          "123456",
          "123456789012",
          "AKIA0000000000000000",
          "/text/",
          "https://example.com",
          "arn:aws:iam::123456789012:role/text",
          "x".repeat(64),
          "x".repeat(128),
          "x".repeat(1024));

  private final ServiceModel service;
  private final Map<String, ?> known;

  RequestMaker(ServiceModel service, Map<String, ?> known) {
    this.service = service;
    this.known = known;
  }

  SdkPojo request(OperationModel operation) {
    SdkPojo builder = builder(operation.requestClass());
    for (SdkField<?> field : builder.sdkFields()) {
      Object special = known.get(operation.name() + "." + field.memberName());
      if (special != null) {
        field.set(builder, converted(field, special));
      } else if (field.containsTrait(RequiredTrait.class)
          || isRequired(operation.requestClass(), field)) {
        Object usual = known.get(field.memberName());
        field.set(
            builder,
            usual != null
                ? converted(field, usual)
                : made(field, constraint(operation.requestClass(), field)));
      }
    }
    return (SdkPojo) ((SdkBuilder<?, ?>) builder).build();
  }

  private SdkPojo builder(String requestClass) {
    try {
      return (SdkPojo)
          Class.forName(service.modelPackage() + "." + requestClass)
              .getMethod("builder")
              .invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean isRequired(String shape, SdkField<?> field) {
    ShapeModel model = service.shapes().get(shape);
    ShapeModel.Member member = model == null ? null : model.members().get(field.memberName());
    return member != null && member.required();
  }

  private ShapeModel.@Nullable Value constraint(String shape, SdkField<?> field) {
    ShapeModel model = service.shapes().get(shape);
    ShapeModel.Member member = model == null ? null : model.members().get(field.memberName());
    return member == null ? null : member.value();
  }

  /** What is said of a member in plain maps, lists and texts, as the SDK has it. */
  private static Object converted(SdkField<?> field, Object value) {
    return switch (value) {
      case Map<?, ?> members when field.marshallingType().equals(MarshallingType.SDK_POJO) -> {
        SdkPojo builder = field.constructor().get();
        for (SdkField<?> member : builder.sdkFields()) {
          Object said = members.get(member.memberName());
          if (said != null) {
            member.set(builder, converted(member, said));
          }
        }
        yield ((SdkBuilder<?, ?>) builder).build();
      }
      case List<?> elements -> {
        SdkField<?> element = field.getTrait(ListTrait.class).memberFieldInfo();
        List<Object> list = new ArrayList<>();
        elements.forEach(each -> list.add(converted(element, each)));
        yield list;
      }
      case String text when field.marshallingType().equals(MarshallingType.SDK_BYTES) ->
          SdkBytes.fromUtf8String(text);
      default -> value;
    };
  }

  private Object made(SdkField<?> field, ShapeModel.@Nullable Value constraint) {
    MarshallingType<?> type = field.marshallingType();
    if (type.equals(MarshallingType.SDK_POJO)) {
      SdkPojo builder = field.constructor().get();
      String shape = constraint == null ? null : constraint.shape();
      for (SdkField<?> member : builder.sdkFields()) {
        if (member.containsTrait(RequiredTrait.class)
            || (shape != null && isRequired(shape, member))) {
          Object usual = known.get(member.memberName());
          member.set(
              builder,
              usual != null
                  ? converted(member, usual)
                  : made(member, shape == null ? null : constraint(shape, member)));
        }
      }
      return ((SdkBuilder<?, ?>) builder).build();
    }
    if (type.equals(MarshallingType.LIST)) {
      SdkField<?> element = field.getTrait(ListTrait.class).memberFieldInfo();
      return List.of(made(element, constraint == null ? null : constraint.element()));
    }
    if (type.equals(MarshallingType.MAP)) {
      SdkField<?> element = field.getTrait(MapTrait.class).valueFieldInfo();
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("key", made(element, constraint == null ? null : constraint.element()));
      return map;
    }
    return scalar(type, constraint);
  }

  private static Object scalar(MarshallingType<?> type, ShapeModel.@Nullable Value constraint) {
    if (type.equals(MarshallingType.STRING)) {
      return text(constraint);
    }
    int least = constraint == null || constraint.min() == null ? 1 : constraint.min().intValue();
    if (type.equals(MarshallingType.INTEGER)) {
      return least;
    } else if (type.equals(MarshallingType.LONG)) {
      return (long) least;
    } else if (type.equals(MarshallingType.BOOLEAN)) {
      return true;
    } else if (type.equals(MarshallingType.INSTANT)) {
      return Instant.EPOCH;
    } else if (type.equals(MarshallingType.SDK_BYTES)) {
      return SdkBytes.fromUtf8String("0123456789012345");
    }
    throw new IllegalStateException("no value of " + type);
  }

  private static String text(ShapeModel.@Nullable Value constraint) {
    if (constraint == null) {
      return TEXTS.getFirst();
    }
    if (!constraint.oneOf().isEmpty()) {
      return constraint.oneOf().getFirst();
    }
    return TEXTS.stream()
        .filter(text -> allows(constraint, text))
        .findFirst()
        .orElse(TEXTS.getFirst());
  }

  private static boolean allows(ShapeModel.Value constraint, String text) {
    BigDecimal length = BigDecimal.valueOf(text.length());
    return (constraint.min() == null || constraint.min().compareTo(length) <= 0)
        && (constraint.max() == null || constraint.max().compareTo(length) >= 0)
        && (constraint.pattern() == null || text.matches(constraint.pattern()));
  }
}
