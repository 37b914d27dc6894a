package dev.cloudjar.ec2.ways;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * One question of the Domain Name System, as it came.
 *
 * @param flags those of the message
 * @param name in small letters, without the dot at its end
 * @param bytes the question as it was written, which is repeated in the answer
 * @param longestBytes how much the asker takes in one datagram; 0 where it doesn't say
 * @param fault why it can't be answered, as a response code; 0 where it can
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1035#section-4">RFC 1035, Messages</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6891#section-6">RFC 6891, The OPT record</a>
 */
record NameQuestion(
    int id, int flags, String name, int type, ByteBuffer bytes, int longestBytes, int fault) {
  static final int ADDRESS = 1;
  static final int POINTER = 12;
  static final int ANY = 255;
  static final int HEAD_BYTES = 12;
  static final int OPTION = 41;

  private static final int INTERNET = 1;
  private static final int ANSWER_FLAG = 0x8000;
  private static final int OPERATION_SHIFT = 11;
  private static final int OPERATION_MASK = 0xF;
  private static final int LONGEST_LABEL = 63;
  private static final int LONGEST_NAME = 255;
  private static final int MALFORMED = 1;
  private static final int NOT_IMPLEMENTED = 4;
  private static final int REFUSED = 5;
  private static final int BAD_VERSION = 16;
  private static final int BYTE = 0xFF;
  private static final int SHORT = 0xFFFF;
  private static final int RECORD_BYTES = 11;

  /**
   * Reads a message; empty for what gets no answer at all: what is no message, or an answer itself,
   * which would go on for ever.
   */
  static Optional<NameQuestion> read(ByteBuffer message) {
    if (message.remaining() < HEAD_BYTES) {
      return Optional.empty();
    }
    int id = message.getShort() & SHORT;
    int flags = message.getShort() & SHORT;
    int questions = message.getShort() & SHORT;
    int others = (message.getShort() & SHORT) + (message.getShort() & SHORT);
    int additional = message.getShort() & SHORT;
    if ((flags & ANSWER_FLAG) != 0) {
      return Optional.empty();
    }
    if ((flags >> OPERATION_SHIFT & OPERATION_MASK) != 0) {
      return Optional.of(refused(id, flags, NOT_IMPLEMENTED));
    }
    int start = message.position();
    Optional<String> name = questions == 1 ? name(message) : Optional.empty();
    if (name.isEmpty() || message.remaining() < 2 * Short.BYTES || others != 0) {
      return Optional.of(refused(id, flags, MALFORMED));
    }
    int type = message.getShort() & SHORT;
    int kind = message.getShort() & SHORT;
    ByteBuffer bytes = copy(message, start);
    if (additional == 0) {
      int fault = kind == INTERNET || kind == ANY ? 0 : REFUSED;
      return Optional.of(new NameQuestion(id, flags, name.get(), type, bytes, 0, fault));
    }
    return Optional.of(
        withOption(
            message,
            new NameQuestion(
                id, flags, name.get(), type, bytes, 0, kind == INTERNET ? 0 : REFUSED)));
  }

  /** The question with what an OPT record says, which is the only further record that may come. */
  private static NameQuestion withOption(ByteBuffer message, NameQuestion read) {
    if (message.remaining() < RECORD_BYTES || message.get() != 0) {
      return refused(read.id, read.flags, MALFORMED);
    }
    int type = message.getShort() & SHORT;
    int longest = message.getShort() & SHORT;
    int extended = message.getInt();
    int length = message.getShort() & SHORT;
    if (message.remaining() < length) {
      return refused(read.id, read.flags, MALFORMED);
    }
    if (type != OPTION) {
      return read;
    }
    int version = extended >> Short.SIZE & BYTE;
    return new NameQuestion(
        read.id,
        read.flags,
        read.name,
        read.type,
        read.bytes,
        Math.max(longest, 1),
        version == 0 ? read.fault : BAD_VERSION);
  }

  /** What was read since a position; the message's own buffer is used again. */
  private static ByteBuffer copy(ByteBuffer message, int start) {
    byte[] read = new byte[message.position() - start];
    message.get(start, read);
    return ByteBuffer.wrap(read).asReadOnlyBuffer();
  }

  private static NameQuestion refused(int id, int flags, int fault) {
    return new NameQuestion(id, flags, "", 0, ByteBuffer.allocate(0), 0, fault);
  }

  /** A name written out; questions have nothing before them that they could point to. */
  private static Optional<String> name(ByteBuffer message) {
    StringBuilder name = new StringBuilder();
    int total = 1;
    while (message.hasRemaining()) {
      int length = message.get() & BYTE;
      total += length + 1;
      if (length == 0) {
        return Optional.of(name.toString().toLowerCase(Locale.ROOT));
      }
      if (length > LONGEST_LABEL || total > LONGEST_NAME || message.remaining() < length) {
        return Optional.empty();
      }
      byte[] label = new byte[length];
      message.get(label);
      // What has a dot within a label is no name of ours, and must not look like one.
      String text = new String(label, StandardCharsets.ISO_8859_1).replace('.', '?');
      name.append(name.isEmpty() ? "" : ".").append(text);
    }
    return Optional.empty();
  }

  boolean asksFor(int wanted) {
    return type == wanted || type == ANY;
  }

  boolean hasOption() {
    return longestBytes > 0;
  }
}
