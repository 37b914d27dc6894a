package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.s3.Version.DeleteMarker;
import dev.cloudjar.s3.Version.Stored;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Snapshot;
import java.time.Instant;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.s3.model.GetObjectLegalHoldRequest;
import software.amazon.awssdk.services.s3.model.GetObjectLegalHoldResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRetentionRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRetentionResponse;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHold;
import software.amazon.awssdk.services.s3.model.ObjectLockRetention;
import software.amazon.awssdk.services.s3.model.PutObjectLegalHoldRequest;
import software.amazon.awssdk.services.s3.model.PutObjectLegalHoldResponse;
import software.amazon.awssdk.services.s3.model.PutObjectLockConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutObjectLockConfigurationResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRetentionRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRetentionResponse;

/** Locks buckets, and versions that are already there. */
final class LockOperations {
  private final KeyValueStore store;
  private final BucketDirectory directory;
  private final BucketStore buckets;
  private final ConfigurationStore configurations;
  private final ObjectFinder finder;
  private final LockStore locks;
  private final ObjectNews news;

  LockOperations(
      KeyValueStore store,
      BucketDirectory directory,
      BucketStore buckets,
      ConfigurationStore configurations,
      ObjectFinder finder,
      LockStore locks,
      ObjectNews news) {
    this.store = store;
    this.directory = directory;
    this.buckets = buckets;
    this.configurations = configurations;
    this.finder = finder;
    this.locks = locks;
    this.news = news;
  }

  PutObjectLockConfigurationResponse putConfiguration(
      Call call, PutObjectLockConfigurationRequest request) {
    if (request.objectLockConfiguration() == null) {
      throw S3Faults.malformedXml();
    }
    Document.Structure document = Documents.read(request.objectLockConfiguration());
    return store.transact(
        transaction -> {
          Bucket bucket =
              directory.require(transaction, call, request.bucket(), request.expectedBucketOwner());
          configurations.put(
              transaction,
              bucket,
              ConfigurationKind.OBJECT_LOCK.name(),
              ConfigurationStore.ONLY,
              ObjectLocks.check(bucket, document));
          buckets.replace(transaction, bucket.withLock());
          return PutObjectLockConfigurationResponse.builder().build();
        });
  }

  PutObjectRetentionResponse putRetention(Call call, PutObjectRetentionRequest request) {
    ObjectLockRetention asked = request.retention();
    if (asked == null || (asked.mode() == null) != (asked.retainUntilDate() == null)) {
      throw S3Faults.malformedXml();
    }
    Instant now = call.time();
    String mode = asked.modeAsString();
    if (mode != null) {
      ObjectLocks.check(mode, asked.retainUntilDate(), now);
    }
    boolean bypass = Boolean.TRUE.equals(request.bypassGovernanceRetention());
    change(
        call,
        request,
        request.versionId(),
        lock -> {
          ObjectLock changed = lock.retained(mode, asked.retainUntilDate());
          if (lock.forbids(changed, now, bypass)) {
            throw LockFaults.locked();
          }
          return changed;
        });
    return PutObjectRetentionResponse.builder().build();
  }

  GetObjectRetentionResponse retention(Call call, GetObjectRetentionRequest request) {
    ObjectLock lock = find(call, request, request.versionId());
    if (lock.mode() == null) {
      throw LockFaults.noLock();
    }
    return GetObjectRetentionResponse.builder()
        .retention(it -> it.mode(lock.mode()).retainUntilDate(lock.retainUntil()))
        .build();
  }

  PutObjectLegalHoldResponse putLegalHold(Call call, PutObjectLegalHoldRequest request) {
    ObjectLockLegalHold asked = request.legalHold();
    String status = asked == null ? null : asked.statusAsString();
    if (status == null || !(status.equals("ON") || status.equals("OFF"))) {
      throw S3Faults.malformedXml();
    }
    change(call, request, request.versionId(), lock -> lock.held(status));
    return PutObjectLegalHoldResponse.builder().build();
  }

  GetObjectLegalHoldResponse legalHold(Call call, GetObjectLegalHoldRequest request) {
    ObjectLock lock = find(call, request, request.versionId());
    if (lock.legalHold() == null) {
      throw LockFaults.noLock();
    }
    return GetObjectLegalHoldResponse.builder()
        .legalHold(it -> it.status(lock.legalHold()))
        .build();
  }

  private void change(
      Call call, SdkPojo request, @Nullable String versionId, UnaryOperator<ObjectLock> change) {
    store.transact(
        transaction -> {
          Bucket bucket = bucket(transaction, call, request);
          String key = text(request, "Key");
          Stored version = version(transaction, bucket, key, versionId, "PUT");
          String id = version.versionId();
          ObjectLock changed = change.apply(locks.find(transaction, bucket, key, id));
          locks.put(transaction, bucket, key, id, changed);
          news.tell(
              transaction, ObjectChange.of(call, bucket, key, ObjectEvent.LOCK_CHANGED, version));
          return changed;
        });
  }

  private ObjectLock find(Call call, SdkPojo request, @Nullable String versionId) {
    return store.read(
        snapshot -> {
          Bucket bucket = bucket(snapshot, call, request);
          String key = text(request, "Key");
          return locks.find(
              snapshot, bucket, key, version(snapshot, bucket, key, versionId, "GET").versionId());
        });
  }

  private Bucket bucket(Snapshot snapshot, Call call, SdkPojo request) {
    Bucket bucket =
        directory.require(
            snapshot, call, text(request, "Bucket"), Members.text(request, "ExpectedBucketOwner"));
    if (!bucket.locked()) {
      throw LockFaults.missingConfiguration();
    }
    return bucket;
  }

  private Stored version(
      Snapshot snapshot, Bucket bucket, String key, @Nullable String versionId, String method) {
    Version found =
        versionId == null
            ? finder.require(snapshot, bucket, key, null, method)
            : finder.requireVersion(snapshot, bucket, key, versionId);
    return switch (found) {
      case Stored stored -> stored;
      case DeleteMarker marker -> throw S3Faults.methodNotAllowed(method, marker);
    };
  }

  private static String text(SdkPojo request, String member) {
    return Objects.requireNonNullElse(Members.text(request, member), "");
  }
}
