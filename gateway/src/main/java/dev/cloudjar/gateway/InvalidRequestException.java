package dev.cloudjar.gateway;

import dev.cloudjar.wire.WireError;

/** A request that breaks the constraints of its model. An answer: has no stack trace. */
final class InvalidRequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient WireError error;

  InvalidRequestException(WireError error) {
    super(error.code(), null, false, false);
    this.error = error;
  }

  WireError error() {
    return error;
  }
}
