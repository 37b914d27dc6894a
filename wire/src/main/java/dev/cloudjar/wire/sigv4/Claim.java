package dev.cloudjar.wire.sigv4;

/** What the head of a request says about who sends it. */
public sealed interface Claim {

  /** Nothing: an anonymous request. */
  record Anonymous() implements Claim {}

  /** A signature to be verified. */
  record Signed(SignatureClaim signature) implements Claim {}

  /**
   * An {@code Authorization} header that is none of AWS's, such as a bearer token. Some data planes
   * pass it on; everybody else refuses it.
   *
   * @param failure the refusal
   */
  record Foreign(SignatureFailure failure) implements Claim {}

  /** Something that cannot be read or is not supported. */
  record Malformed(SignatureFailure failure) implements Claim {}
}
