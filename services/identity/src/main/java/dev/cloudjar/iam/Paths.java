package dev.cloudjar.iam;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The paths of things. */
final class Paths {
  private static final String ROOT = "/";
  private static final Pattern FORM = Pattern.compile("/|/[!-~]+/");

  private Paths() {}

  /** The path that a request gives something. */
  static String checked(@Nullable String path) {
    if (path == null) {
      return ROOT;
    }
    if (!FORM.matcher(path).matches() || path.contains("//")) {
      throw IamFaults.invalidPath();
    }
    return path;
  }

  /** What the paths in a list begin with. */
  static String prefix(@Nullable String prefix) {
    return prefix == null ? ROOT : prefix;
  }
}
