package dev.cloudjar.sqs;

/** Which characters a message may be made of, and how many bytes they take. */
final class MessageText {
  private MessageText() {}

  /**
   * Whether all characters are allowed: tab, newline, carriage return, and all that XML allows.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html">SendMessage</a>
   */
  static boolean isAllowed(String text) {
    int i = 0;
    while (i < text.length()) {
      int character = text.codePointAt(i);
      if (!isAllowed(character)) {
        return false;
      }
      i += Character.charCount(character);
    }
    return true;
  }

  private static boolean isAllowed(int character) {
    return (character >= 0x20 && character <= 0xD7FF)
        || character == '\t'
        || character == '\n'
        || character == '\r'
        || (character >= 0xE000 && character <= 0xFFFD)
        || character >= 0x10000;
  }

  /** The length of a text in UTF-8. */
  static long sizeBytes(String text) {
    long size = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        size++;
      } else if (c < 0x800 || Character.isSurrogate(c)) {
        // Two surrogates together take four bytes.
        size += 2;
      } else {
        size += 3;
      }
    }
    return size;
  }

  /** Whether a text can be a message group id, a deduplication id or an attempt id. */
  static boolean isId(String text) {
    return !text.isEmpty()
        && text.length() <= 128
        && text.chars().allMatch(character -> character > 0x20 && character < 0x7F);
  }
}
