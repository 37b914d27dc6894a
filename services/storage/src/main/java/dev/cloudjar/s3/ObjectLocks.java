package dev.cloudjar.s3;

import dev.cloudjar.s3.Document.Structure;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Locks new objects, as their writers or their buckets say.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html">Locking
 *     objects with Object Lock</a>
 */
final class ObjectLocks {
  private static final Set<String> MODES = Set.of(ObjectLock.GOVERNANCE, ObjectLock.COMPLIANCE);
  private static final Set<String> HOLDS = Set.of("ON", "OFF");
  private static final String UPLOAD = "upload/";
  private static final int MAX_YEARS = 100;

  private final LockStore locks;
  private final ConfigurationStore configurations;

  ObjectLocks(LockStore locks, ConfigurationStore configurations) {
    this.locks = locks;
    this.configurations = configurations;
  }

  /** What the headers of a write ask for. */
  static ObjectLock requested(SdkPojo request, Instant now) {
    String mode = Members.text(request, "ObjectLockMode");
    Instant until = (Instant) Members.get(request, "ObjectLockRetainUntilDate");
    String hold = Members.text(request, "ObjectLockLegalHoldStatus");
    if ((mode == null) != (until == null)) {
      throw LockFaults.incomplete();
    }
    if (hold != null && !HOLDS.contains(hold)) {
      throw LockFaults.unknownHold(hold);
    }
    if (mode != null && until != null) {
      check(mode, until, now);
    }
    return new ObjectLock(mode, until, hold);
  }

  static void check(String mode, Instant until, Instant now) {
    if (!MODES.contains(mode)) {
      throw LockFaults.unknownMode(mode);
    }
    if (!until.isAfter(now)) {
      throw LockFaults.past(until.toString());
    }
  }

  /** Refuses what is asked of a bucket that locks nothing. */
  static void check(Bucket bucket, ObjectLock requested) {
    if (!bucket.locked() && !requested.equals(ObjectLock.NONE)) {
      throw LockFaults.missingConfiguration();
    }
  }

  /** Locks a version that has just been written. */
  void lock(
      Transaction transaction,
      Bucket bucket,
      String key,
      String versionId,
      ObjectLock requested,
      Instant now) {
    check(bucket, requested);
    if (bucket.locked()) {
      locks.put(
          transaction, bucket, key, versionId, withDefault(transaction, bucket, requested, now));
    }
  }

  /** Remembers what an upload asked for that has just begun. */
  void lockLater(
      Transaction transaction, Bucket bucket, String key, String uploadId, ObjectLock requested) {
    check(bucket, requested);
    if (bucket.locked()) {
      locks.put(transaction, bucket, key, UPLOAD + uploadId, requested);
    }
  }

  /** What an upload asked for that is about to end. */
  ObjectLock ended(Transaction transaction, Bucket bucket, String key, String uploadId) {
    ObjectLock requested = locks.find(transaction, bucket, key, UPLOAD + uploadId);
    locks.delete(transaction, bucket, key, UPLOAD + uploadId);
    return requested;
  }

  private ObjectLock withDefault(
      Snapshot snapshot, Bucket bucket, ObjectLock requested, Instant now) {
    if (requested.mode() != null) {
      return requested;
    }
    ConfigurationStore.Entry entry =
        configurations.find(
            snapshot, bucket, ConfigurationKind.OBJECT_LOCK.name(), ConfigurationStore.ONLY);
    Structure retention = entry == null ? null : defaultRetention(entry.document());
    return retention == null
        ? requested
        : requested.retained(retention.text("Mode"), end(retention, now));
  }

  /** Whether new objects of a bucket are retained without being asked to. */
  static boolean hasDefaultRetention(
      ConfigurationStore configurations, Snapshot snapshot, Bucket bucket) {
    ConfigurationStore.Entry entry =
        configurations.find(
            snapshot, bucket, ConfigurationKind.OBJECT_LOCK.name(), ConfigurationStore.ONLY);
    return entry != null && defaultRetention(entry.document()) != null;
  }

  private static @Nullable Structure defaultRetention(@Nullable Structure configuration) {
    return configuration != null
            && configuration.member("Rule") instanceof Structure rule
            && rule.member("DefaultRetention") instanceof Structure retention
        ? retention
        : null;
  }

  private static Instant end(Structure retention, Instant now) {
    if (retention.member("Days") instanceof Document.Whole(long days)) {
      return now.plusSeconds(days * 86_400);
    }
    long years = retention.member("Years") instanceof Document.Whole(long count) ? count : 0;
    return now.atOffset(ZoneOffset.UTC).plusYears(years).toInstant();
  }

  /** Refuses what AWS refuses of a bucket's configuration. */
  static Structure check(Bucket bucket, Structure document) {
    if (!"Enabled".equals(document.text("ObjectLockEnabled"))) {
      throw S3Faults.malformedXml();
    }
    if (document.member("Rule") != null) {
      Structure retention = defaultRetention(document);
      if (retention == null || !MODES.contains(String.valueOf(retention.text("Mode")))) {
        throw S3Faults.malformedXml();
      }
      Document days = retention.member("Days");
      Document years = retention.member("Years");
      if ((days == null) == (years == null)) {
        throw S3Faults.malformedXml();
      }
      checkPeriod(days, 365L * MAX_YEARS);
      checkPeriod(years, MAX_YEARS);
    }
    if (bucket.versioning() != Versioning.ENABLED) {
      throw LockFaults.versioningNeeded();
    }
    return document;
  }

  private static void checkPeriod(@Nullable Document period, long most) {
    if (period instanceof Document.Whole(long count)) {
      if (count <= 0) {
        throw LockFaults.invalidPeriod();
      }
      if (count > most) {
        throw LockFaults.tooLongPeriod();
      }
    }
  }
}
