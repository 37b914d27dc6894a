package dev.cloudjar.s3.cors;

/** A text in which one star may stand for any characters. */
record Pattern(String text) {

  boolean matches(String candidate) {
    int star = text.indexOf('*');
    if (star < 0) {
      return text.equals(candidate);
    }
    return candidate.length() >= text.length() - 1
        && candidate.startsWith(text.substring(0, star))
        && candidate.endsWith(text.substring(star + 1));
  }
}
