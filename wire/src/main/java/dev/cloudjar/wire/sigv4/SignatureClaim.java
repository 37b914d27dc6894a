package dev.cloudjar.wire.sigv4;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request signed with Signature Version 4 says of itself; well-formed, and not yet known to
 * be true.
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
    PRESIGNED
  }

  public SignatureClaim {
    signedHeaders = List.copyOf(signedHeaders);
  }
}
