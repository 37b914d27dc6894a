package dev.cloudjar.s3.form;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a policy asks of a form. */
sealed interface PolicyCondition {

  /** Whether a form is as it is asked. */
  boolean holds(Map<String, String> fields);

  /** As refusals write it. */
  String text();

  /** The field that it is about, in small letters; null for none. */
  @Nullable String field();

  /** A field has to be this and nothing else. */
  record Equal(String field, String written, String value) implements PolicyCondition {
    @Override
    public boolean holds(Map<String, String> fields) {
      return value.equals(fields.get(field));
    }

    @Override
    public String text() {
      return "[\"eq\", \"$" + written + "\", \"" + value + "\"]";
    }
  }

  /** A field has to begin so; each of several types of content, where it tells several. */
  record StartsWith(String field, String written, String prefix) implements PolicyCondition {
    @Override
    public boolean holds(Map<String, String> fields) {
      String value = fields.get(field);
      if (value == null) {
        return false;
      }
      return field.equals("content-type")
          ? Arrays.stream(value.split(",", -1)).allMatch(each -> each.strip().startsWith(prefix))
          : value.startsWith(prefix);
    }

    @Override
    public String text() {
      return "[\"starts-with\", \"$" + written + "\", \"" + prefix + "\"]";
    }
  }

  /** The file has to have so many bytes; seen to while it comes. */
  record LengthRange(long minBytes, long maxBytes) implements PolicyCondition {
    @Override
    public boolean holds(Map<String, String> fields) {
      return true;
    }

    @Override
    public String text() {
      return "[\"content-length-range\", " + minBytes + ", " + maxBytes + "]";
    }

    @Override
    public @Nullable String field() {
      return null;
    }
  }
}
