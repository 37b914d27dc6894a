package dev.cloudjar.wire.sigv4;

import org.jspecify.annotations.Nullable;

/** Whether a claim is true. */
public sealed interface Verdict {

  /**
   * It is.
   *
   * @param chunks verifies the chunks that follow, for a {@link PayloadReader}; null where none can
   */
  record Verified(SignatureClaim claim, @Nullable ChunkSigner chunks) implements Verdict {}

  /** It is not. */
  record Refused(SignatureFailure failure) implements Verdict {}
}
