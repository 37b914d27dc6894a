package dev.cloudjar.iam.signin;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What only this installation can have written. */
public final class Seals {
  private static final String ALGORITHM = "HmacSHA256";

  private final byte[] secret;

  public Seals(byte[] secret) {
    this.secret = secret.clone();
  }

  /**
   * Seals a content.
   *
   * @param purpose seals of one purpose are none of another
   */
  byte[] seal(String purpose, byte[] content) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      mac.update(purpose.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      return mac.doFinal(content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The token that a form carries for whoever has a cookie: another site can have the form sent,
   * but has never seen the token.
   */
  public String formToken(String cookie) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(seal("form", cookie.getBytes(StandardCharsets.UTF_8)));
  }

  public boolean isFormToken(String token, String cookie) {
    return MessageDigest.isEqual(
        token.getBytes(StandardCharsets.UTF_8), formToken(cookie).getBytes(StandardCharsets.UTF_8));
  }
}
