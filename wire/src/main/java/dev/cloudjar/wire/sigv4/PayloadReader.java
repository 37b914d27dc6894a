package dev.cloudjar.wire.sigv4;

import dev.cloudjar.wire.RequestHead;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Takes the framing off a body and checks its signatures on the way. Nothing is copied and nothing
 * is kept: what comes out are views of what went in.
 *
 * <p>What has come out must not take effect before {@link #finish} has returned, for a signature
 * stands behind what it signs. Not for use by several threads.
 */
public interface PayloadReader {

  /**
   * The next bytes of content.
   *
   * @param input bytes as they came; what was read is consumed. May be cut anywhere
   * @return a view of a part of {@code input}; null where all of it was read
   * @throws BodyRefusedException for a body that is not what was signed
   */
  @Nullable ByteBuffer next(ByteBuffer input);

  /**
   * Says that there is no more.
   *
   * @throws BodyRefusedException for a body that is not what was signed, or not all of it
   */
  void finish();

  /** Headers that came after the body, by lower-case name; complete after {@link #finish}. */
  Map<String, String> trailers();

  /** How many bytes of content there will be, where the framing tells; empty where it does not. */
  OptionalLong decodedSizeBytes();

  /**
   * The reader for the body of a verified request.
   *
   * @throws BodyRefusedException where the head promises nothing that can be read
   */
  static PayloadReader of(RequestHead head, Verdict.Verified verified) {
    return of(head, verified.claim().payload(), verified.chunks());
  }

  /**
   * The reader for the body of a request whose signer is taken at their word, because nobody knows
   * the secret: framing is taken off and a declared hash is checked, but no signature.
   *
   * @throws BodyRefusedException where the head promises nothing that can be read
   */
  static PayloadReader ofTrusted(RequestHead head, SignatureClaim claim) {
    return switch (claim.payload().kind()) {
      case STREAMING_SIGNED -> new ChunkedDecoder(ChunkedFraming.of(head, false), true, null);
      case STREAMING_SIGNED_TRAILER ->
          new ChunkedDecoder(ChunkedFraming.of(head, true), true, null);
      default -> of(head, claim.payload(), null);
    };
  }

  /**
   * The reader for the body of an anonymous request, which may be framed but not signed.
   *
   * @throws BodyRefusedException where the head promises nothing that can be read
   */
  static PayloadReader ofAnonymous(RequestHead head) {
    String declared = head.headers().first("x-amz-content-sha256");
    PayloadDeclaration declaration =
        declared == null ? PayloadDeclaration.UNDECLARED : PayloadDeclaration.of(declared);
    if (declaration == null) {
      throw new BodyRefusedException(
          new SignatureFailure.MalformedPayloadHash(Objects.requireNonNull(declared)));
    }
    return of(head, declaration, null);
  }

  private static PayloadReader of(
      RequestHead head, PayloadDeclaration declaration, @Nullable ChunkSigner signer) {
    return switch (declaration.kind()) {
      case UNDECLARED, UNSIGNED, STREAMING_EVENTS -> new PlainPayload(null);
      case LITERAL -> new PlainPayload(declaration.value());
      case STREAMING_UNSIGNED_TRAILER ->
          new ChunkedDecoder(ChunkedFraming.of(head, true), false, null);
      case STREAMING_SIGNED ->
          new ChunkedDecoder(ChunkedFraming.of(head, false), true, signed(signer));
      case STREAMING_SIGNED_TRAILER ->
          new ChunkedDecoder(ChunkedFraming.of(head, true), true, signed(signer));
    };
  }

  private static ChunkSigner signed(@Nullable ChunkSigner signer) {
    if (signer == null) {
      throw new BodyRefusedException(new SignatureFailure.MissingAuthentication());
    }
    return signer;
  }
}
