package dev.cloudjar.s3;

import dev.cloudjar.s3.Version.Stored;
import dev.cloudjar.store.Transaction;

/** Is told what is stored and what no longer is, once that is so. */
interface StorageRecord {
  /** Records nothing. */
  StorageRecord NONE =
      new StorageRecord() {
        @Override
        public void came(Transaction transaction, Bucket bucket, Stored object) {}

        @Override
        public void went(Transaction transaction, Bucket bucket, Stored object) {}

        @Override
        public void charge(
            Transaction transaction, Bucket bucket, String usageType, long quantity) {}
      };

  void came(Transaction transaction, Bucket bucket, Stored object);

  void went(Transaction transaction, Bucket bucket, Stored object);

  /** Something was done once, for which the owner of the bucket pays. */
  void charge(Transaction transaction, Bucket bucket, String usageType, long quantity);
}
