package dev.cloudjar.wire.sigv4;

import dev.cloudjar.wire.sigv4.SignatureClaim.Form;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Why a request is refused before anybody looks at what it wants; the facts, which {@link
 * SignatureErrors} puts into each service's words.
 */
public sealed interface SignatureFailure {

  /** A request without a signature where one is needed. */
  record MissingAuthentication() implements SignatureFailure {}

  /** A header and a query that both claim to be signed. */
  record SeveralMechanisms(String authorization) implements SignatureFailure {}

  /** An {@code Authorization} header of a kind that AWS does not know. */
  record UnsupportedAuthorization(String authorization) implements SignatureFailure {}

  /** A request signed with a version of the signature that AWS has left behind. */
  record LegacySignature(String version) implements SignatureFailure {}

  /** A request signed with {@code AWS4-ECDSA-P256-SHA256}, for several Regions at once. */
  record AsymmetricSignature() implements SignatureFailure {}

  /** A piece of an {@code Authorization} header that is no {@code key=value}. */
  record MalformedAuthorization(String piece, String authorization) implements SignatureFailure {}

  /**
   * An {@code Authorization} header that lacks components, or a header-signed request without date.
   *
   * @param missing of {@code Credential}, {@code Signature} and {@code SignedHeaders}
   */
  record IncompleteAuthorization(List<String> missing, boolean dateMissing, String authorization)
      implements SignatureFailure {}

  /** A query that lacks parameters of a presigned request. */
  record IncompleteQuery(List<String> missing) implements SignatureFailure {}

  /** An {@code X-Amz-Algorithm} that AWS does not know. */
  record UnsupportedAlgorithm(String algorithm) implements SignatureFailure {}

  /** A credential that does not have five elements. */
  record MalformedCredential(Form form, String credential) implements SignatureFailure {}

  /** A scope that ends in something other than {@code aws4_request}. */
  record WrongTerminator(Form form, String terminator) implements SignatureFailure {}

  /** A scope whose first element is no day. */
  record MalformedScopeDate(Form form, String date) implements SignatureFailure {}

  /** A scope of another day than the one the request was signed on. */
  record WrongScopeDate(Form form, String date, String timestamp) implements SignatureFailure {}

  /** A scope of another Region than the one that answers. */
  record WrongRegion(Form form, String region, String expected) implements SignatureFailure {}

  /** A scope of another service than the one that answers. */
  record WrongService(Form form, String service, String expected) implements SignatureFailure {}

  /** A time of signing in no known format. */
  record MalformedTimestamp(Form form, String timestamp) implements SignatureFailure {}

  /** An {@code X-Amz-Expires} that is no number. */
  record MalformedExpires(String expires) implements SignatureFailure {}

  /** An {@code X-Amz-Expires} below zero or beyond a week. */
  record ExpiresOutOfRange(long expiresSeconds) implements SignatureFailure {}

  /** A signature that does not cover the host. */
  record HostNotSigned() implements SignatureFailure {}

  /** More signed headers than any request has. */
  record TooManySignedHeaders(Form form) implements SignatureFailure {}

  /** Headers that have to be signed and are not. */
  record HeadersNotSigned(List<String> names) implements SignatureFailure {}

  /** No {@code x-amz-content-sha256} where one is required. */
  record MissingPayloadHash() implements SignatureFailure {}

  /** An {@code x-amz-content-sha256} that is neither a hash nor a known word. */
  record MalformedPayloadHash(String value) implements SignatureFailure {}

  /** A header-signed request, or the start of a presigned one, too far from the wall time. */
  record TimeTooSkewed(
      Form form,
      String timestamp,
      Instant signedAt,
      Instant wallTime,
      Duration maximumSkew,
      long expiresSeconds)
      implements SignatureFailure {}

  /** A presigned request whose time is over. */
  record Expired(Form form, Instant expiresAt, Instant virtualTime, long expiresSeconds)
      implements SignatureFailure {}

  /** An access key that nobody knows, or a temporary one without its token. */
  record UnknownAccessKey(String accessKeyId) implements SignatureFailure {}

  /** A session token that is not the one of its access key. */
  record InvalidToken(String token) implements SignatureFailure {}

  /** A session that is over. */
  record ExpiredToken(String token) implements SignatureFailure {}

  /**
   * A signature that is not what it should be.
   *
   * @param canonicalRequest empty for Signature Version 2, which knows none
   */
  record Mismatch(
      String accessKeyId, String stringToSign, String signature, String canonicalRequest)
      implements SignatureFailure {}

  /** A framed body that does not say how long it is without its frames. */
  record MissingDecodedLength() implements SignatureFailure {}

  /** A framed body that ends early or late, or whose frames cannot be read. */
  record IncompleteBody() implements SignatureFailure {}

  /**
   * A chunk that is too small and not the last one.
   *
   * @param chunk the number, from 1, of the chunk that showed it
   */
  record InvalidChunkSize(long chunk, long badSizeBytes) implements SignatureFailure {}

  /** A trailer that is not the one that was announced. */
  record MalformedTrailer() implements SignatureFailure {}

  /** A body that is not what was signed. */
  record PayloadMismatch(String declaredSha256, String computedSha256)
      implements SignatureFailure {}
}
