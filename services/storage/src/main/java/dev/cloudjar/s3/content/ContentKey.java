package dev.cloudjar.s3.content;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A secret from which each content has a key of its own, by the salt that is kept beside it. So one
 * secret may serve any number of contents, and no key is ever used for two.
 */
public final class ContentKey {
  /** How long the secret is. */
  public static final int LENGTH_BYTES = 32;

  private static final String DERIVATION = "HmacSHA256";

  private final SecretKeySpec secret;
  private final @Nullable ContentKey outer;

  /**
   * @param secret {@link #LENGTH_BYTES} bytes that nobody can guess
   */
  public ContentKey(byte[] secret) {
    if (secret.length != LENGTH_BYTES) {
      throw new IllegalArgumentException("a key of " + secret.length + " bytes");
    }
    this.secret = new SecretKeySpec(secret, DERIVATION);
    this.outer = null;
  }

  private ContentKey(SecretKeySpec secret, ContentKey outer) {
    this.secret = secret;
    this.outer = outer;
  }

  /** A key for two layers: what is sealed under this one is encrypted again under another. */
  public ContentKey under(ContentKey second) {
    return new ContentKey(secret, second);
  }

  /** The key of the second layer; null where there is one layer alone. */
  @Nullable ContentKey outer() {
    return outer;
  }

  /** The AES key of the content that has a salt. */
  SecretKeySpec of(byte[] salt) {
    try {
      Mac derivation = Mac.getInstance(DERIVATION);
      derivation.init(secret);
      return new SecretKeySpec(derivation.doFinal(salt), "AES");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
