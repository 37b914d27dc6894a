package dev.cloudjar.wire;

import dev.cloudjar.catalog.Protocol;
import dev.cloudjar.catalog.ServiceModel;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What services answer to operations that they do not have. */
enum RouterErrors {
  JSON,
  CBOR,
  QUERY;

  private static final int LONGEST_ECHO = 128;

  WireError operation(ServiceModel service, String name) {
    String shown = name.length() > LONGEST_ECHO ? name.substring(0, LONGEST_ECHO) : name;
    return switch (this) {
      case JSON -> error(400, "UnknownOperationException", null);
      case CBOR -> error(404, "UnknownOperationException", null);
      case QUERY ->
          error(
              400,
              "InvalidAction",
              service.protocols().contains(Protocol.EC2_QUERY)
                  ? "The action " + shown + " is not valid for this web service."
                  : "Could not find operation " + shown + " for version " + service.apiVersion());
    };
  }

  static WireError missingAction() {
    return error(400, "MissingAction", "The request must contain the parameter Action.");
  }

  /** A JSON service without {@code X-Amz-Target}. */
  static WireError noTarget() {
    return error(404, "UnknownOperationException", null);
  }

  /** A REST service without such a path. */
  static WireError noSuchPath() {
    return error(404, "UnknownOperationException", null);
  }

  static WireError methodNotAllowed(String method) {
    return new WireError(
        "MethodNotAllowed",
        "The specified method is not allowed against this resource.",
        405,
        true,
        Map.of("Method", method),
        Map.of());
  }

  static WireError unknownService(String name) {
    return error(
        501,
        "NotImplemented",
        name.isEmpty()
            ? "The request names no service."
            : "This cloud has no service that goes by " + name + ".");
  }

  private static WireError error(int status, String code, @Nullable String message) {
    return new WireError(code, message, status, status < 500, Map.of(), Map.of());
  }
}
