package dev.cloudjar.gateway;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Gate.Decision;
import dev.cloudjar.cloud.Principal;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Refusals of the gate in the words of each kind of service.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html">Access
 *     denied messages</a>
 */
final class AccessDenied {
  private AccessDenied() {}

  /** Under this header, what asks {@code /_cloudjar/decisions} why. */
  private static final String DECISION = "x-cloudjar-decision";

  /**
   * A refusal.
   *
   * @param encoded makes the encoded message, which EC2 alone puts into its answer
   */
  static Fault fault(
      Destination destination,
      Call call,
      Decision.Denied denied,
      Supplier<Optional<String>> encoded) {
    Fault fault = inItsWords(destination, call, denied, encoded);
    return denied.id().isEmpty() ? fault : fault.withHeader(DECISION, denied.id());
  }

  private static Fault inItsWords(
      Destination destination,
      Call call,
      Decision.Denied denied,
      Supplier<Optional<String>> encoded) {
    if (destination.service().name().equals("sns")) {
      return Fault.of(403, "AuthorizationError", message(call, denied, ""));
    }
    return switch (destination.errorFamily()) {
      case S3 ->
          Fault.of(
              403,
              "AccessDenied",
              call.principal() instanceof Principal.Anonymous
                  ? "Access Denied"
                  : message(call, denied, "\""));
      case EC2 ->
          Fault.of(
              403,
              "UnauthorizedOperation",
              "You are not authorized to perform this operation. "
                  + message(call, denied, "")
                  + encoded
                      .get()
                      .map(it -> " Encoded authorization failure message: " + it)
                      .orElse(""));
      case QUERY, REST_XML -> Fault.of(403, "AccessDenied", message(call, denied, ""));
      case JSON ->
          destination.service().queryCompatible()
              ? Fault.of(403, "AccessDenied", message(call, denied, ""))
              : Fault.of(400, "AccessDeniedException", message(call, denied, ""));
      case REST_JSON -> Fault.of(403, "AccessDeniedException", message(call, denied, ""));
    };
  }

  private static String message(Call call, Decision.Denied denied, String quote) {
    return "User: "
        + call.principal().arn()
        + " is not authorized to perform: "
        + denied.need().action()
        + " on resource: "
        + quote
        + denied.need().resource().arn()
        + quote
        + " "
        + denied.reason();
  }
}
