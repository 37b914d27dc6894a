package dev.cloudjar.gateway;

import dev.cloudjar.catalog.ErrorModel;
import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.store.ContentionException;
import dev.cloudjar.wire.MalformedRequestException;
import dev.cloudjar.wire.WireError;
import dev.cloudjar.wire.sigv4.BodyRefusedException;
import dev.cloudjar.wire.sigv4.ErrorFamily;
import dev.cloudjar.wire.sigv4.SignatureErrors;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What callers are told of what went wrong: everything of what they did, nothing of what we did.
 */
final class Errors {
  private static final System.Logger LOG = System.getLogger(Errors.class.getName());

  private Errors() {}

  static WireError of(Throwable thrown, Destination destination, String requestId) {
    return switch (thrown) {
      case Fault fault -> of(fault, destination.service());
      case RefusedSignatureException refused ->
          SignatureErrors.of(refused.failure(), destination.errorFamily());
      case BodyRefusedException refused ->
          SignatureErrors.of(refused.failure(), destination.errorFamily());
      case InvalidRequestException invalid -> invalid.error();
      case MalformedRequestException malformed ->
          error(malformed.code(), malformed.status(), malformed.getMessage());
      case ContentionException contention -> contention(destination.errorFamily());
      case BrokenBodyException broken ->
          error(
              "RequestTimeout",
              400,
              "Your socket connection to the server was not read from or written to within the"
                  + " timeout period.");
      default -> {
        // Who waits for a caller that has gone is interrupted, and nobody need know.
        LOG.log(
            Thread.currentThread().isInterrupted()
                ? System.Logger.Level.DEBUG
                : System.Logger.Level.ERROR,
            destination.service().name()
                + " "
                + destination.operation().name()
                + " failed, request "
                + requestId,
            thrown);
        yield internal(destination.errorFamily());
      }
    };
  }

  /** A fault of a request that is for nobody. */
  static WireError of(Fault fault) {
    return of(fault, Nowhere.SERVICE);
  }

  private static WireError of(Fault fault, ServiceModel service) {
    Optional<ErrorModel> model =
        fault.status().isPresent() ? Optional.empty() : service.error(fault.code());
    int status = fault.status().orElse(model.map(ErrorModel::status).orElse(400));
    boolean sender = model.map(ErrorModel::senderFault).orElse(status < 500);
    return new WireError(
        fault.code(),
        fault.getMessage(),
        status,
        sender,
        fault.members(),
        fault.shape().orElse(null),
        fault.headers());
  }

  /** A body as the handler's own exception, for an answer. */
  static Fault refusal(BodyRefusedException refused, ErrorFamily family) {
    return fault(SignatureErrors.of(refused.failure(), family));
  }

  /** The same error for who catches faults. */
  static Fault fault(WireError error) {
    Fault fault =
        Fault.of(error.status(), error.code(), error.message() == null ? "" : error.message());
    for (Map.Entry<String, String> member : error.members().entrySet()) {
      fault = fault.with(member.getKey(), member.getValue());
    }
    return error.shape() == null ? fault : fault.with(error.shape());
  }

  private static WireError contention(ErrorFamily family) {
    return family == ErrorFamily.S3
        ? error("SlowDown", 503, "Please reduce your request rate.")
        : error("ServiceUnavailable", 503, "Too many requests change the same thing; try again.");
  }

  private static WireError internal(ErrorFamily family) {
    return family == ErrorFamily.S3
        ? error("InternalError", 500, "We encountered an internal error. Please try again.")
        : error(
            "InternalFailure",
            500,
            "The request processing has failed because of an unknown error, exception or failure.");
  }

  private static WireError error(String code, int status, @Nullable String message) {
    return new WireError(code, message, status, status < 500, Map.of(), Map.of());
  }
}
