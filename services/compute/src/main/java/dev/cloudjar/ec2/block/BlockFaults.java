package dev.cloudjar.ec2.block;

import dev.cloudjar.cloud.Fault;
import software.amazon.awssdk.services.ebs.model.AccessDeniedExceptionReason;
import software.amazon.awssdk.services.ebs.model.ResourceNotFoundExceptionReason;
import software.amazon.awssdk.services.ebs.model.ValidationExceptionReason;

/**
 * The errors of the EBS direct APIs, each with its reason. AWS lists the reasons and doesn't say
 * which is for what; these are those whose names fit.
 *
 * @see <a href="https://docs.aws.amazon.com/ebs/latest/APIReference/CommonErrors.html">EBS direct
 *     APIs</a>
 */
final class BlockFaults {
  private static final String REASON = "Reason";

  private BlockFaults() {}

  static Fault snapshotNotFound(String id) {
    return Fault.of("ResourceNotFoundException", "The snapshot '%s' does not exist.".formatted(id))
        .with(REASON, ResourceNotFoundExceptionReason.SNAPSHOT_NOT_FOUND.toString());
  }

  static Fault validation(ValidationExceptionReason reason, String message) {
    return Fault.of("ValidationException", message).with(REASON, reason.toString());
  }

  static Fault invalidValue(String message) {
    return validation(ValidationExceptionReason.INVALID_PARAMETER_VALUE, message);
  }

  static Fault invalidSnapshot(String message) {
    return validation(ValidationExceptionReason.INVALID_SNAPSHOT_ID, message);
  }

  /** KMS doesn't give or open the key of a snapshot. */
  static Fault keyRefused(String message) {
    return Fault.of("AccessDeniedException", message)
        .with(REASON, AccessDeniedExceptionReason.DEPENDENCY_ACCESS_DENIED.toString());
  }

  static Fault conflict() {
    return Fault.of(
        "ConflictException",
        "The request uses the same client token as a previous, but non-identical request.");
  }
}
