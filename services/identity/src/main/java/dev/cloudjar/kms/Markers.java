package dev.cloudjar.kms;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the next page of a list begins. */
final class Markers {
  private Markers() {}

  static String write(String... parts) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
  }

  /** The one part of a marker; empty for none. */
  static String read(@Nullable String marker) {
    return marker == null ? "" : read(marker, 1).getFirst();
  }

  static List<String> read(String marker, int parts) {
    try {
      List<String> read =
          List.of(
              new String(Base64.getUrlDecoder().decode(marker), StandardCharsets.UTF_8)
                  .split("\n", -1));
      if (read.size() == parts) {
        return read;
      }
    } catch (IllegalArgumentException e) {
      // Not a marker that we gave.
    }
    throw KmsFaults.invalidMarker();
  }

  /** How many are shown at once: as many as asked for, within what AWS allows. */
  static int limit(@Nullable Integer asked, int usual, int most) {
    return asked == null ? usual : Math.min(asked, most);
  }

  /** The first of what was found, which may be one more than is shown. */
  static <T> List<T> page(List<T> found, int limit) {
    return found.size() <= limit ? found : found.subList(0, limit);
  }
}
