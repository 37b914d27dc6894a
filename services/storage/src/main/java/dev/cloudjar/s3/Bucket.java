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
 * @param hearers who is told of changes of its objects
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
    MfaDelete mfa,
    Hearers hearers) {

  /** Whether deleting versions takes the code of a device; answers tell whether it ever did. */
  enum MfaDelete {
    UNSAID,
    ENABLED,
    DISABLED
  }

  /**
   * Who is told of changes of a bucket's objects, so that where it is nobody, as it mostly is, a
   * change costs nothing more.
   *
   * @param notified whether event notifications are configured
   * @param aging whether rules say what becomes of objects in time
   * @param replicated whether it was ever the source or destination of a replication
   */
  record Hearers(boolean notified, boolean replicated, boolean aging) {
    static final Hearers NOBODY = new Hearers(false, false, false);

    Hearers withNotified(boolean newNotified) {
      return new Hearers(newNotified, replicated, aging);
    }

    Hearers withReplicated() {
      return new Hearers(notified, true, aging);
    }

    Hearers withAging(boolean newAging) {
      return new Hearers(notified, replicated, newAging);
    }

    private long toNumber() {
      return (notified ? 1 : 0) | (replicated ? 2 : 0) | (aging ? 4 : 0);
    }

    private static Hearers of(long number) {
      return new Hearers((number & 1) != 0, (number & 2) != 0, (number & 4) != 0);
    }
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
              .number(bucket.hearers.toNumber())
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
              in.hasMore() ? MfaDelete.valueOf(in.presentText()) : MfaDelete.UNSAID,
              in.hasMore() ? Hearers.of(in.number()) : Hearers.NOBODY);
        }
      };

  Bucket with(Versioning newVersioning) {
    return new Bucket(
        name, number, accountId, region, location, created, newVersioning, locked, mfa, hearers);
  }

  Bucket withLock() {
    return new Bucket(
        name, number, accountId, region, location, created, versioning, true, mfa, hearers);
  }

  boolean mfaDelete() {
    return mfa == MfaDelete.ENABLED;
  }

  Bucket with(MfaDelete said) {
    return new Bucket(
        name, number, accountId, region, location, created, versioning, locked, said, hearers);
  }

  Bucket with(Hearers newHearers) {
    return new Bucket(
        name, number, accountId, region, location, created, versioning, locked, mfa, newHearers);
  }

  String arn() {
    return "arn:" + Partition.of(region) + ":s3:::" + name;
  }
}
