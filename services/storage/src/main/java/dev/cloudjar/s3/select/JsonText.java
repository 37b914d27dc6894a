package dev.cloudjar.s3.select;

import java.util.List;
import java.util.Map;

/** Writes values as JSON. */
final class JsonText {
  static final String NOTHING = "";

  private static final String HEX = "0123456789abcdef";

  private JsonText() {}

  static String of(Value value) {
    StringBuilder out = new StringBuilder();
    write(out, value);
    return out.toString();
  }

  static void write(StringBuilder out, Value value) {
    switch (value) {
      case Value.Absent _ -> out.append("null");
      case Value.Text(String text, _) -> quote(out, text);
      case Value.Time(Timestamp time) -> quote(out, time.shown());
      case Value.Real(double real) when !Double.isFinite(real) -> out.append("null");
      case Value.Flag _, Value.Whole _, Value.Exact _, Value.Real _ -> out.append(value.shown());
      case Value.Sequence(List<Value> values) -> {
        out.append('[');
        for (int i = 0; i < values.size(); i++) {
          out.append(i == 0 ? "" : ",");
          write(out, values.get(i));
        }
        out.append(']');
      }
      case Value.Structure(Map<String, Value> members) -> members(out, members);
    }
  }

  /** An object without those of its members that are missing. */
  static void members(StringBuilder out, Map<String, Value> members) {
    out.append('{');
    boolean first = true;
    for (Map.Entry<String, Value> member : members.entrySet()) {
      if (member.getValue() != Value.Absent.MISSING) {
        out.append(first ? "" : ",");
        first = false;
        quote(out, member.getKey());
        out.append(':');
        write(out, member.getValue());
      }
    }
    out.append('}');
  }

  private static void quote(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ') {
            out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xF));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
