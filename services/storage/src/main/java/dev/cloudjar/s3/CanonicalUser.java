package dev.cloudjar.s3;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Canonical user ids: another name of an account, which only S3 and CloudFront use.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/finding-canonical-user-id.html">Finding
 *     an account's canonical user ID</a>
 */
final class CanonicalUser {
  private CanonicalUser() {}

  /** 64 hexadecimal digits that are always the same for an account. */
  static String id(String accountId) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(("canonical user of " + accountId).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
