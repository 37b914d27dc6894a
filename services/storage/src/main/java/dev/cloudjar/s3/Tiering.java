package dev.cloudjar.s3;

import dev.cloudjar.s3.Version.Stored;
import dev.cloudjar.s3.lifecycle.LifecycleRules;
import dev.cloudjar.s3.lifecycle.Midnight;
import dev.cloudjar.s3.lifecycle.Subject;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How Intelligent-Tiering keeps objects. Its tiers but for the archives are told by the time since
 * the last read alone, so nothing is written where an object comes into another of them.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/intelligent-tiering-overview.html">How
 *     S3 Intelligent-Tiering works</a>
 */
final class Tiering {
  private static final int INFREQUENT_DAYS = 30;
  private static final int ARCHIVE_INSTANT_DAYS = 90;

  private Tiering() {}

  /** Where an object is kept, as S3 Inventory names it. */
  enum Tier {
    FREQUENT,
    INFREQUENT,
    ARCHIVE_INSTANT_ACCESS,
    ARCHIVE,
    DEEP_ARCHIVE
  }

  static boolean isTiered(Stored object) {
    return object.attributes().storageClass().equals(StorageClasses.INTELLIGENT_TIERING);
  }

  /** Where an object of Intelligent-Tiering is kept. */
  static Tier tier(Stored object, Instant now) {
    String archive = Archive.tier(object, now);
    if (archive != null) {
      return archive.equals(Archive.DEEP_ARCHIVE_ACCESS) ? Tier.DEEP_ARCHIVE : Tier.ARCHIVE;
    }
    Instant read = lastRead(object);
    if (object.sizeBytes() < LifecycleRules.SMALL_BYTES || now.isBefore(infrequentFrom(read))) {
      return Tier.FREQUENT;
    }
    return now.isBefore(archiveInstantFrom(read)) ? Tier.INFREQUENT : Tier.ARCHIVE_INSTANT_ACCESS;
  }

  /** From when on an object is read infrequently that was read last at {@code read}. */
  static Instant infrequentFrom(Instant read) {
    return Midnight.after(read, INFREQUENT_DAYS);
  }

  /** From when on it is kept in the archive that can be read at once. */
  static Instant archiveInstantFrom(Instant read) {
    return Midnight.after(read, ARCHIVE_INSTANT_DAYS);
  }

  /** When an object was read last, written, or brought back from an archive. */
  static Instant lastRead(Stored object) {
    Instant last = object.lastModified();
    Residence residence = object.whereabouts();
    last = later(last, residence.since());
    last = later(last, residence.accessed());
    Restoration restored = residence.restored();
    return restored == null ? last : later(last, restored.ready());
  }

  private static Instant later(Instant one, @Nullable Instant other) {
    return other == null || one.isAfter(other) ? one : other;
  }

  /** What rules go by; null for objects of other classes. */
  static Subject.@Nullable Tiered tiered(Stored object) {
    if (!isTiered(object)) {
      return null;
    }
    Residence residence = object.whereabouts();
    boolean back = residence.archiveTier() == null || residence.restored() != null;
    return new Subject.Tiered(
        lastRead(object),
        back ? null : Archive.isDeep(object) ? Subject.Archive.DEEP : Subject.Archive.PLAIN);
  }

  /** Whether a read of an object has to be written down: the first one of a day. */
  static boolean isNewsThatRead(Stored object, Instant now) {
    return isTiered(object)
        && object.sizeBytes() >= LifecycleRules.SMALL_BYTES
        && Duration.between(lastRead(object), now).compareTo(Duration.ofDays(1)) >= 0;
  }
}
