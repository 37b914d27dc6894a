package dev.cloudjar.iam;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * That a user can sign in with a password.
 *
 * @param changed when the password was set
 * @param passwords the one that counts and those before it, the newest first
 * @param lastUsed when somebody last signed in with it
 */
record Login(
    Instant created,
    Instant changed,
    boolean resetRequired,
    List<Hash> passwords,
    Optional<Instant> lastUsed) {
  static final int SALT_BYTES = 16;

  private static final int MOST_REMEMBERED = 24;
  private static final int ROUNDS = 120_000;
  private static final int HASH_BITS = 256;

  /** A password, from which it cannot be got back. */
  record Hash(ByteBuffer salt, ByteBuffer hash) {

    static Hash of(String password, byte[] salt) {
      return new Hash(ByteBuffer.wrap(salt), ByteBuffer.wrap(hash(password, salt)));
    }

    boolean matches(String password) {
      return MessageDigest.isEqual(hash(password, bytes(salt)), bytes(hash));
    }

    private static byte[] bytes(ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return bytes;
    }

    private static byte[] hash(String password, byte[] salt) {
      try {
        return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
            .generateSecret(new PBEKeySpec(password.toCharArray(), salt, ROUNDS, HASH_BITS))
            .getEncoded();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** What no password is right for, and takes as long to find out. */
  static final Hash NOBODYS =
      new Hash(ByteBuffer.wrap(new byte[SALT_BYTES]), ByteBuffer.wrap(new byte[HASH_BITS / 8]));

  /** Uses of a password that follow each other closely are told as the first one of them. */
  private static final Duration ONE_USE = Duration.ofMinutes(5);

  static Login first(Hash password, boolean resetRequired, Instant now) {
    return new Login(now, now, resetRequired, List.of(password), Optional.empty());
  }

  boolean matches(String password) {
    return passwords.getFirst().matches(password);
  }

  /** Whether one of the last so many passwords was this one. */
  boolean remembers(String password, int last) {
    return passwords.stream().limit(last).anyMatch(it -> it.matches(password));
  }

  Login changedTo(Hash password, boolean reset, Instant now) {
    List<Hash> all = new ArrayList<>();
    all.add(password);
    all.addAll(passwords.subList(0, Math.min(passwords.size(), MOST_REMEMBERED - 1)));
    return new Login(created, now, reset, all, lastUsed);
  }

  Login resetRequired(boolean reset) {
    return new Login(created, changed, reset, passwords, lastUsed);
  }

  /** Tells this password from any other, even from the same one set again. */
  ByteBuffer salt() {
    return passwords.getFirst().salt();
  }

  Login used(Instant now) {
    boolean again =
        lastUsed.filter(it -> !now.isBefore(it) && now.isBefore(it.plus(ONE_USE))).isPresent();
    return again
        ? this
        : new Login(
            created,
            changed,
            resetRequired,
            passwords,
            Optional.of(now.truncatedTo(ChronoUnit.SECONDS)));
  }
}
