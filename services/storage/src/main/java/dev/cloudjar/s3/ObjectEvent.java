package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;

/**
 * What happens to objects, by AWS's names.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html">Event
 *     notification types and destinations</a>
 */
enum ObjectEvent {
  CREATED_PUT("ObjectCreated:Put"),
  CREATED_POST("ObjectCreated:Post"),
  CREATED_COPY("ObjectCreated:Copy"),
  CREATED_COMPLETE_MULTIPART_UPLOAD("ObjectCreated:CompleteMultipartUpload"),
  REMOVED_DELETE("ObjectRemoved:Delete"),
  REMOVED_DELETE_MARKER_CREATED("ObjectRemoved:DeleteMarkerCreated"),
  RESTORE_POST("ObjectRestore:Post"),
  RESTORE_COMPLETED("ObjectRestore:Completed"),
  RESTORE_DELETE("ObjectRestore:Delete"),
  REDUCED_REDUNDANCY_LOST_OBJECT("ReducedRedundancyLostObject"),
  REPLICATION_FAILED("Replication:OperationFailedReplication"),
  REPLICATION_NOT_TRACKED("Replication:OperationNotTracked"),
  REPLICATION_MISSED_THRESHOLD("Replication:OperationMissedThreshold"),
  REPLICATED_AFTER_THRESHOLD("Replication:OperationReplicatedAfterThreshold"),
  LIFECYCLE_EXPIRATION_DELETE("LifecycleExpiration:Delete"),
  LIFECYCLE_EXPIRATION_DELETE_MARKER_CREATED("LifecycleExpiration:DeleteMarkerCreated"),
  LIFECYCLE_TRANSITION("LifecycleTransition"),
  INTELLIGENT_TIERING("IntelligentTiering"),
  ACL_PUT("ObjectAcl:Put"),
  TAGGING_PUT("ObjectTagging:Put"),
  TAGGING_DELETE("ObjectTagging:Delete"),

  /** Of which nobody is notified, but which replicas follow. */
  LOCK_CHANGED("");

  private final String suffix;

  ObjectEvent(String suffix) {
    this.suffix = suffix;
  }

  /** As records of events say it, such as {@code ObjectCreated:Put}; empty where there are none. */
  String recordName() {
    return suffix;
  }

  /** Whether an object or a version is gone, or hidden, after it. */
  boolean isRemoval() {
    return suffix.startsWith("ObjectRemoved:") || suffix.startsWith("LifecycleExpiration:");
  }

  boolean isCreation() {
    return suffix.startsWith("ObjectCreated:");
  }

  boolean isTagging() {
    return suffix.startsWith("ObjectTagging:");
  }

  /** What an upload in one piece is, by a request or by a browser's form. */
  static ObjectEvent ofPut(Call call) {
    return call.operation().equals(FormOperations.OPERATION) ? CREATED_POST : CREATED_PUT;
  }
}
