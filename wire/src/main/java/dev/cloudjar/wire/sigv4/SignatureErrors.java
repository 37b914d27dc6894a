package dev.cloudjar.wire.sigv4;

import dev.cloudjar.wire.WireError;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a service answers to a request that it does not believe. */
public final class SignatureErrors {

  private SignatureErrors() {}

  /**
   * The error with its code, status and words.
   *
   * @param family in whose dialect it is told
   */
  public static WireError of(SignatureFailure failure, ErrorFamily family) {
    return switch (family) {
      case S3 -> S3SignatureErrors.of(failure);
      case EC2, QUERY, REST_XML, JSON, REST_JSON -> CommonSignatureErrors.of(failure, family);
    };
  }

  static WireError error(
      int status, String code, @Nullable String message, Map<String, String> members) {
    return new WireError(code, message, status, true, members, Map.of());
  }
}
