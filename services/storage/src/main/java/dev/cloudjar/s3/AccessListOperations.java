package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.s3.Version.Stored;
import dev.cloudjar.store.KeyValueStore;
import software.amazon.awssdk.services.s3.model.GetBucketAclRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAclResponse;
import software.amazon.awssdk.services.s3.model.GetObjectAclRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAclResponse;
import software.amazon.awssdk.services.s3.model.Grant;
import software.amazon.awssdk.services.s3.model.Grantee;
import software.amazon.awssdk.services.s3.model.Owner;
import software.amazon.awssdk.services.s3.model.PutBucketAclRequest;
import software.amazon.awssdk.services.s3.model.PutBucketAclResponse;
import software.amazon.awssdk.services.s3.model.PutObjectAclRequest;
import software.amazon.awssdk.services.s3.model.PutObjectAclResponse;
import software.amazon.awssdk.services.s3.model.Type;

/** Puts and gives back the access control lists of buckets and objects. */
final class AccessListOperations {
  private final KeyValueStore store;
  private final BucketDirectory directory;
  private final AccessLists lists;
  private final ObjectStore objects;
  private final ObjectFinder finder;
  private final ObjectNews news;

  AccessListOperations(
      KeyValueStore store,
      BucketDirectory directory,
      AccessLists lists,
      ObjectStore objects,
      ObjectFinder finder,
      ObjectNews news) {
    this.store = store;
    this.directory = directory;
    this.lists = lists;
    this.objects = objects;
    this.finder = finder;
    this.news = news;
  }

  GetBucketAclResponse ofBucket(Call call, GetBucketAclRequest request) {
    return store.read(
        snapshot -> {
          Bucket bucket =
              directory.require(snapshot, call, request.bucket(), request.expectedBucketOwner());
          return GetBucketAclResponse.builder()
              .owner(owner(bucket.accountId()))
              .grants(
                  lists.ofBucket(snapshot, bucket).grants().stream()
                      .map(AccessListOperations::grant)
                      .toList())
              .build();
        });
  }

  GetObjectAclResponse ofObject(Call call, GetObjectAclRequest request) {
    return store.read(
        snapshot -> {
          Bucket bucket =
              directory.require(snapshot, call, request.bucket(), request.expectedBucketOwner());
          Stored object =
              finder.require(snapshot, bucket, request.key(), request.versionId(), "GET");
          Ownership ownership = lists.ownership(snapshot, bucket);
          return GetObjectAclResponse.builder()
              .owner(owner(ownership.owner(bucket, object.attributes())))
              .grants(
                  ownership.list(bucket, object.attributes()).grants().stream()
                      .map(AccessListOperations::grant)
                      .toList())
              .build();
        });
  }

  PutBucketAclResponse putOfBucket(Call call, PutBucketAclRequest request) {
    return store.transact(
        transaction -> {
          Bucket bucket =
              directory.require(transaction, call, request.bucket(), request.expectedBucketOwner());
          String owner = CanonicalUser.id(bucket.accountId());
          AccessList list = new AccessListReader(request, owner, owner).required(true);
          lists.checkSettable(transaction, call, bucket, bucket.arn(), list);
          lists.put(transaction, bucket, list);
          return PutBucketAclResponse.builder().build();
        });
  }

  PutObjectAclResponse putOfObject(Call call, PutObjectAclRequest request) {
    return store.transact(
        transaction -> {
          Bucket bucket =
              directory.require(transaction, call, request.bucket(), request.expectedBucketOwner());
          Stored object =
              finder.require(transaction, bucket, request.key(), request.versionId(), "PUT");
          String owner = lists.ownership(transaction, bucket).owner(bucket, object.attributes());
          AccessList list =
              new AccessListReader(
                      request, CanonicalUser.id(owner), CanonicalUser.id(bucket.accountId()))
                  .required(false);
          lists.checkSettable(transaction, call, bucket, bucket.arn() + "/" + request.key(), list);
          ObjectAccess access = ObjectAccess.of(bucket, owner, list);
          Stored opened = object.with(object.attributes().withAccess(access));
          objects.replace(transaction, bucket, request.key(), opened);
          news.tell(
              transaction,
              ObjectChange.of(call, bucket, request.key(), ObjectEvent.ACL_PUT, opened));
          return PutObjectAclResponse.builder().build();
        });
  }

  /** An account as S3 names owners. */
  static Owner owner(String accountId) {
    return Owner.builder().id(CanonicalUser.id(accountId)).build();
  }

  private static Grant grant(AccessList.Grant grant) {
    Grantee grantee =
        grant.isToGroup()
            ? Grantee.builder().type(Type.GROUP).uri(grant.grantee()).build()
            : Grantee.builder().type(Type.CANONICAL_USER).id(grant.grantee()).build();
    return Grant.builder().grantee(grantee).permission(grant.permission().name()).build();
  }
}
