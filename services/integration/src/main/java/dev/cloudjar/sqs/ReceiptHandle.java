package dev.cloudjar.sqs;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a consumer is given to speak of a message that it received: which message, and which of its
 * receives. On the wire it is signed with the queue's secret, so that nobody makes up a handle of
 * what he did not receive.
 *
 * @param receiveCount the message's count at this receive
 */
record ReceiptHandle(MessageKey message, int receiveCount) {
  /** How the handles of AWS begin, too. */
  private static final byte[] START = {1, 1, 4};

  private static final int FIELD_BYTES = START.length + 3 * Long.BYTES + Integer.BYTES;
  private static final int SIGNATURE_BYTES = 20;
  private static final int TEXT_LENGTH = (FIELD_BYTES + SIGNATURE_BYTES) / 3 * 4;
  private static final String ALGORITHM = "HmacSHA256";

  String toText(String secret) {
    ByteBuffer bytes = ByteBuffer.allocate(FIELD_BYTES + SIGNATURE_BYTES);
    bytes
        .put(START)
        .putLong(message.messagesId())
        .putLong(message.sentAtMillis())
        .putLong(message.sequence())
        .putInt(receiveCount);
    bytes.put(signature(bytes.array(), secret));
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  /** Reads what {@link #toText} wrote; empty for everything else. */
  static Optional<ReceiptHandle> parse(String text, String secret) {
    return decode(text)
        .filter(
            bytes ->
                MessageDigest.isEqual(
                    signature(bytes, secret),
                    Arrays.copyOfRange(bytes, FIELD_BYTES, FIELD_BYTES + SIGNATURE_BYTES)))
        .map(
            bytes -> {
              ByteBuffer in = ByteBuffer.wrap(bytes).position(START.length);
              return new ReceiptHandle(
                  new MessageKey(in.getLong(), in.getLong(), in.getLong()), in.getInt());
            });
  }

  /** Whether a text looks like a handle, perhaps of another queue. */
  static boolean isWellFormed(String text) {
    return decode(text).isPresent();
  }

  private static Optional<byte[]> decode(String text) {
    if (text.length() != TEXT_LENGTH) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      return bytes.length == FIELD_BYTES + SIGNATURE_BYTES
              && Arrays.equals(START, 0, START.length, bytes, 0, START.length)
          ? Optional.of(bytes)
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static byte[] signature(byte[] bytes, String secret) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      mac.update(bytes, 0, FIELD_BYTES);
      return Arrays.copyOf(mac.doFinal(), SIGNATURE_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
