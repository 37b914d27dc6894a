package dev.cloudjar.s3;

import dev.cloudjar.s3.Version.Stored;
import org.jspecify.annotations.Nullable;

/**
 * What a request needs permission for.
 *
 * @param key of an object; null for the bucket itself
 * @param object the object that is there and whose owner decides; null for a bucket, a place to
 *     write to or delete from, and where lists do not count
 */
record AccessTarget(Bucket bucket, @Nullable String key, @Nullable Stored object) {

  /** The account whose the target is. */
  String ownerAccountId() {
    ObjectAccess access = object == null ? null : object.attributes().access();
    return access == null ? bucket.accountId() : access.ownerAccountId();
  }

  String arn() {
    return key == null ? bucket.arn() : bucket.arn() + "/" + key;
  }
}
