package dev.cloudjar.s3;

import dev.cloudjar.s3.Version.Stored;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What can't be read as it is, and what is told of it.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/archived-objects.html">Working
 *     with archived objects</a>
 */
final class Archive {
  static final String ARCHIVE_ACCESS = "ARCHIVE_ACCESS";
  static final String DEEP_ARCHIVE_ACCESS = "DEEP_ARCHIVE_ACCESS";

  private Archive() {}

  /** Whether an object must be restored before it can be read. */
  static boolean isArchived(Stored object, Instant now) {
    Residence residence = object.residence();
    Restoration restored = residence == null ? null : residence.restored();
    return isKeptArchived(object) && (restored == null || !restored.isReadable(now));
  }

  /** Whether an object is in an archive, from which it may have been restored for a while. */
  static boolean isKeptArchived(Stored object) {
    return StorageClasses.isArchive(object.attributes().storageClass())
        || object.whereabouts().archiveTier() != null;
  }

  static boolean isDeep(Stored object) {
    return object.attributes().storageClass().equals(StorageClasses.DEEP_ARCHIVE)
        || DEEP_ARCHIVE_ACCESS.equals(object.whereabouts().archiveTier());
  }

  /** The archive tier of Intelligent-Tiering that an object is in; null for none. */
  static @Nullable String tier(Stored object, Instant now) {
    return isArchived(object, now) ? object.whereabouts().archiveTier() : null;
  }

  /** What the header says of a restored object; null where there is nothing to say. */
  static @Nullable String restoreHeader(Stored object, Instant now) {
    Restoration restored = told(object, now);
    if (restored == null) {
      return null;
    }
    Instant expires = restored.expires();
    if (restored.isOngoing(now) || expires == null) {
      return "ongoing-request=\"true\"";
    }
    return "ongoing-request=\"false\", expiry-date=\"" + HttpDate.format(expires) + '"';
  }

  /**
   * What is restored of an object; null where there is nothing to say.
   *
   * @param expires null where it is still being restored
   */
  record Status(boolean isOngoing, @Nullable Instant expires) {}

  static @Nullable Status status(Stored object, Instant now) {
    Restoration restored = told(object, now);
    if (restored == null) {
      return null;
    }
    boolean ongoing = restored.isOngoing(now);
    return new Status(ongoing, ongoing ? null : restored.expires());
  }

  /** What is over is not told of: copies that are gone, and what has come back for good. */
  private static @Nullable Restoration told(Stored object, Instant now) {
    Residence residence = object.residence();
    Restoration restored = residence == null ? null : residence.restored();
    if (restored == null
        || !(restored.isOngoing(now) || (restored.expires() != null && restored.isReadable(now)))) {
      return null;
    }
    return restored;
  }
}
