package dev.cloudjar.cloudtrail;

import java.util.ArrayDeque;
import java.util.Deque;

/** Writes JSON, member by member. */
final class JsonText {
  private static final char[] HEXADECIMAL = "0123456789abcdef".toCharArray();

  private final StringBuilder out = new StringBuilder(256);
  private final Deque<Character> ends = new ArrayDeque<>();
  private boolean first = true;

  JsonText object() {
    return begin('{', '}');
  }

  JsonText array() {
    return begin('[', ']');
  }

  JsonText end() {
    out.append(ends.pop().charValue());
    first = false;
    return this;
  }

  JsonText name(String name) {
    separate();
    quote(name);
    out.append(':');
    first = true;
    return this;
  }

  JsonText text(String value) {
    separate();
    quote(value);
    return this;
  }

  /** A number, a boolean, null, or JSON that has been written before. */
  JsonText raw(String value) {
    separate();
    out.append(value);
    return this;
  }

  JsonText member(String name, String value) {
    return name(name).text(value);
  }

  JsonText member(String name, boolean value) {
    return name(name).raw(Boolean.toString(value));
  }

  /** A member that is null rather than empty. */
  JsonText memberOrNull(String name, String json) {
    return name(name).raw(json.isEmpty() ? "null" : json);
  }

  /** A member that is left out rather than empty. */
  JsonText memberUnlessEmpty(String name, String value) {
    return value.isEmpty() ? this : member(name, value);
  }

  @Override
  public String toString() {
    return out.toString();
  }

  private JsonText begin(char start, char end) {
    separate();
    out.append(start);
    ends.push(end);
    first = true;
    return this;
  }

  private void separate() {
    if (!first) {
      out.append(',');
    }
    first = false;
  }

  private void quote(String value) {
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ') {
            out.append("\\u00").append(HEXADECIMAL[c >> 4]).append(HEXADECIMAL[c & 15]);
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
