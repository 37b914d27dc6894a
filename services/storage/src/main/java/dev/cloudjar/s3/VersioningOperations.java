package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.s3.Bucket.MfaDelete;
import dev.cloudjar.store.KeyValueStore;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.MFADelete;
import software.amazon.awssdk.services.s3.model.MFADeleteStatus;
import software.amazon.awssdk.services.s3.model.PutBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.PutBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.VersioningConfiguration;

/** Switches the versioning of buckets, and whether deleting versions takes the code of a device. */
final class VersioningOperations {
  private final KeyValueStore store;
  private final BucketDirectory directory;
  private final BucketStore buckets;
  private final Lifecycles lifecycles;
  private final MultiFactor multiFactor;
  private final ConfigurationStore configurations;

  VersioningOperations(
      KeyValueStore store,
      BucketDirectory directory,
      BucketStore buckets,
      Lifecycles lifecycles,
      MultiFactor multiFactor,
      ConfigurationStore configurations) {
    this.store = store;
    this.directory = directory;
    this.buckets = buckets;
    this.lifecycles = lifecycles;
    this.multiFactor = multiFactor;
    this.configurations = configurations;
  }

  PutBucketVersioningResponse put(Call call, PutBucketVersioningRequest request) {
    VersioningConfiguration asked = request.versioningConfiguration();
    if (asked == null || asked.status() == null) {
      throw S3Faults.illegalVersioningConfiguration("The Versioning element must be specified");
    }
    if (asked.mfaDelete() == MFADelete.UNKNOWN_TO_SDK_VERSION) {
      throw S3Faults.malformedXml();
    }
    Versioning versioning =
        switch (asked.status()) {
          case ENABLED -> Versioning.ENABLED;
          case SUSPENDED -> Versioning.SUSPENDED;
          case UNKNOWN_TO_SDK_VERSION -> throw S3Faults.malformedXml();
        };
    Bucket before = find(call, request.bucket(), request.expectedBucketOwner());
    MfaDelete said =
        asked.mfaDelete() == null ? before.mfa() : MfaDelete.valueOf(asked.mfaDelete().name());
    boolean guarded = said == MfaDelete.ENABLED;
    checkLock(before, versioning);
    if (guarded && !before.mfaDelete() && versioning != Versioning.ENABLED) {
      throw MultiFactorFaults.versioningNeeded();
    }
    if (guarded && !lifecycles.of(before).rules().isEmpty()) {
      throw LifecycleFaults.mfaOfAgingBucket();
    }
    if (before.mfaDelete() || guarded) {
      multiFactor.require(call, before, request.mfa());
    }
    return store.transact(
        transaction -> {
          Bucket bucket =
              directory.require(transaction, call, request.bucket(), request.expectedBucketOwner());
          checkLock(bucket, versioning);
          if (versioning != Versioning.ENABLED
              && ReplicationRules.find(configurations, transaction, bucket) != null) {
            throw ReplicationFaults.versioningFixed();
          }
          if (bucket.mfaDelete() != before.mfaDelete()) {
            throw MultiFactorFaults.codeNeeded();
          }
          buckets.replace(transaction, bucket.with(versioning).with(said));
          return PutBucketVersioningResponse.builder().build();
        });
  }

  private static void checkLock(Bucket bucket, Versioning versioning) {
    if (bucket.locked() && versioning != Versioning.ENABLED) {
      throw LockFaults.versioningFixed();
    }
  }

  private Bucket find(Call call, String bucket, @Nullable String expectedOwner) {
    return store.read(snapshot -> directory.require(snapshot, call, bucket, expectedOwner));
  }

  GetBucketVersioningResponse get(Call call, GetBucketVersioningRequest request) {
    Bucket bucket = find(call, request.bucket(), request.expectedBucketOwner());
    GetBucketVersioningResponse.Builder response = GetBucketVersioningResponse.builder();
    switch (bucket.versioning()) {
      case UNVERSIONED -> {}
      case ENABLED -> response.status(BucketVersioningStatus.ENABLED);
      case SUSPENDED -> response.status(BucketVersioningStatus.SUSPENDED);
    }
    switch (bucket.mfa()) {
      case UNSAID -> {}
      case ENABLED -> response.mfaDelete(MFADeleteStatus.ENABLED);
      case DISABLED -> response.mfaDelete(MFADeleteStatus.DISABLED);
    }
    return response.build();
  }
}
