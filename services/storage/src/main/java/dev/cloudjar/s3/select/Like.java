package dev.cloudjar.s3.select;

import org.jspecify.annotations.Nullable;

/**
 * Matches patterns with {@code %} and {@code _}. What a percent sign stands for is found by the
 * first place that fits, which takes no more than text times pattern steps.
 */
final class Like {
  private Like() {}

  static boolean matches(String text, String pattern, @Nullable Integer escape) {
    int[] symbols = new int[pattern.length()];
    boolean[] literal = new boolean[pattern.length()];
    int length = 0;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (escape != null && c == escape) {
        i++;
        if (i == pattern.length()
            || (pattern.charAt(i) != '%'
                && pattern.charAt(i) != '_'
                && pattern.charAt(i) != escape)) {
          throw new SelectException(
              "LikeInvalidInputs", "Invalid argument given to the LIKE clause in the expression.");
        }
        literal[length] = true;
      }
      symbols[length++] = pattern.charAt(i);
    }
    return matches(text, symbols, literal, length);
  }

  private static boolean matches(String text, int[] symbols, boolean[] literal, int length) {
    int at = 0;
    int symbol = 0;
    int percent = -1;
    int resume = 0;
    while (at < text.length()) {
      if (symbol < length && symbols[symbol] == '%' && !literal[symbol]) {
        percent = symbol++;
        resume = at;
      } else if (symbol < length
          && (symbols[symbol] == text.charAt(at) || (symbols[symbol] == '_' && !literal[symbol]))) {
        symbol++;
        at++;
      } else if (percent >= 0) {
        symbol = percent + 1;
        at = ++resume;
      } else {
        return false;
      }
    }
    while (symbol < length && symbols[symbol] == '%' && !literal[symbol]) {
      symbol++;
    }
    return symbol == length;
  }
}
