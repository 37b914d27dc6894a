package dev.cloudjar.s3;

import dev.cloudjar.store.RowReader;
import dev.cloudjar.store.RowWriter;
import org.jspecify.annotations.Nullable;

/**
 * Whose an object is and what its list says, where the bucket's owner does not simply have it all.
 *
 * @param ownerAccountId the account, or {@link CanonicalUser#ANONYMOUS}
 */
record ObjectAccess(String ownerAccountId, AccessList list) {

  /** What is to be kept; null where it goes without saying. */
  static @Nullable ObjectAccess of(Bucket bucket, String ownerAccountId, AccessList list) {
    boolean usual =
        ownerAccountId.equals(bucket.accountId())
            && list.equals(AccessList.ownedBy(CanonicalUser.id(ownerAccountId)));
    return usual ? null : new ObjectAccess(ownerAccountId, list);
  }

  void write(RowWriter out) {
    out.text(ownerAccountId);
    list.write(out);
  }

  static ObjectAccess read(RowReader in) {
    return new ObjectAccess(in.text(), AccessList.read(in));
  }
}
