package dev.cloudjar.wire.sigv4;

/** Whether a claim is true. */
public sealed interface Verdict {

  /**
   * It is.
   *
   * @param chunks what a {@link PayloadReader} needs to verify what follows
   */
  record Verified(SignatureClaim claim, ChunkSigner chunks) implements Verdict {}

  /** It is not. */
  record Refused(SignatureFailure failure) implements Verdict {}
}
