package dev.cloudjar.s3;

import dev.cloudjar.store.RowReader;
import dev.cloudjar.store.RowWriter;
import dev.cloudjar.store.ValueCodec;
import java.time.Instant;

/**
 * A bucket.
 *
 * @param name unique in its partition
 * @param number unique for ever, so that a bucket made anew finds nothing of the one before it
 * @param accountId the owner's account, 12 digits
 * @param region where it is
 * @param location its location constraint as it was asked for; empty in us-east-1
 * @param created to the second
 * @param versioning whether it keeps versions
 * @param locked whether it locks objects, which is for ever
 * @param mfaDelete whether deleting versions takes the code of a device
 */
record Bucket(
    String name,
    long number,
    String accountId,
    String region,
    String location,
    Instant created,
    Versioning versioning,
    boolean locked,
    boolean mfaDelete) {

  static final ValueCodec<Bucket> VALUE =
      new ValueCodec<>() {
        @Override
        public byte[] write(Bucket bucket) {
          return new RowWriter(128)
              .optionalText(bucket.name)
              .number(bucket.number)
              .optionalText(bucket.accountId)
              .optionalText(bucket.region)
              .optionalText(bucket.location)
              .number(bucket.created.getEpochSecond())
              .optionalText(bucket.versioning.name())
              .number(bucket.locked ? 1 : 0)
              .number(bucket.mfaDelete ? 1 : 0)
              .toBytes();
        }

        @Override
        public Bucket read(byte[] bytes) {
          RowReader in = new RowReader(bytes);
          return new Bucket(
              in.presentText(),
              in.number(),
              in.presentText(),
              in.presentText(),
              in.presentText(),
              Instant.ofEpochSecond(in.number()),
              Versioning.valueOf(in.presentText()),
              in.hasMore() && in.number() == 1,
              in.hasMore() && in.number() == 1);
        }
      };

  Bucket with(Versioning newVersioning) {
    return new Bucket(
        name, number, accountId, region, location, created, newVersioning, locked, mfaDelete);
  }

  Bucket withLock() {
    return new Bucket(
        name, number, accountId, region, location, created, versioning, true, mfaDelete);
  }

  Bucket withMfaDelete(boolean guarded) {
    return new Bucket(
        name, number, accountId, region, location, created, versioning, locked, guarded);
  }

  String arn() {
    return "arn:" + Partition.of(region) + ":s3:::" + name;
  }
}
