package dev.cloudjar.ec2.ways;

import dev.cloudjar.fabric.Ipv4Address;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes answers of the Domain Name System. */
final class NameMessages {
  private static final int SHORTEST_LIMIT_BYTES = 512;
  private static final int LONGEST_LIMIT_BYTES = 1232;
  private static final int MOST_BYTES = 65_535;

  private static final int ANSWER = 0x8000;
  private static final int TRUNCATED = 0x0200;
  private static final int RECURSION_AVAILABLE = 0x0080;

  /** What of the question's flags comes back: its operation, and whether recursion is wished. */
  private static final int KEPT = 0x7900;

  private static final int CODE_MASK = 0xF;
  private static final int CODE_BITS = 4;
  private static final int EXTENDED_SHIFT = 24;
  private static final int INTERNET = 1;
  private static final int AUTHORITY = 6;
  private static final int POINTER_TO_QUESTION = 0xC000 | NameQuestion.HEAD_BYTES;
  private static final int SECONDS = 60;
  private static final int REFRESH_SECONDS = 3600;
  private static final int RETRY_SECONDS = 900;
  private static final int EXPIRY_SECONDS = 1_209_600;
  private static final String MASTER = "ns.";
  private static final String RESPONSIBLE = "hostmaster.";

  private NameMessages() {}

  /**
   * The answer's bytes.
   *
   * @param datagram whether they have to go into one datagram
   */
  static ByteBuffer write(NameQuestion question, NameAnswer answer, boolean datagram) {
    int limit =
        datagram
            ? Math.clamp(question.longestBytes(), SHORTEST_LIMIT_BYTES, LONGEST_LIMIT_BYTES)
            : MOST_BYTES;
    ByteBuffer whole = write(question, answer, 0);
    return whole.remaining() <= limit
        ? whole
        : write(question, new NameAnswer(answer.kind(), List.of(), List.of(), ""), TRUNCATED);
  }

  private static ByteBuffer write(NameQuestion question, NameAnswer answer, int more) {
    int code = question.fault() != 0 ? question.fault() : answer.kind().code();
    ByteBuffer out = ByteBuffer.allocate(MOST_BYTES);
    out.putShort((short) question.id());
    out.putShort(
        (short)
            (ANSWER | RECURSION_AVAILABLE | more | (question.flags() & KEPT) | (code & CODE_MASK)));
    out.putShort((short) (question.bytes().hasRemaining() ? 1 : 0));
    int counts = out.position();
    out.putShort((short) 0).putShort((short) 0).putShort((short) 0);
    out.put(question.bytes().duplicate());
    int answers = question.fault() == 0 ? answers(out, question, answer) : 0;
    boolean nothing = question.fault() == 0 && answers == 0 && !answer.zone().isEmpty();
    if (nothing) {
      authority(out, answer.zone());
    }
    if (question.hasOption()) {
      out.put((byte) 0).putShort((short) NameQuestion.OPTION);
      out.putShort((short) LONGEST_LIMIT_BYTES);
      out.putInt(code >> CODE_BITS << EXTENDED_SHIFT).putShort((short) 0);
    }
    out.putShort(counts, (short) answers);
    out.putShort(counts + Short.BYTES, (short) (nothing ? 1 : 0));
    out.putShort(counts + 2 * Short.BYTES, (short) (question.hasOption() ? 1 : 0));
    return out.flip();
  }

  private static int answers(ByteBuffer out, NameQuestion question, NameAnswer answer) {
    int count = 0;
    if (question.asksFor(NameQuestion.ADDRESS)) {
      for (Ipv4Address address : answer.addresses()) {
        begin(out, NameQuestion.ADDRESS).putShort((short) Integer.BYTES).putInt(address.bits());
        count++;
      }
    }
    if (question.asksFor(NameQuestion.POINTER)) {
      for (String name : answer.names()) {
        begin(out, NameQuestion.POINTER).put(sized(name(name)));
        count++;
      }
    }
    return count;
  }

  private static ByteBuffer begin(ByteBuffer out, int type) {
    return out.putShort((short) POINTER_TO_QUESTION)
        .putShort((short) type)
        .putShort((short) INTERNET)
        .putInt(SECONDS);
  }

  /** Says how long nothing may be remembered. */
  private static void authority(ByteBuffer out, String zone) {
    out.put(name(zone)).putShort((short) AUTHORITY).putShort((short) INTERNET).putInt(SECONDS);
    byte[] master = name(MASTER + zone);
    byte[] responsible = name(RESPONSIBLE + zone);
    out.putShort((short) (master.length + responsible.length + 5 * Integer.BYTES));
    out.put(master).put(responsible).putInt(1);
    out.putInt(REFRESH_SECONDS).putInt(RETRY_SECONDS).putInt(EXPIRY_SECONDS).putInt(SECONDS);
  }

  private static byte[] sized(byte[] data) {
    return ByteBuffer.allocate(Short.BYTES + data.length)
        .putShort((short) data.length)
        .put(data)
        .array();
  }

  private static byte[] name(String name) {
    ByteBuffer out = ByteBuffer.allocate(name.length() + 2);
    for (String label : name.split("\\.", -1)) {
      byte[] bytes = label.getBytes(StandardCharsets.US_ASCII);
      out.put((byte) bytes.length).put(bytes);
    }
    return out.put((byte) 0).array();
  }
}
