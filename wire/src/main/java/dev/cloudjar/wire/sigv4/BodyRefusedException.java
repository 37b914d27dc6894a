package dev.cloudjar.wire.sigv4;

/**
 * A body that is not what its head promised. Carries no stack trace: it is an answer, not an
 * accident.
 */
public final class BodyRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient SignatureFailure failure;

  BodyRefusedException(SignatureFailure failure) {
    super(failure.getClass().getSimpleName(), null, false, false);
    this.failure = failure;
  }

  /** What is wrong; {@link SignatureErrors} has the words. */
  public SignatureFailure failure() {
    return failure;
  }
}
