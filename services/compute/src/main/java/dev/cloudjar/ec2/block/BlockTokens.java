package dev.cloudjar.ec2.block;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.OptionalInt;

/**
 * Tokens that stand for a place in what a snapshot holds, until they expire. They save nobody from
 * anything: who brings one needs the permission for its snapshot, too.
 */
final class BlockTokens {
  private static final int CHECK_BYTES = 16;

  private BlockTokens() {}

  /**
   * Makes a token.
   *
   * @param about what it is for, such as the id of a snapshot
   * @param index of a block
   */
  static String make(String about, int index, Instant expires) {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + Long.BYTES + CHECK_BYTES);
    bytes.putInt(index).putLong(expires.toEpochMilli());
    bytes.put(check(about, bytes.array()));
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  /** The block that a token is for; empty where it isn't one for this, or has expired. */
  static OptionalInt read(String about, String token, Instant now) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      return OptionalInt.empty();
    }
    if (bytes.length != Integer.BYTES + Long.BYTES + CHECK_BYTES) {
      return OptionalInt.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int index = in.getInt();
    boolean valid = now.toEpochMilli() < in.getLong();
    byte[] check = new byte[CHECK_BYTES];
    in.get(check);
    return valid && Arrays.equals(check, check(about, bytes))
        ? OptionalInt.of(index)
        : OptionalInt.empty();
  }

  private static byte[] check(String about, byte[] bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(about.getBytes(StandardCharsets.UTF_8));
      digest.update(bytes, 0, Integer.BYTES + Long.BYTES);
      return Arrays.copyOf(digest.digest(), CHECK_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
