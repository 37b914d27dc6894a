package dev.cloudjar.wire.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Takes percent-encoding off. */
final class Percent {
  private Percent() {}

  /**
   * The text behind percent-encoding.
   *
   * @param plusIsSpace whether a plus sign stands for a space, as in forms and queries
   */
  static String decode(String text, int from, int to, boolean plusIsSpace, Refusal refusal) {
    int plain = from;
    while (plain < to) {
      char c = text.charAt(plain);
      if (c == '%' || c >= 0x80 || (plusIsSpace && c == '+')) {
        break;
      }
      plain++;
    }
    return plain == to
        ? text.substring(from, to)
        : decodeSlowly(text, from, to, plusIsSpace, refusal);
  }

  private static String decodeSlowly(
      String text, int from, int to, boolean plusIsSpace, Refusal refusal) {
    byte[] bytes = new byte[(to - from) * 3];
    int size = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c == '%') {
        int high = i + 2 < to ? Character.digit(text.charAt(i + 1), 16) : -1;
        int low = i + 2 < to ? Character.digit(text.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          throw refusal.because("The request contains an incomplete percent-encoding.");
        }
        bytes[size++] = (byte) ((high << 4) | low);
        i += 2;
      } else if (c == '+' && plusIsSpace) {
        bytes[size++] = ' ';
      } else if (c < 0x80) {
        bytes[size++] = (byte) c;
      } else {
        // A client that left text of its own unencoded: one char is at most three bytes here.
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < to
                && Character.isLowSurrogate(text.charAt(i + 1));
        byte[] own = text.substring(i, pair ? i + 2 : i + 1).getBytes(StandardCharsets.UTF_8);
        System.arraycopy(own, 0, bytes, size, own.length);
        size += own.length;
        i += pair ? 1 : 0;
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, size)).toString();
    } catch (CharacterCodingException notUtf8) {
      throw refusal.because("The request contains text that is not UTF-8.");
    }
  }
}
