package dev.cloudjar.wire;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;

/**
 * Where in a request a value is, such as {@code keySchema.1.member.attributeName}.
 *
 * @param step what leads here from the parent, as messages write it
 * @param wireStep the same as forms write it
 */
record ConstraintPath(@Nullable ConstraintPath parent, String step, String wireStep) {

  static ConstraintPath of(@Nullable ConstraintPath parent, SdkField<?> field) {
    return new ConstraintPath(parent, lowerCamel(field.memberName()), field.locationName());
  }

  /** The element at an index that counts from 0. */
  ConstraintPath element(int index) {
    return new ConstraintPath(this, (index + 1) + ".member", Integer.toString(index + 1));
  }

  ConstraintPath entry(String key) {
    return new ConstraintPath(this, key + ".member", key);
  }

  @Override
  public String toString() {
    return parent == null ? step : parent + "." + step;
  }

  String onTheWire() {
    return parent == null ? wireStep : parent.onTheWire() + "." + wireStep;
  }

  static String lowerCamel(String member) {
    return member.isEmpty() || Character.isLowerCase(member.charAt(0))
        ? member
        : Character.toLowerCase(member.charAt(0)) + member.substring(1);
  }
}
