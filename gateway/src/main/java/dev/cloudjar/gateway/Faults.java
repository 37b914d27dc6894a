package dev.cloudjar.gateway;

import dev.cloudjar.cloud.Fault;

/** The errors that the way itself answers, whatever the service. */
final class Faults {
  private Faults() {}

  static Fault notImplemented(String service, String operation, String reason) {
    return Fault.of(
        501,
        "NotImplemented",
        "Cloudjar does not have "
            + operation
            + " of "
            + service
            + (reason.isEmpty() ? "." : ": " + reason));
  }
}
