package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Snapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.AccessControlPolicy;
import software.amazon.awssdk.services.s3.model.GetBucketAclRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAclResponse;
import software.amazon.awssdk.services.s3.model.GetObjectAclRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAclResponse;
import software.amazon.awssdk.services.s3.model.Grant;
import software.amazon.awssdk.services.s3.model.Owner;
import software.amazon.awssdk.services.s3.model.Permission;
import software.amazon.awssdk.services.s3.model.PutBucketAclRequest;
import software.amazon.awssdk.services.s3.model.PutBucketAclResponse;
import software.amazon.awssdk.services.s3.model.PutObjectAclRequest;
import software.amazon.awssdk.services.s3.model.PutObjectAclResponse;
import software.amazon.awssdk.services.s3.model.S3Request;
import software.amazon.awssdk.services.s3.model.Type;

/**
 * Access control lists, of which there is one so far: the owner may do everything. Buckets whose
 * owner is enforced refuse all others, as on AWS; the rest refuse them as not built.
 */
final class AccessListOperations {
  private final KeyValueStore store;
  private final BucketDirectory directory;
  private final BucketConfigurationOperations configurations;
  private final ObjectFinder finder;

  AccessListOperations(
      KeyValueStore store,
      BucketDirectory directory,
      BucketConfigurationOperations configurations,
      ObjectFinder finder) {
    this.store = store;
    this.directory = directory;
    this.configurations = configurations;
    this.finder = finder;
  }

  GetBucketAclResponse ofBucket(Call call, GetBucketAclRequest request) {
    Bucket bucket =
        store.read(
            snapshot ->
                directory.require(snapshot, call, request.bucket(), request.expectedBucketOwner()));
    Owner owner = owner(bucket);
    return GetBucketAclResponse.builder().owner(owner).grants(grants(owner)).build();
  }

  GetObjectAclResponse ofObject(Call call, GetObjectAclRequest request) {
    Bucket bucket =
        store.read(
            snapshot -> {
              Bucket found =
                  directory.require(
                      snapshot, call, request.bucket(), request.expectedBucketOwner());
              finder.require(snapshot, found, request.key(), request.versionId(), "GET");
              return found;
            });
    Owner owner = owner(bucket);
    return GetObjectAclResponse.builder().owner(owner).grants(grants(owner)).build();
  }

  PutBucketAclResponse putOfBucket(Call call, PutBucketAclRequest request) {
    store.read(
        snapshot -> {
          Bucket bucket =
              directory.require(snapshot, call, request.bucket(), request.expectedBucketOwner());
          refuse(
              snapshot,
              bucket,
              AttributeReader.opensAccess(request)
                  || givesToOthers(bucket, request.accessControlPolicy()));
          return bucket;
        });
    return PutBucketAclResponse.builder().build();
  }

  PutObjectAclResponse putOfObject(Call call, PutObjectAclRequest request) {
    store.read(
        snapshot -> {
          Bucket bucket =
              directory.require(snapshot, call, request.bucket(), request.expectedBucketOwner());
          finder.require(snapshot, bucket, request.key(), request.versionId(), "PUT");
          refuse(
              snapshot,
              bucket,
              AttributeReader.opensAccess(request)
                  || givesToOthers(bucket, request.accessControlPolicy()));
          return bucket;
        });
    return PutObjectAclResponse.builder().build();
  }

  private static boolean givesToOthers(Bucket bucket, @Nullable AccessControlPolicy policy) {
    return policy != null && !policy.grants().equals(grants(owner(bucket)));
  }

  /** Refuses to set a list, unless it is the one that holds anyway and lists may be set. */
  private void refuse(Snapshot snapshot, Bucket bucket, boolean opensAccess) {
    if (isOwnerEnforced(snapshot, bucket)) {
      throw S3Faults.accessControlListNotSupported();
    }
    if (opensAccess) {
      throw notBuilt();
    }
  }

  /** Refuses a write that gives rights to others than the bucket's owner. */
  void refuseOpening(Snapshot snapshot, Bucket bucket, S3Request request) {
    if (AttributeReader.opensAccess(request)) {
      throw isOwnerEnforced(snapshot, bucket)
          ? S3Faults.accessControlListNotSupported()
          : notBuilt();
    }
  }

  private static Fault notBuilt() {
    return S3Faults.unsupported("Access control lists are not implemented yet.");
  }

  private boolean isOwnerEnforced(Snapshot snapshot, Bucket bucket) {
    Document.Structure controls =
        configurations.find(snapshot, bucket, ConfigurationKind.OWNERSHIP, ConfigurationStore.ONLY);
    return controls != null
        && controls.structures("Rules").stream()
            .anyMatch(rule -> "BucketOwnerEnforced".equals(rule.text("ObjectOwnership")));
  }

  static Owner owner(Bucket bucket) {
    return Owner.builder().id(CanonicalUser.id(bucket.accountId())).build();
  }

  private static List<Grant> grants(Owner owner) {
    return List.of(
        Grant.builder()
            .grantee(grantee -> grantee.id(owner.id()).type(Type.CANONICAL_USER))
            .permission(Permission.FULL_CONTROL)
            .build());
  }
}
