package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.store.KeyValueStore;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.MFADelete;
import software.amazon.awssdk.services.s3.model.PutBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.PutBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.VersioningConfiguration;

/** Switches the versioning of buckets. */
final class VersioningOperations {
  private final KeyValueStore store;
  private final BucketDirectory directory;
  private final BucketStore buckets;

  VersioningOperations(KeyValueStore store, BucketDirectory directory, BucketStore buckets) {
    this.store = store;
    this.directory = directory;
    this.buckets = buckets;
  }

  PutBucketVersioningResponse put(Call call, PutBucketVersioningRequest request) {
    VersioningConfiguration asked = request.versioningConfiguration();
    if (asked == null || asked.status() == null) {
      throw S3Faults.illegalVersioningConfiguration("The Versioning element must be specified");
    }
    if (asked.mfaDelete() == MFADelete.ENABLED || request.mfa() != null) {
      throw S3Faults.unsupported("MFA Delete is not implemented yet.");
    }
    Versioning versioning =
        switch (asked.status()) {
          case ENABLED -> Versioning.ENABLED;
          case SUSPENDED -> Versioning.SUSPENDED;
          case UNKNOWN_TO_SDK_VERSION -> throw S3Faults.malformedXml();
        };
    return store.transact(
        transaction -> {
          Bucket bucket =
              directory.require(transaction, call, request.bucket(), request.expectedBucketOwner());
          buckets.replace(transaction, bucket.with(versioning));
          return PutBucketVersioningResponse.builder().build();
        });
  }

  GetBucketVersioningResponse get(Call call, GetBucketVersioningRequest request) {
    Bucket bucket =
        store.read(
            snapshot ->
                directory.require(snapshot, call, request.bucket(), request.expectedBucketOwner()));
    GetBucketVersioningResponse.Builder response = GetBucketVersioningResponse.builder();
    switch (bucket.versioning()) {
      case UNVERSIONED -> {}
      case ENABLED -> response.status(BucketVersioningStatus.ENABLED);
      case SUSPENDED -> response.status(BucketVersioningStatus.SUSPENDED);
    }
    return response.build();
  }
}
