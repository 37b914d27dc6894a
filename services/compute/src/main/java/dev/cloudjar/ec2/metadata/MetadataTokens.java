package dev.cloudjar.ec2.metadata;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens that say themselves until when they hold and for which instance, so that nobody keeps them
 * and they outlive a restart.
 */
final class MetadataTokens {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int SEAL_BYTES = 32;

  private final byte[] secret;

  MetadataTokens(byte[] secret) {
    this.secret = secret.clone();
  }

  String make(String instanceId, Instant expires) {
    byte[] body = ByteBuffer.allocate(Long.BYTES).putLong(expires.toEpochMilli()).array();
    byte[] seal = seal(instanceId, body);
    return Base64.getUrlEncoder()
        .encodeToString(ByteBuffer.allocate(body.length + seal.length).put(body).put(seal).array());
  }

  /** For how many seconds a token holds still; empty for one that doesn't, or never did. */
  OptionalLong secondsLeft(String instanceId, String token, Instant now) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      return OptionalLong.empty();
    }
    if (bytes.length != Long.BYTES + SEAL_BYTES) {
      return OptionalLong.empty();
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    byte[] body = new byte[Long.BYTES];
    byte[] seal = new byte[SEAL_BYTES];
    buffer.get(body).get(seal);
    Instant expires = Instant.ofEpochMilli(ByteBuffer.wrap(body).getLong());
    return MessageDigest.isEqual(seal, seal(instanceId, body)) && now.isBefore(expires)
        ? OptionalLong.of((expires.toEpochMilli() - now.toEpochMilli() + 999) / 1_000)
        : OptionalLong.empty();
  }

  private byte[] seal(String instanceId, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      mac.update(instanceId.getBytes(StandardCharsets.UTF_8));
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
