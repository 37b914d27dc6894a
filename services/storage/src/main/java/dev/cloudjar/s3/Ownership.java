package dev.cloudjar.s3;

import dev.cloudjar.store.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * Who owns what is written to a bucket, and whether its access control lists count.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html">Controlling
 *     ownership of objects and disabling ACLs for your bucket</a>
 */
enum Ownership {
  /** The bucket's owner owns everything, and no list counts. */
  BUCKET_OWNER_ENFORCED,
  /** The writer owns what it writes, unless it hands it over to the bucket's owner. */
  BUCKET_OWNER_PREFERRED,
  /** The writer owns what it writes. */
  OBJECT_WRITER;

  static Ownership of(ConfigurationStore configurations, Snapshot snapshot, Bucket bucket) {
    ConfigurationKind kind = ConfigurationKind.OWNERSHIP;
    ConfigurationStore.Entry entry =
        configurations.find(snapshot, bucket, kind.name(), ConfigurationStore.ONLY);
    return entry == null ? BUCKET_OWNER_ENFORCED : of(entry.document());
  }

  /** What ownership controls say; buckets without any are the writers'. */
  static Ownership of(Document.@Nullable Structure controls) {
    if (controls == null) {
      return OBJECT_WRITER;
    }
    for (Document.Structure rule : controls.structures("Rules")) {
      String setting = rule.text("ObjectOwnership");
      if ("BucketOwnerEnforced".equals(setting)) {
        return BUCKET_OWNER_ENFORCED;
      }
      if ("BucketOwnerPreferred".equals(setting)) {
        return BUCKET_OWNER_PREFERRED;
      }
    }
    return OBJECT_WRITER;
  }

  boolean listsCount() {
    return this != BUCKET_OWNER_ENFORCED;
  }

  /** The account that owns an object. */
  String owner(Bucket bucket, ObjectAttributes object) {
    ObjectAccess access = object.access();
    return access == null || !listsCount() ? bucket.accountId() : access.ownerAccountId();
  }

  /** The list of an object, as it counts. */
  AccessList list(Bucket bucket, ObjectAttributes object) {
    ObjectAccess access = object.access();
    return access == null || !listsCount()
        ? AccessList.ownedBy(CanonicalUser.id(bucket.accountId()))
        : access.list();
  }
}
