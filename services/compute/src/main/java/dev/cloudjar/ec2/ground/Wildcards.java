package dev.cloudjar.ec2.ground;

/**
 * A text in which {@code *} stands for anything and {@code ?} for one character; a backslash takes
 * that away from them.
 */
record Wildcards(String text) {

  static boolean areIn(String text) {
    return text.indexOf('*') >= 0 || text.indexOf('?') >= 0 || text.indexOf('\\') >= 0;
  }

  /** Goes back to the last asterisk alone, so that it takes no longer than both lengths allow. */
  boolean matches(String candidate) {
    int at = 0;
    int in = 0;
    int asterisk = -1;
    int resume = 0;
    while (in < candidate.length()) {
      if (at < text.length() && text.charAt(at) == '*') {
        asterisk = at++;
        resume = in;
      } else if (at < text.length() && matchesOne(at, candidate.charAt(in))) {
        at += isEscape(at) ? 2 : 1;
        in++;
      } else if (asterisk >= 0) {
        at = asterisk + 1;
        in = ++resume;
      } else {
        return false;
      }
    }
    while (at < text.length() && text.charAt(at) == '*') {
      at++;
    }
    return at == text.length();
  }

  private boolean matchesOne(int at, char candidate) {
    if (isEscape(at)) {
      return text.charAt(at + 1) == candidate;
    }
    return text.charAt(at) == '?' || text.charAt(at) == candidate;
  }

  private boolean isEscape(int at) {
    return text.charAt(at) == '\\' && at + 1 < text.length();
  }
}
