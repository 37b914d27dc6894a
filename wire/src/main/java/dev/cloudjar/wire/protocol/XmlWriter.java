package dev.cloudjar.wire.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes XML into one growing buffer. */
final class XmlWriter {
  private static final byte[] DECLARATION =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".getBytes(StandardCharsets.US_ASCII);
  private static final String REPLACEMENT = "\uFFFD";

  private byte[] buffer;
  private int size;
  private boolean legible;

  XmlWriter() {
    buffer = new byte[512];
  }

  /**
   * Puts a sign of replacement for what XML 1.0 cannot say, as in errors: a client that is told why
   * it was refused has to be able to read it, whatever it sent.
   */
  XmlWriter legible() {
    legible = true;
    return this;
  }

  XmlWriter declaration() {
    reserve(DECLARATION.length);
    System.arraycopy(DECLARATION, 0, buffer, size, DECLARATION.length);
    size += DECLARATION.length;
    return this;
  }

  XmlWriter open(String name) {
    raw('<');
    markup(name);
    raw('>');
    return this;
  }

  /** Opens an element in a default namespace. */
  XmlWriter open(String name, String namespace) {
    startOpen(name);
    attribute("xmlns", namespace);
    endOpen();
    return this;
  }

  void startOpen(String name) {
    raw('<');
    markup(name);
  }

  void attribute(String name, String value) {
    raw(' ');
    markup(name);
    raw('=');
    raw('"');
    escaped(value, true);
    raw('"');
  }

  void endOpen() {
    raw('>');
  }

  XmlWriter close(String name) {
    raw('<');
    raw('/');
    markup(name);
    raw('>');
    return this;
  }

  XmlWriter text(String text) {
    escaped(text, false);
    return this;
  }

  XmlWriter element(String name, String text) {
    return open(name).text(text).close(name);
  }

  ByteBuffer finish() {
    return ByteBuffer.wrap(buffer, 0, size);
  }

  private void markup(String name) {
    int length = name.length();
    reserve(length * 3);
    for (int i = 0; i < length; i++) {
      char c = name.charAt(i);
      if (c < 0x80) {
        buffer[size++] = (byte) c;
      } else {
        i += encoded(name, i);
      }
    }
  }

  private void escaped(String text, boolean inAttribute) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        i += encoded(text, i);
      } else if (c >= ' ' && c != '<' && c != '>' && c != '&' && c != '"') {
        raw(c);
      } else {
        special(c, inAttribute);
      }
    }
  }

  private void special(char c, boolean inAttribute) {
    switch (c) {
      case '<' -> ascii("&lt;");
      case '>' -> ascii("&gt;");
      case '&' -> ascii("&amp;");
      case '"' -> ascii("&quot;");
      case '\n', '\t' -> {
        if (inAttribute) {
          reference(c);
        } else {
          raw(c);
        }
      }
      // A parser would turn a bare carriage return into a line feed. What else stands here cannot
      // be said in XML 1.0 at all; AWS writes the reference and leaves it to the parser.
      default -> {
        if (legible && c != '\r') {
          encoded(REPLACEMENT, 0);
        } else {
          reference(c);
        }
      }
    }
  }

  private void reference(char c) {
    ascii("&#x");
    ascii(Integer.toHexString(c));
    raw(';');
  }

  private void ascii(String text) {
    int length = text.length();
    reserve(length);
    for (int i = 0; i < length; i++) {
      buffer[size++] = (byte) text.charAt(i);
    }
  }

  /** Writes the character at an index in UTF-8; answers how many more chars it took. */
  private int encoded(String text, int index) {
    reserve(4);
    char c = text.charAt(index);
    if (c < 0x800) {
      buffer[size++] = (byte) (0xC0 | (c >> 6));
      buffer[size++] = (byte) (0x80 | (c & 0x3F));
      return 0;
    }
    if (Character.isHighSurrogate(c)
        && index + 1 < text.length()
        && Character.isLowSurrogate(text.charAt(index + 1))) {
      int point = Character.toCodePoint(c, text.charAt(index + 1));
      buffer[size++] = (byte) (0xF0 | (point >> 18));
      buffer[size++] = (byte) (0x80 | ((point >> 12) & 0x3F));
      buffer[size++] = (byte) (0x80 | ((point >> 6) & 0x3F));
      buffer[size++] = (byte) (0x80 | (point & 0x3F));
      return 1;
    }
    // Half a pair, U+FFFE and U+FFFF are no XML characters.
    char legal = Character.isSurrogate(c) || c >= 0xFFFE ? '\uFFFD' : c;
    buffer[size++] = (byte) (0xE0 | (legal >> 12));
    buffer[size++] = (byte) (0x80 | ((legal >> 6) & 0x3F));
    buffer[size++] = (byte) (0x80 | (legal & 0x3F));
    return 0;
  }

  private void raw(char c) {
    reserve(1);
    buffer[size++] = (byte) c;
  }

  private void reserve(int bytes) {
    if (bytes > buffer.length - size) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + bytes));
    }
  }
}
