package dev.cloudjar.s3.form;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a form before its file.
 *
 * @param values by their names in small letters, in the order in which they came
 * @param fileName as the browser tells it, without any path
 */
public record FormFields(Map<String, String> values, String fileName) {
  private static final String FILE_NAME = "${filename}";

  /** The fields of a form, with the file's name wherever they ask for it. */
  static FormFields of(Map<String, String> sent, String sentFileName) {
    int path = Math.max(sentFileName.lastIndexOf('/'), sentFileName.lastIndexOf('\\'));
    String fileName = sentFileName.substring(path + 1);
    Map<String, String> values = new LinkedHashMap<>();
    sent.forEach(
        (name, value) ->
            values.putIfAbsent(name.toLowerCase(Locale.ROOT), value.replace(FILE_NAME, fileName)));
    return new FormFields(values, fileName);
  }

  /** A field by its name in small letters; null where it is not in the form. */
  public @Nullable String get(String name) {
    return values.get(name);
  }
}
