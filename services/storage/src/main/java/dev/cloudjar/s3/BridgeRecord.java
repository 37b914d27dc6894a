package dev.cloudjar.s3;

import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Changes as EventBridge is told of them.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html">EventBridge
 *     event message structure</a>
 */
final class BridgeRecord {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private BridgeRecord() {}

  /** What EventBridge calls a change, and why it came about. */
  private record Name(String detailType, String reasonName, String reason) {}

  /** The event of a change; empty for those that EventBridge is not told of. */
  static Optional<String> of(ObjectChange change, String sequencer) {
    Name name = name(change.event());
    if (name == null) {
      return Optional.empty();
    }
    Bucket bucket = change.bucket();
    ObjectChange.Cause cause = change.cause();
    ObjectNode event = JSON.createObjectNode();
    event
        .put("version", "0")
        .put("id", cause.requestId().toLowerCase(Locale.ROOT) + "-" + sequencer)
        .put("detail-type", name.detailType())
        .put("source", "aws.s3")
        .put("account", bucket.accountId())
        .put("time", cause.time().truncatedTo(ChronoUnit.SECONDS).toString())
        .put("region", bucket.region());
    event.putArray("resources").add(bucket.arn());
    ObjectNode detail = event.putObject("detail").put("version", "0");
    detail.putObject("bucket").put("name", bucket.name());
    ObjectNode object = detail.putObject("object").put("key", change.key());
    if (change.version() instanceof Version.Stored stored && !change.event().isRemoval()) {
      object.put("size", stored.sizeBytes()).put("etag", stored.etag());
    }
    if (bucket.versioning() != Versioning.UNVERSIONED) {
      object.put("version-id", change.version().versionId());
    }
    object.put("sequencer", sequencer);
    detail
        .put("request-id", cause.requestId())
        .put("requester", cause.accountId())
        .put("source-ip-address", cause.sourceAddress());
    if (!name.reason().isEmpty()) {
      detail.put(name.reasonName(), name.reason());
    }
    if (change.event().isRemoval()) {
      detail.put(
          "deletion-type",
          change.event().recordName().endsWith("DeleteMarkerCreated")
              ? "Delete Marker Created"
              : "Permanently Deleted");
    }
    change.details().forEach(detail::put);
    return Optional.of(event.toString());
  }

  private static @Nullable Name name(ObjectEvent event) {
    return switch (event) {
      case CREATED_PUT -> new Name("Object Created", "reason", "PutObject");
      case CREATED_POST -> new Name("Object Created", "reason", "POST Object");
      case CREATED_COPY -> new Name("Object Created", "reason", "CopyObject");
      case CREATED_COMPLETE_MULTIPART_UPLOAD ->
          new Name("Object Created", "reason", "CompleteMultipartUpload");
      case REMOVED_DELETE, REMOVED_DELETE_MARKER_CREATED ->
          new Name("Object Deleted", "reason", "DeleteObject");
      case LIFECYCLE_EXPIRATION_DELETE, LIFECYCLE_EXPIRATION_DELETE_MARKER_CREATED ->
          new Name("Object Deleted", "reason", "Lifecycle Expiration");
      case RESTORE_POST -> new Name("Object Restore Initiated", "", "");
      case RESTORE_COMPLETED -> new Name("Object Restore Completed", "", "");
      case RESTORE_DELETE -> new Name("Object Restore Expired", "", "");
      case LIFECYCLE_TRANSITION -> new Name("Object Storage Class Changed", "", "");
      case INTELLIGENT_TIERING -> new Name("Object Access Tier Changed", "", "");
      case ACL_PUT -> new Name("Object ACL Updated", "", "");
      case TAGGING_PUT -> new Name("Object Tags Added", "", "");
      case TAGGING_DELETE -> new Name("Object Tags Deleted", "", "");
      default -> null;
    };
  }
}
