package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Principal;
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
  /** Stands in place of an account's id for callers who did not sign. */
  static final String ANONYMOUS = "anonymous";

  /** What S3 knows all of those by. */
  static final String ANONYMOUS_ID = "65a011a29cdf8ec533ec3d1ccaae921c";

  private CanonicalUser() {}

  /** The account that a call is made for. */
  static String account(Call call) {
    return call.principal() instanceof Principal.Anonymous ? ANONYMOUS : call.accountId();
  }

  /** 64 hexadecimal digits that are always the same for an account. */
  static String id(String accountId) {
    if (accountId.equals(ANONYMOUS)) {
      return ANONYMOUS_ID;
    }
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
