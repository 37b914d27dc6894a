package dev.cloudjar.wire.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.zip.CRC32;
import software.amazon.awssdk.core.SdkBytes;

/**
 * One message of an event stream: a prelude of lengths with its checksum, headers, payload, and the
 * checksum of it all.
 */
final class EventMessage {
  private static final int PRELUDE_BYTES = 12;
  private static final int CHECKSUM_BYTES = 4;
  private static final int LONGEST_TEXT = 0x7FFF;

  private ByteBuffer headers = ByteBuffer.allocate(256);

  /** Adds a header; its type follows from the value's. */
  EventMessage header(String name, Object value) {
    byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
    byte[] longValue =
        switch (value) {
          case String text -> cut(text.getBytes(StandardCharsets.UTF_8));
          case SdkBytes bytes -> cut(bytes.asByteArrayUnsafe());
          default -> new byte[0];
        };
    reserve(1 + nameBytes.length + 1 + 8 + longValue.length);
    headers.put((byte) nameBytes.length).put(nameBytes);
    switch (value) {
      case Boolean truth -> headers.put((byte) (truth ? 0 : 1));
      case Byte number -> headers.put((byte) 2).put(number);
      case Short number -> headers.put((byte) 3).putShort(number);
      case Integer number -> headers.put((byte) 4).putInt(number);
      case Long number -> headers.put((byte) 5).putLong(number);
      case SdkBytes bytes ->
          headers.put((byte) 6).putShort((short) longValue.length).put(longValue);
      case String text -> headers.put((byte) 7).putShort((short) longValue.length).put(longValue);
      case Instant instant -> headers.put((byte) 8).putLong(instant.toEpochMilli());
      default -> throw new IllegalArgumentException("No header: " + value.getClass());
    }
    return this;
  }

  private static byte[] cut(byte[] bytes) {
    return bytes.length <= LONGEST_TEXT ? bytes : Arrays.copyOf(bytes, LONGEST_TEXT);
  }

  private void reserve(int bytes) {
    if (headers.remaining() < bytes) {
      ByteBuffer larger = ByteBuffer.allocate(headers.position() * 2 + bytes);
      headers = larger.put(headers.flip());
    }
  }

  /** The whole message. */
  ByteBuffer withPayload(ByteBuffer payload) {
    int headerBytes = headers.position();
    int size = PRELUDE_BYTES + headerBytes + payload.remaining() + CHECKSUM_BYTES;
    ByteBuffer message = ByteBuffer.allocate(size);
    message.putInt(size).putInt(headerBytes);
    message.putInt(checksum(message));
    message.put(headers.duplicate().flip()).put(payload.duplicate());
    message.putInt(checksum(message));
    return message.flip();
  }

  private static int checksum(ByteBuffer written) {
    CRC32 checksum = new CRC32();
    checksum.update(written.duplicate().flip());
    return (int) checksum.getValue();
  }
}
