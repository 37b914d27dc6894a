package dev.cloudjar.iam.device;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Codes of six digits, another one for each half minute, after RFC 6238. */
public final class Totp {
  private static final int STEP_SECONDS = 30;
  private static final int MODULUS = 1_000_000;
  private static final String ALGORITHM = "HmacSHA1";

  private Totp() {}

  /** The number of the half minute that a time is in. */
  public static long step(Instant time) {
    return Math.floorDiv(time.getEpochSecond(), STEP_SECONDS);
  }

  /** The code of a half minute. */
  public static String code(byte[] seed, long step) {
    byte[] hash = hash(seed, step);
    int offset = hash[hash.length - 1] & 0xF;
    int number = ByteBuffer.wrap(hash).getInt(offset) & Integer.MAX_VALUE;
    return String.format(Locale.ROOT, "%06d", number % MODULUS);
  }

  /** The first half minute from {@code first} to {@code last} that a code is of. */
  public static OptionalLong find(byte[] seed, String code, long first, long last) {
    for (long step = first; step <= last; step++) {
      if (MessageDigest.isEqual(
          code(seed, step).getBytes(StandardCharsets.UTF_8),
          code.getBytes(StandardCharsets.UTF_8))) {
        return OptionalLong.of(step);
      }
    }
    return OptionalLong.empty();
  }

  private static byte[] hash(byte[] seed, long step) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(seed, ALGORITHM));
      return mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
