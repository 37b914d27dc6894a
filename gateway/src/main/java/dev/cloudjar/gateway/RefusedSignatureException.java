package dev.cloudjar.gateway;

import dev.cloudjar.wire.sigv4.SignatureFailure;

/** A request whose sender is not who they say. An answer, not an accident: has no stack trace. */
final class RefusedSignatureException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient SignatureFailure failure;

  RefusedSignatureException(SignatureFailure failure) {
    super(failure.getClass().getSimpleName(), null, false, false);
    this.failure = failure;
  }

  SignatureFailure failure() {
    return failure;
  }
}
