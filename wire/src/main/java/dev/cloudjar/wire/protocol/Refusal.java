package dev.cloudjar.wire.protocol;

import dev.cloudjar.wire.MalformedRequestException;

/**
 * How a protocol refuses what it cannot read.
 *
 * @param code the code that AWS answers, such as {@code SerializationException}
 * @param status the HTTP status
 */
record Refusal(String code, int status) {

  MalformedRequestException because(String reason) {
    return new MalformedRequestException(code, status, reason);
  }
}
