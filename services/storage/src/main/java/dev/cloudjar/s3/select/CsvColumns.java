package dev.cloudjar.s3.select;

import dev.cloudjar.s3.select.Value.Name;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The names of CSV's columns. */
public final class CsvColumns {
  static final CsvColumns UNNAMED = new CsvColumns(List.of());

  private static final int MAX_DIGITS = 9;

  private final List<String> names;
  private final Map<String, Integer> exact = new HashMap<>();
  private final Map<String, Integer> lowerCase = new HashMap<>();

  CsvColumns(List<String> names) {
    this.names = List.copyOf(names);
    for (int i = 0; i < names.size(); i++) {
      exact.putIfAbsent(names.get(i), i);
      lowerCase.putIfAbsent(names.get(i).toLowerCase(Locale.ROOT), i);
    }
  }

  /** The place of a column, by its name or its number. */
  int indexOf(Name name) {
    Integer known =
        name.quoted()
            ? exact.get(name.text())
            : lowerCase.get(name.text().toLowerCase(Locale.ROOT));
    if (known != null) {
      return known;
    }
    String text = name.text();
    boolean numbered =
        text.length() > 1
            && text.length() <= MAX_DIGITS
            && text.charAt(0) == '_'
            && text.chars().skip(1).allMatch(c -> c >= '0' && c <= '9');
    if (!numbered) {
      throw new SelectException(
          "MissingHeaders",
          "Some headers in the query are missing from the file. Please check the file and try"
              + " again.");
    }
    int number = Integer.parseInt(text.substring(1));
    if (number == 0) {
      throw new SelectException(
          "InvalidColumnIndex", "The column index in the SQL expression is not valid.");
    }
    return number - 1;
  }

  /** The name of a column; its number where it has none. */
  String name(int index) {
    return index < names.size() ? names.get(index) : "_" + (index + 1);
  }
}
