package dev.cloudjar.s3;

import dev.cloudjar.cloud.checksum.ChecksumAlgorithm;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/** Reads and sets the member for each checksum, which many official shapes have alike. */
final class ChecksumFields {
  private static final Map<ChecksumAlgorithm, String> MEMBERS =
      new EnumMap<>(ChecksumAlgorithm.class);

  static {
    for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
      MEMBERS.put(algorithm, "Checksum" + algorithm.name());
    }
  }

  private ChecksumFields() {}

  /** The checksum that a shape has for an algorithm; null for none. */
  static @Nullable String get(SdkPojo shape, ChecksumAlgorithm algorithm) {
    return Members.text(shape, String.valueOf(MEMBERS.get(algorithm)));
  }

  /** Sets a checksum, and its type where the shape tells types. */
  static void set(SdkPojo builder, @Nullable StoredChecksum checksum) {
    if (checksum == null) {
      return;
    }
    setValue(builder, checksum.algorithm(), checksum.value());
    SdkField<?> type = Members.find(builder, "ChecksumType");
    if (type != null) {
      type.set(builder, checksum.fullObject() ? "FULL_OBJECT" : "COMPOSITE");
    }
  }

  /**
   * Sets a checksum alone.
   *
   * @param value null for none
   */
  static void setValue(SdkPojo builder, String algorithm, @Nullable String value) {
    SdkField<?> field = Members.find(builder, "Checksum" + algorithm);
    if (field != null && value != null) {
      field.set(builder, value);
    }
  }
}
