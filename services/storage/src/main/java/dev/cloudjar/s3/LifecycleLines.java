package dev.cloudjar.s3;

import dev.cloudjar.s3.accesslog.AccessRecord;
import dev.cloudjar.s3.accesslog.AccessRecord.Connection;
import dev.cloudjar.s3.accesslog.AccessRecord.Signature;
import org.jspecify.annotations.Nullable;

/**
 * What access logs say of changes that the rules of a bucket make, and no request.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-and-other-bucket-config.html">Lifecycle
 *     and logging</a>
 */
final class LifecycleLines {
  private LifecycleLines() {}

  /** Null for what a request changes, of which there is a line already. */
  static @Nullable AccessRecord of(ObjectChange change) {
    String operation = operation(change);
    if (operation == null) {
      return null;
    }
    Bucket bucket = change.bucket();
    return new AccessRecord(
        CanonicalUser.id(bucket.accountId()),
        bucket.name(),
        change.cause().time(),
        "",
        "AmazonS3",
        change.cause().requestId(),
        operation,
        change.key(),
        "",
        0,
        "",
        -1,
        change.version() instanceof Version.Stored stored ? stored.sizeBytes() : -1,
        -1,
        -1,
        "",
        "",
        change.version().isNull() ? "" : change.version().versionId(),
        "",
        Signature.NONE,
        Connection.NONE,
        "",
        false);
  }

  private static @Nullable String operation(ObjectChange change) {
    return switch (change.event()) {
      case LIFECYCLE_EXPIRATION_DELETE -> "S3.EXPIRE.OBJECT";
      case LIFECYCLE_EXPIRATION_DELETE_MARKER_CREATED -> "S3.CREATE.DELETEMARKER";
      case LIFECYCLE_TRANSITION ->
          "S3.TRANSITION"
              + suffix(change.details().getOrDefault("destinationStorageClass", ""))
              + ".OBJECT";
      default -> null;
    };
  }

  /** Of Glacier, which once was the only class to go to, there is none. */
  private static String suffix(String storageClass) {
    return switch (storageClass) {
      case "STANDARD_IA" -> "_SIA";
      case "ONEZONE_IA" -> "_ZIA";
      case "INTELLIGENT_TIERING" -> "_INT";
      case "GLACIER_IR" -> "_GIR";
      case "DEEP_ARCHIVE" -> "_GDA";
      default -> "";
    };
  }
}
