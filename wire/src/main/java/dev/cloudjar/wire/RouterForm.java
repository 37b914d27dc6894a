package dev.cloudjar.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Finds single fields in the body of a form without reading the rest of it. */
final class RouterForm {
  private static final int LONGEST_VALUE = 256;

  private RouterForm() {}

  /** The first value of a field, or null where the form does not have it. */
  static @Nullable String first(ByteBuffer form, String field) {
    byte[] name = field.getBytes(StandardCharsets.US_ASCII);
    int at = form.position();
    while (at < form.limit()) {
      int end = end(form, at);
      if (starts(form, at, end, name)) {
        return value(form, at + name.length + 1, end);
      }
      at = end + 1;
    }
    return null;
  }

  private static int end(ByteBuffer form, int from) {
    int at = from;
    while (at < form.limit() && form.get(at) != '&') {
      at++;
    }
    return at;
  }

  private static boolean starts(ByteBuffer form, int from, int end, byte[] name) {
    if (end - from <= name.length || form.get(from + name.length) != '=') {
      return false;
    }
    for (int i = 0; i < name.length; i++) {
      if (form.get(from + i) != name[i]) {
        return false;
      }
    }
    return true;
  }

  private static String value(ByteBuffer form, int from, int end) {
    byte[] bytes = new byte[Math.min(end - from, LONGEST_VALUE)];
    form.get(from, bytes);
    return RouterScope.decoded(new String(bytes, StandardCharsets.UTF_8)).strip();
  }
}
