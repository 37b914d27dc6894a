package dev.cloudjar.sqs;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The digests by which clients check that a message arrived as it was sent.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation">Calculating
 *     the MD5 message digest for message attributes</a>
 */
final class MessageDigests {
  private static final byte TEXT = 1;
  private static final byte BINARY = 2;

  private MessageDigests() {}

  static String md5(String text) {
    return hex(digest("MD5").digest(utf8(text)));
  }

  static String sha256(String text) {
    return hex(digest("SHA-256").digest(utf8(text)));
  }

  /** The digest of attributes in the order of their names; null where there are none. */
  static @Nullable String md5(List<MessageAttribute> attributes) {
    if (attributes.isEmpty()) {
      return null;
    }
    MessageDigest md5 = digest("MD5");
    attributes.stream()
        .sorted(Comparator.comparing(MessageAttribute::name))
        .forEach(
            attribute -> {
              update(md5, utf8(attribute.name()));
              update(md5, utf8(attribute.dataType()));
              md5.update(attribute.binary() == null ? TEXT : BINARY);
              update(md5, attribute.valueBytes());
            });
    return hex(md5.digest());
  }

  private static void update(MessageDigest md5, byte[] part) {
    md5.update(ByteBuffer.allocate(4).putInt(part.length).array());
    md5.update(part);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
