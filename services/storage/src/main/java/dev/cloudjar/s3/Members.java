package dev.cloudjar.s3;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The members of official shapes by their names in the model, such as {@code CORSRules}, for what
 * many shapes have alike.
 */
final class Members {
  private static final Map<Class<?>, Map<String, SdkField<?>>> BY_SHAPE = new ConcurrentHashMap<>();

  private Members() {}

  /** A member of a shape or of its builder; null where there is none of that name. */
  static @Nullable SdkField<?> find(SdkPojo shape, String name) {
    Map<String, SdkField<?>> fields = BY_SHAPE.get(shape.getClass());
    if (fields == null) {
      fields = byName(shape);
      BY_SHAPE.put(shape.getClass(), fields);
    }
    return fields.get(name);
  }

  /** The value of a member; null where it is not set, or there is none. */
  static @Nullable Object get(SdkPojo shape, String name) {
    SdkField<?> field = find(shape, name);
    return field == null ? null : field.getValueOrDefault(shape);
  }

  /** The value of a member that is text on the wire; null where it is not set. */
  static @Nullable String text(SdkPojo shape, String name) {
    return (String) get(shape, name);
  }

  private static Map<String, SdkField<?>> byName(SdkPojo shape) {
    Map<String, SdkField<?>> fields = new HashMap<>();
    shape.sdkFields().forEach(field -> fields.put(field.memberName(), field));
    return Map.copyOf(fields);
  }
}
