package dev.cloudjar.s3;

/** The order of texts by their bytes in UTF-8, which is the order of S3's listings. */
final class Utf8Order {
  private Utf8Order() {}

  static int compare(String a, String b) {
    int shorter = Math.min(a.length(), b.length());
    for (int i = 0; i < shorter; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        return Integer.compare(weight(x), weight(y));
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  /** Characters beyond the first plane are written in UTF-16 by lower values than U+E000. */
  private static int weight(char c) {
    return Character.isSurrogate(c) ? c + 0x10000 : c;
  }
}
