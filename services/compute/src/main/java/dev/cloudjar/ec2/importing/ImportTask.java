package dev.cloudjar.ec2.importing;

import dev.cloudjar.ec2.ground.Ec2Resource;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTable;
import dev.cloudjar.ec2.volume.DataKey;
import dev.cloudjar.store.Snapshot;
import java.time.Instant;
import java.util.Optional;

/**
 * An image or a snapshot that is being made of a file in S3.
 *
 * @param architecture of the image; empty for a snapshot
 * @param roleArn of the role that may read the file
 * @param key of what is made; empty where it isn't encrypted
 * @param imageId what the image is to be called; empty for a snapshot
 * @param snapshotId what the snapshot is to be called
 * @param message what AWS says of how far it is, or why it failed; empty for nothing
 * @param sizeBytes of the disk; 0 while it isn't known
 */
record ImportTask(
    String id,
    String description,
    String architecture,
    Source source,
    String roleArn,
    Optional<DataKey> key,
    Optional<String> imageId,
    String snapshotId,
    Instant started,
    State state,
    Optional<String> message,
    long sizeBytes)
    implements Ec2Resource {
  static final ResourceTable<ImportTask> IMAGES =
      new ResourceTable<>(ResourceKind.IMPORT_IMAGE_TASK, ImportTask.class);
  static final ResourceTable<ImportTask> SNAPSHOTS =
      new ResourceTable<>(ResourceKind.IMPORT_SNAPSHOT_TASK, ImportTask.class);

  /**
   * A file in S3.
   *
   * @param format what it is, as the caller says
   * @param url where the caller has said it by a URL
   */
  record Source(
      String description, String format, String bucket, String key, Optional<String> url) {}

  /** How far a task is. */
  enum State {
    ACTIVE("active"),
    DELETING("deleting"),
    DELETED("deleted"),
    COMPLETED("completed");

    private final String wireName;

    State(String wireName) {
      this.wireName = wireName;
    }

    String wireName() {
      return wireName;
    }
  }

  /** The tasks of the kind that an id is of. */
  static ResourceTable<ImportTask> table(String id) {
    return ResourceKind.of(id).filter(it -> it == ResourceKind.IMPORT_SNAPSHOT_TASK).isPresent()
        ? SNAPSHOTS
        : IMAGES;
  }

  /**
   * The task of an id, of either kind.
   *
   * @throws dev.cloudjar.cloud.Fault where there is none
   */
  static ImportTask require(Snapshot rows, Place place, String id) {
    return table(id).require(rows, place, id);
  }

  boolean ofImage() {
    return imageId.isPresent();
  }

  /** This task in another state. */
  ImportTask in(State changed, Optional<String> why, long newSizeBytes) {
    return new ImportTask(
        id,
        description,
        architecture,
        source,
        roleArn,
        key,
        imageId,
        snapshotId,
        started,
        changed,
        why,
        newSizeBytes);
  }
}
