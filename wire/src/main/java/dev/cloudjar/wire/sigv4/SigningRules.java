package dev.cloudjar.wire.sigv4;

import java.time.Duration;

/**
 * How a service differs in what it signs.
 *
 * @param normalizesPath whether dot segments and double slashes are taken out and the path is
 *     encoded once more; S3 signs it encoded once and otherwise as it is
 * @param declaresPayload whether header-signed requests must carry {@code x-amz-content-sha256},
 *     and presigned ones default to {@code UNSIGNED-PAYLOAD}
 * @param signsAmazonHeaders whether every {@code x-amz-*} header must be among the signed ones
 * @param expiresRequired whether presigned requests must say how long they are good
 * @param maximumSkew how far the time of signing may be from the wall time, either way
 */
public record SigningRules(
    boolean normalizesPath,
    boolean declaresPayload,
    boolean signsAmazonHeaders,
    boolean expiresRequired,
    Duration maximumSkew) {

  private static final SigningRules S3 =
      new SigningRules(false, true, true, true, Duration.ofMinutes(15));
  private static final SigningRules OTHERS =
      new SigningRules(true, false, false, false, Duration.ofMinutes(5));

  /** The rules of the service that a credential scope names. */
  public static SigningRules of(String signingName) {
    return switch (signingName) {
      case "s3", "s3express", "s3-object-lambda", "s3-outposts" -> S3;
      default -> OTHERS;
    };
  }
}
