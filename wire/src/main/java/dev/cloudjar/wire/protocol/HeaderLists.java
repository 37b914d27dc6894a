package dev.cloudjar.wire.protocol;

import java.util.ArrayList;
import java.util.List;

/** Lists in headers: comma separated, elements with commas or quotes in quotes. */
final class HeaderLists {
  private HeaderLists() {}

  static List<String> split(String line) {
    List<String> elements = new ArrayList<>();
    int length = line.length();
    int at = 0;
    while (at <= length) {
      while (at < length && line.charAt(at) == ' ') {
        at++;
      }
      if (at < length && line.charAt(at) == '"') {
        StringBuilder element = new StringBuilder();
        at++;
        while (at < length && line.charAt(at) != '"') {
          if (line.charAt(at) == '\\' && at + 1 < length) {
            at++;
          }
          element.append(line.charAt(at++));
        }
        elements.add(element.toString());
        int comma = line.indexOf(',', Math.min(at + 1, length));
        at = comma < 0 ? length + 1 : comma + 1;
      } else {
        int comma = line.indexOf(',', at);
        int end = comma < 0 ? length : comma;
        String element = line.substring(at, end).strip();
        if (!element.isEmpty()) {
          elements.add(element);
        }
        at = end + 1;
      }
    }
    return elements;
  }

  static String join(List<String> elements) {
    StringBuilder line = new StringBuilder();
    for (String element : elements) {
      if (!line.isEmpty()) {
        line.append(", ");
      }
      if (element.indexOf(',') >= 0 || element.indexOf('"') >= 0) {
        line.append('"').append(element.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
      } else {
        line.append(element);
      }
    }
    return line.toString();
  }
}
