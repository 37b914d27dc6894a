package dev.cloudjar.wire;

import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;

/** Repeats a caller's value in a message, as services do, but never more than a page of it. */
final class ConstraintValues {
  private static final int LONGEST = 2_048;
  private static final int DEEPEST = 8;

  private final StringBuilder text = new StringBuilder();

  private ConstraintValues() {}

  static String shown(Object value) {
    ConstraintValues values = new ConstraintValues();
    values.append(value, 0);
    return values.text.toString();
  }

  private void append(Object value, int depth) {
    if (depth > DEEPEST) {
      return;
    }
    switch (value) {
      case String string -> append(string);
      case SdkBytes bytes -> {
        int length = bytes.asByteArrayUnsafe().length;
        append("java.nio.HeapByteBuffer[pos=0 lim=" + length + " cap=" + length + "]");
      }
      case Map<?, ?> map -> {
        append("{");
        each(
            map.entrySet(),
            entry -> {
              append(String.valueOf(entry.getKey()) + "=");
              append(entry.getValue(), depth + 1);
            });
        append("}");
      }
      case Iterable<?> list -> {
        append("[");
        each(list, element -> append(element, depth + 1));
        append("]");
      }
      case SdkPojo structure -> append(structure, depth);
      default -> append(value.toString());
    }
  }

  private void append(SdkPojo structure, int depth) {
    append(structure.getClass().getSimpleName() + "(");
    each(
        structure.sdkFields(),
        field -> {
          append(ConstraintPath.lowerCamel(field.memberName()) + "=");
          Object value = field.getValueOrDefault(structure);
          append(value == null ? "null" : value, depth + 1);
        });
    append(")");
  }

  private void append(String string) {
    int room = LONGEST - text.length();
    if (room > 0) {
      text.append(string, 0, Math.min(room, string.length()));
    }
  }

  private <T> void each(Iterable<T> all, Consumer<T> action) {
    for (Iterator<T> rest = all.iterator(); rest.hasNext() && text.length() < LONGEST; ) {
      action.accept(rest.next());
      if (rest.hasNext()) {
        append(", ");
      }
    }
  }
}
