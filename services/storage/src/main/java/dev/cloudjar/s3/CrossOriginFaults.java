package dev.cloudjar.s3;

import dev.cloudjar.cloud.Fault;
import org.jspecify.annotations.Nullable;

/**
 * What browsers are told that may not.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors-troubleshooting.html">Troubleshooting
 *     CORS</a>
 */
final class CrossOriginFaults {
  private CrossOriginFaults() {}

  static Fault originNeeded() {
    return Fault.of(400, "BadRequest", "Insufficient information. Origin request header needed.");
  }

  static Fault invalidMethod(@Nullable String method) {
    return Fault.of(400, "BadRequest", "Invalid Access-Control-Request-Method: " + method);
  }

  static Fault bucketNotFound(String method, HostedBucket place) {
    return forbidden("CORSResponse: Bucket not found", method, place);
  }

  static Fault notEnabled(String method, HostedBucket place) {
    return forbidden("CORSResponse: CORS is not enabled for this bucket.", method, place);
  }

  static Fault notAllowed(String method, HostedBucket place) {
    return forbidden(
        "CORSResponse: This CORS request is not allowed. This is usually because the evalution of"
            + " Origin, request method / Access-Control-Request-Method or"
            + " Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
        method,
        place);
  }

  private static Fault forbidden(String message, String method, HostedBucket place) {
    return Fault.of(403, "AccessForbidden", message)
        .with("Method", method)
        .with("ResourceType", place.key().isEmpty() ? "BUCKET" : "OBJECT");
  }
}
