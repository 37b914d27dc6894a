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
 * @param mfa what was said of MFA Delete
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
    MfaDelete mfa) {

  /** Whether deleting versions takes the code of a device; answers tell whether it ever did. */
  enum MfaDelete {
    UNSAID,
    ENABLED,
    DISABLED
  }

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
              .optionalText(bucket.mfa.name())
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
              in.hasMore() ? MfaDelete.valueOf(in.presentText()) : MfaDelete.UNSAID);
        }
      };

  Bucket with(Versioning newVersioning) {
    return new Bucket(
        name, number, accountId, region, location, created, newVersioning, locked, mfa);
  }

  Bucket withLock() {
    return new Bucket(name, number, accountId, region, location, created, versioning, true, mfa);
  }

  boolean mfaDelete() {
    return mfa == MfaDelete.ENABLED;
  }

  Bucket with(MfaDelete said) {
    return new Bucket(name, number, accountId, region, location, created, versioning, locked, said);
  }

  String arn() {
    return "arn:" + Partition.of(region) + ":s3:::" + name;
  }
}
