package dev.cloudjar.wire.protocol;

import java.nio.ByteBuffer;

/**
 * Counts attributes ahead of the parser, which compares each of a tag with all others: a hundred
 * thousand of them would keep it busy for seconds.
 */
final class XmlTags {
  /** No shape has more than a few. */
  private static final int MOST_ATTRIBUTES = 100;

  private final ByteBuffer document;
  private int at;

  private XmlTags(ByteBuffer document) {
    this.document = document;
    this.at = document.position();
  }

  /** Whether a tag of a document has more attributes than any document needs. */
  static boolean areOverloaded(ByteBuffer document) {
    return new XmlTags(document).find();
  }

  private boolean find() {
    while (at < document.limit()) {
      if (document.get(at++) != '<') {
        continue;
      }
      if (follows("!--")) {
        skipBehind("-->");
      } else if (follows("![CDATA[")) {
        skipBehind("]]>");
      } else if (isOverloaded()) {
        return true;
      }
    }
    return false;
  }

  private boolean follows(String text) {
    if (document.limit() - at < text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (document.get(at + i) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private void skipBehind(String text) {
    while (at < document.limit() && !follows(text)) {
      at++;
    }
  }

  /** Reads a tag to its end. */
  private boolean isOverloaded() {
    int attributes = 0;
    byte quote = 0;
    while (at < document.limit()) {
      byte next = document.get(at++);
      if (quote != 0) {
        quote = next == quote ? 0 : quote;
      } else if (next == '"' || next == '\'') {
        quote = next;
      } else if (next == '=') {
        attributes++;
        if (attributes > MOST_ATTRIBUTES) {
          return true;
        }
      } else if (next == '>') {
        return false;
      }
    }
    return false;
  }
}
