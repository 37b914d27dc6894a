package dev.cloudjar.s3;

import dev.cloudjar.cloud.Fault;
import dev.cloudjar.s3.Version.DeleteMarker;
import dev.cloudjar.s3.Version.Stored;
import dev.cloudjar.store.Snapshot;
import org.jspecify.annotations.Nullable;

/** Finds the object that a call is about, or says in AWS's words why there is none. */
final class ObjectFinder {
  private final ObjectStore objects;

  ObjectFinder(ObjectStore objects) {
    this.objects = objects;
  }

  /**
   * The object of a key.
   *
   * @param versionId null for the current version
   * @param method the HTTP method, which the refusal for a delete marker names
   */
  Stored require(
      Snapshot snapshot, Bucket bucket, String key, @Nullable String versionId, String method) {
    if (versionId != null) {
      return switch (requireVersion(snapshot, bucket, key, versionId)) {
        case Stored stored -> stored;
        case DeleteMarker marker -> throw S3Faults.methodNotAllowed(method, marker);
      };
    }
    Stored current = objects.current(snapshot, bucket, key);
    if (current != null) {
      return current;
    }
    Fault missing = S3Faults.noSuchKey(key);
    if (objects.latest(snapshot, bucket, key) instanceof DeleteMarker marker) {
      throw missing
          .withHeader("x-amz-delete-marker", "true")
          .withHeader("x-amz-version-id", marker.versionId());
    }
    throw missing;
  }

  /** The version of an id, delete markers among them. */
  Version requireVersion(Snapshot snapshot, Bucket bucket, String key, String versionId) {
    if (versionId.isEmpty()) {
      throw S3Faults.invalidArgument(
          "Version id cannot be the empty string", "versionId", versionId);
    }
    Version version = objects.find(snapshot, bucket, key, versionId);
    if (version != null) {
      return version;
    }
    if (!isVersionId(versionId)) {
      throw S3Faults.invalidVersionId(versionId);
    }
    throw S3Faults.noSuchVersion(key, versionId);
  }

  static boolean isVersionId(String text) {
    return text.equals(VersionId.NULL) || VersionId.sequence(text).isPresent();
  }

  /** The version id that answers tell; null without versioning, where they tell none. */
  static @Nullable String toldVersionId(Bucket bucket, Version version) {
    return bucket.versioning() == Versioning.UNVERSIONED ? null : version.versionId();
  }
}
