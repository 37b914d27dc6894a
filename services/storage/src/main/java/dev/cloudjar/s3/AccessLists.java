package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/** The access control lists of buckets, and what writers may ask of those of objects. */
final class AccessLists {
  /** Of rows; never changed. */
  private static final String KIND = "acl";

  private final ConfigurationStore configurations;

  AccessLists(ConfigurationStore configurations) {
    this.configurations = configurations;
  }

  Ownership ownership(Snapshot snapshot, Bucket bucket) {
    return Ownership.of(configurations, snapshot, bucket);
  }

  PublicAccess publicAccess(Snapshot snapshot, Bucket bucket) {
    return PublicAccess.of(configurations, snapshot, bucket);
  }

  /** A bucket's list, as it counts. */
  AccessList ofBucket(Snapshot snapshot, Bucket bucket) {
    return ownership(snapshot, bucket).listsCount()
        ? kept(snapshot, bucket)
        : AccessList.ownedBy(CanonicalUser.id(bucket.accountId()));
  }

  private AccessList kept(Snapshot snapshot, Bucket bucket) {
    ConfigurationStore.Entry entry =
        configurations.find(snapshot, bucket, KIND, ConfigurationStore.ONLY);
    return entry == null || entry.document() == null
        ? AccessList.ownedBy(CanonicalUser.id(bucket.accountId()))
        : AccessList.ofDocument(entry.document());
  }

  void put(Transaction transaction, Bucket bucket, AccessList list) {
    configurations.put(transaction, bucket, KIND, ConfigurationStore.ONLY, list.toDocument());
  }

  /** Refuses to switch off the lists of a bucket whose own one lets others in. */
  void checkControls(Snapshot snapshot, Bucket bucket, Document.Structure controls) {
    boolean usual =
        kept(snapshot, bucket).equals(AccessList.ownedBy(CanonicalUser.id(bucket.accountId())));
    if (!Ownership.of(controls).listsCount() && !usual) {
      throw AccessFaults.invalidBucketAclWithObjectOwnership();
    }
  }

  /** Refuses to set a list where lists are not to be set. */
  void checkSettable(
      Snapshot snapshot, Call call, Bucket bucket, String resourceArn, AccessList list) {
    refusePublic(snapshot, call, bucket, resourceArn, list);
    if (!ownership(snapshot, bucket).listsCount()) {
      throw AccessFaults.accessControlListNotSupported();
    }
  }

  private void refusePublic(
      Snapshot snapshot, Call call, Bucket bucket, String resourceArn, AccessList list) {
    if (list.isPublic() && publicAccess(snapshot, bucket).blockPublicAcls()) {
      throw AccessFaults.publicListBlocked(call, bucket, resourceArn);
    }
  }

  /** Whose a new object is, and what its list says; null where it is the bucket owner's alone. */
  @Nullable ObjectAccess ofNewObject(
      Snapshot snapshot, Call call, Bucket bucket, String key, SdkPojo request) {
    Ownership ownership = ownership(snapshot, bucket);
    String bucketOwnerId = CanonicalUser.id(bucket.accountId());
    if (!ownership.listsCount()) {
      refuseOthers(request, bucketOwnerId);
      return null;
    }
    boolean handsOver =
        ownership == Ownership.BUCKET_OWNER_PREFERRED
            && AccessList.OWNER_HAS_ALL.equals(Members.text(request, "ACL"));
    String owner = handsOver ? bucket.accountId() : CanonicalUser.account(call);
    AccessList list =
        new AccessListReader(request, CanonicalUser.id(owner), bucketOwnerId).ofHeaders(false);
    refusePublic(snapshot, call, bucket, bucket.arn() + "/" + key, list);
    return ObjectAccess.of(bucket, owner, list);
  }

  /** Where the bucket's owner owns all, writers may but say so. */
  private static void refuseOthers(SdkPojo request, String bucketOwnerId) {
    if (AccessListReader.asks(request)
        && !new AccessListReader(request, bucketOwnerId, bucketOwnerId)
            .ofHeaders(false)
            .equals(AccessList.ownedBy(bucketOwnerId))) {
      throw AccessFaults.accessControlListNotSupported();
    }
  }
}
