package dev.cloudjar.wire.sigv4;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the signer says about the body.
 *
 * @param kind how the body is covered by the signature
 * @param value what stands in the last line of the canonical request; null where that is the hash
 *     of the body itself
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html">Payload
 *     options</a>
 */
public record PayloadDeclaration(Kind kind, @Nullable String value) {

  /** How a body is covered. */
  public enum Kind {
    /** Nothing was declared: the canonical request holds the SHA-256 of the body as it came. */
    UNDECLARED,
    /** The SHA-256 of the body was declared, and the body has to match it at its end. */
    LITERAL,
    /** {@code UNSIGNED-PAYLOAD}. */
    UNSIGNED,
    /** {@code STREAMING-AWS4-HMAC-SHA256-PAYLOAD}: aws-chunked, each chunk signed. */
    STREAMING_SIGNED,
    /** {@code STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER}: and a signed trailer behind. */
    STREAMING_SIGNED_TRAILER,
    /**
     * {@code STREAMING-UNSIGNED-PAYLOAD-TRAILER}: aws-chunked, nothing signed, a trailer behind.
     */
    STREAMING_UNSIGNED_TRAILER,
    /** {@code STREAMING-AWS4-HMAC-SHA256-EVENTS}: an event stream of signed messages. */
    STREAMING_EVENTS
  }

  static final String UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";
  static final PayloadDeclaration UNDECLARED = new PayloadDeclaration(Kind.UNDECLARED, null);
  static final PayloadDeclaration UNSIGNED =
      new PayloadDeclaration(Kind.UNSIGNED, UNSIGNED_PAYLOAD);
  private static final PayloadDeclaration STREAMING_SIGNED =
      new PayloadDeclaration(Kind.STREAMING_SIGNED, "STREAMING-AWS4-HMAC-SHA256-PAYLOAD");
  private static final PayloadDeclaration STREAMING_SIGNED_TRAILER =
      new PayloadDeclaration(
          Kind.STREAMING_SIGNED_TRAILER, "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER");
  private static final PayloadDeclaration STREAMING_UNSIGNED_TRAILER =
      new PayloadDeclaration(Kind.STREAMING_UNSIGNED_TRAILER, "STREAMING-UNSIGNED-PAYLOAD-TRAILER");
  private static final PayloadDeclaration STREAMING_EVENTS =
      new PayloadDeclaration(Kind.STREAMING_EVENTS, "STREAMING-AWS4-HMAC-SHA256-EVENTS");

  /**
   * Whether the body is framed as {@code aws-chunked}, and has to go through a {@link
   * PayloadReader}.
   */
  public boolean isChunked() {
    return switch (kind) {
      case STREAMING_SIGNED, STREAMING_SIGNED_TRAILER, STREAMING_UNSIGNED_TRAILER -> true;
      case UNDECLARED, LITERAL, UNSIGNED, STREAMING_EVENTS -> false;
    };
  }

  /** Whether the hash of the body has to be known before the signature can be judged. */
  public boolean needsBodyHash() {
    return kind == Kind.UNDECLARED;
  }

  /** The declaration of an {@code x-amz-content-sha256} header; null where it is none. */
  static @Nullable PayloadDeclaration of(String header) {
    if (header.length() == 64) {
      return isHex(header) ? new PayloadDeclaration(Kind.LITERAL, header) : null;
    }
    return switch (header) {
      case UNSIGNED_PAYLOAD -> UNSIGNED;
      case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" -> STREAMING_SIGNED;
      case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" -> STREAMING_SIGNED_TRAILER;
      case "STREAMING-UNSIGNED-PAYLOAD-TRAILER" -> STREAMING_UNSIGNED_TRAILER;
      case "STREAMING-AWS4-HMAC-SHA256-EVENTS" -> STREAMING_EVENTS;
      default -> null;
    };
  }

  /** What stands in the canonical request, given the hash of the body where it is needed. */
  String canonical(@Nullable String bodySha256) {
    return value != null
        ? value
        : Objects.requireNonNull(bodySha256, "the hash of the body, which nobody declared");
  }

  private static boolean isHex(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.digit(text.charAt(i), 16) < 0 || text.charAt(i) > 'f') {
        return false;
      }
    }
    return true;
  }
}
