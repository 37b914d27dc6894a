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
        public void changed(Transaction transaction, Bucket bucket, Stored before, Stored after) {}

        @Override
        public void charge(
            Transaction transaction, Bucket bucket, String usageType, long quantity) {}
      };

  void came(Transaction transaction, Bucket bucket, Stored object);

  void went(Transaction transaction, Bucket bucket, Stored object);

  /** An object is kept in another way: in another class or tier, or with a restored copy. */
  void changed(Transaction transaction, Bucket bucket, Stored before, Stored after);

  /** Something was done once, for which the owner of the bucket pays. */
  void charge(Transaction transaction, Bucket bucket, String usageType, long quantity);
}
