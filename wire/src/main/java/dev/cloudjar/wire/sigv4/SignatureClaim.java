package dev.cloudjar.wire.sigv4;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a signed request says of itself; well-formed, and not yet known to be true.
 *
 * <p>S3's Signature Version 2 names no scope: its claims are scoped to {@code s3} in {@code
 * us-east-1}, without a day. Its URLs tell when they end and not when they were signed: they are
 * taken to have been signed the default hour before.
 *
 * @param form where it stood
 * @param accessKeyId whose secret it was signed with
 * @param scope day, Region and service of the signing key
 * @param signedHeaders names in lower case, in the order in which they were signed
 * @param signature as it came; 64 hexadecimal digits if it is right
 * @param timestamp the time of signing as it stands in the string to sign, such as {@code
 *     20130524T000000Z}
 * @param signedAt the same time
 * @param expiresSeconds for how long a presigned request is good, from 0 to 604800; -1 where it
 *     does not say
 * @param sessionToken null for a long-term key
 * @param payload what was signed of the body
 */
public record SignatureClaim(
    Form form,
    String accessKeyId,
    CredentialScope scope,
    List<String> signedHeaders,
    String signature,
    String timestamp,
    Instant signedAt,
    long expiresSeconds,
    @Nullable String sessionToken,
    PayloadDeclaration payload) {

  /** Where a signature stands. */
  public enum Form {
    /** In the {@code Authorization} header. */
    HEADER,
    /** In the query, as in presigned URLs. */
    PRESIGNED,
    /** In the {@code Authorization} header, by S3's Signature Version 2. */
    LEGACY_HEADER,
    /** In the query, by S3's Signature Version 2. */
    LEGACY_PRESIGNED;

    /** Whether it stands in a URL that can be handed on, and has a lifetime of its own. */
    public boolean isPresigned() {
      return this == PRESIGNED || this == LEGACY_PRESIGNED;
    }

    /** Whether it is S3's Signature Version 2, which knows no scope. */
    public boolean isLegacy() {
      return this == LEGACY_HEADER || this == LEGACY_PRESIGNED;
    }
  }

  public SignatureClaim {
    signedHeaders = List.copyOf(signedHeaders);
  }
}
