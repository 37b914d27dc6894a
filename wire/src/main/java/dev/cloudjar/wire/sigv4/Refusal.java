package dev.cloudjar.wire.sigv4;

/** Leaves the reading of a claim early; never leaves this package. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  final transient SignatureFailure failure;

  Refusal(SignatureFailure failure) {
    super(null, null, false, false);
    this.failure = failure;
  }
}
