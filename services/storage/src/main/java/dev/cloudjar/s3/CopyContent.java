package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.checksum.ChecksumAlgorithm;
import dev.cloudjar.s3.Version.DeleteMarker;
import dev.cloudjar.s3.Version.Stored;
import dev.cloudjar.s3.content.ByteRange;
import dev.cloudjar.s3.content.ContentDigest;
import dev.cloudjar.s3.content.ContentKey;
import dev.cloudjar.s3.content.ContentReader;
import dev.cloudjar.s3.content.ContentStore;
import dev.cloudjar.s3.content.ContentWriter;
import dev.cloudjar.s3.content.ReceivedContent;
import dev.cloudjar.s3.content.Slice;
import dev.cloudjar.s3.content.StoredContent;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Spread;
import dev.cloudjar.store.Transaction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Copies the content of objects. What lies in one blob is shared, not copied; the rest is written
 * anew. Bytes are read outside of any transaction, and what was made of them counts only if the
 * source is then still the same.
 */
final class CopyContent {
  private static final int MAX_TRIES = 20;

  private final KeyValueStore store;
  private final BucketDirectory directory;
  private final ObjectFinder finder;
  private final ContentStore contents;
  private final ContentReader reader;

  CopyContent(
      KeyValueStore store,
      BucketDirectory directory,
      ObjectFinder finder,
      ContentStore contents,
      ContentReader reader) {
    this.store = store;
    this.directory = directory;
    this.finder = finder;
    this.contents = contents;
    this.reader = reader;
  }

  /** An object that is copied from. */
  record Source(Bucket bucket, Stored object) {}

  /**
   * A copy of content that is about to be kept.
   *
   * @param content where it is
   * @param digest what its bytes came to; null where they were not read, and what is known of the
   *     source is true of the copy
   */
  record Copy(StoredContent content, ContentDigest.@Nullable Result digest) {}

  /**
   * How much of a source is copied.
   *
   * @param range null for all of it
   * @param algorithm the checksum that the copy must have; null for any
   * @param sourceKey under which the source is sealed
   * @param key under which the copy is to be sealed
   * @param spread over how many zones the copy is to be spread
   * @param wantsDigest whether the bytes must be read even where they need not be written
   */
  record Demand(
      @Nullable ByteRange range,
      @Nullable ChecksumAlgorithm algorithm,
      ContentKey sourceKey,
      ContentKey key,
      Spread spread,
      boolean wantsDigest) {}

  /** The object that {@code source} names. */
  Source source(Snapshot snapshot, Call call, CopySource source, @Nullable String expectedOwner) {
    Bucket bucket = directory.requireAnywhere(snapshot, call, source.bucket(), expectedOwner);
    String versionId = source.versionId();
    if (versionId == null) {
      return new Source(bucket, finder.require(snapshot, bucket, source.key(), null, "GET"));
    }
    return switch (finder.requireVersion(snapshot, bucket, source.key(), versionId)) {
      case Stored object -> new Source(bucket, object);
      case DeleteMarker marker ->
          throw S3Faults.invalidRequest(
              "The source of a copy request may not specifically refer to a delete marker by"
                  + " version id.");
    };
  }

  /**
   * Copies in one transaction.
   *
   * @param find finds the source, and refuses what is to be refused
   * @param demand what of the source is wanted
   * @param keep does what is to be done with the copy
   */
  <T> T copy(
      Function<Snapshot, Source> find, Function<Source, Demand> demand, TransactionStep<T> keep) {
    for (int tries = 1; tries <= MAX_TRIES; tries++) {
      try {
        Prepared prepared = store.read(snapshot -> plan(snapshot, find, demand));
        if (prepared.needsBytes()) {
          prepared = read(prepared);
        }
        return keep(prepared, find, keep);
      } catch (Changed e) {
        // The source was overwritten meanwhile: what it is now is copied.
      } catch (NoSuchFileException e) {
        // Its content was given up while it was read.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    throw S3Faults.slowDown();
  }

  private <T> T keep(Prepared ready, Function<Snapshot, Source> find, TransactionStep<T> keep) {
    ReceivedContent received = ready.received();
    if (received != null) {
      Copy copy = new Copy(received.content(), ready.digest());
      return contents.keep(
          store,
          received,
          transaction -> keep.apply(transaction, unchanged(transaction, ready, find), copy));
    }
    StoredContent.File file = ready.slices().getFirst().shared().orElseThrow();
    return store.transact(
        transaction -> {
          Source source = unchanged(transaction, ready, find);
          Copy copy = new Copy(contents.share(transaction, file), ready.digest());
          return keep.apply(transaction, source, copy);
        });
  }

  private static Source unchanged(
      Transaction transaction, Prepared ready, Function<Snapshot, Source> find) {
    Source source = find.apply(transaction);
    if (!ready.isOf(source)) {
      throw new Changed();
    }
    return source;
  }

  /** What is done with a copy, in the transaction that makes it. */
  @FunctionalInterface
  interface TransactionStep<T> {
    T apply(Transaction transaction, Source source, Copy copy);
  }

  /**
   * What is known before the transaction.
   *
   * @param slices the content to be copied
   * @param received the content written anew; null where it is shared
   * @param digest null where the bytes were not read
   */
  private record Prepared(
      Source source,
      Demand demand,
      List<Slice> slices,
      @Nullable ReceivedContent received,
      ContentDigest.@Nullable Result digest) {

    boolean isShared() {
      return slices.size() == 1
          && slices.getFirst().shared().isPresent()
          && demand.sourceKey().equals(demand.key())
          && demand.spread() == source.object().attributes().spread();
    }

    boolean needsBytes() {
      return !isShared() || (demand.wantsDigest() ? knownDigest() == null : !isChecksumKnown());
    }

    Prepared withDigest(ContentDigest.@Nullable Result known) {
      return new Prepared(source, demand, slices, received, known);
    }

    private boolean isChecksumKnown() {
      StoredChecksum checksum = source.object().checksum();
      ChecksumAlgorithm algorithm = demand.algorithm();
      return source.object().parts() == 0
          && checksum != null
          && (algorithm == null || algorithm.name().equals(checksum.algorithm()));
    }

    /** What the bytes come to, as far as it is known of the source; null where it is not. */
    private ContentDigest.@Nullable Result knownDigest() {
      Stored object = source.object();
      StoredChecksum checksum = object.checksum();
      boolean isWhole = demand.range() == null || demand.range().sizeBytes() == object.sizeBytes();
      if (!isChecksumKnown()
          || checksum == null
          || !isWhole
          || !(object.attributes().encryption() instanceof Encryption.Managed)) {
        return null;
      }
      ChecksumAlgorithm algorithm = ChecksumAlgorithm.valueOf(checksum.algorithm());
      return new ContentDigest.Result(
          object.etag(),
          algorithm,
          checksum.value(),
          algorithm == ChecksumAlgorithm.CRC64NVME ? checksum.value() : null);
    }

    boolean isOf(Source now) {
      Stored then = source.object();
      return now.bucket().number() == source.bucket().number()
          && now.object().sequence() == then.sequence()
          && now.object().versionId().equals(then.versionId())
          && now.object().etag().equals(then.etag())
          && isSame(now.object().content(), then.content());
    }

    /** Content in rows and blobs is never written again; that in the row itself has its ETag. */
    private static boolean isSame(StoredContent now, StoredContent then) {
      return now.equals(then)
          || (now instanceof StoredContent.Inline && then instanceof StoredContent.Inline);
    }
  }

  private Prepared plan(
      Snapshot snapshot, Function<Snapshot, Source> find, Function<Source, Demand> demand) {
    Source source = find.apply(snapshot);
    Demand demanded = demand.apply(source);
    Prepared plan =
        new Prepared(
            source,
            demanded,
            reader.slices(snapshot, source.object().content(), demanded.range()),
            null,
            null);
    return demanded.wantsDigest() && plan.isShared() ? plan.withDigest(plan.knownDigest()) : plan;
  }

  private Prepared read(Prepared plan) throws IOException {
    ContentDigest digest = new ContentDigest(algorithm(plan));
    if (plan.isShared()) {
      reader.send(plan.slices(), plan.demand().sourceKey(), new DigestChannel(digest));
      return new Prepared(plan.source(), plan.demand(), plan.slices(), null, digest.finish());
    }
    ByteRange range = plan.demand().range();
    long sizeBytes = range == null ? plan.source().object().sizeBytes() : range.sizeBytes();
    try (ContentWriter writer =
        contents.write(sizeBytes, plan.demand().key(), plan.demand().spread(), digest)) {
      reader.send(plan.slices(), plan.demand().sourceKey(), writer);
      ReceivedContent received = writer.finish(result -> {});
      return new Prepared(plan.source(), plan.demand(), plan.slices(), received, received.digest());
    }
  }

  private static ChecksumAlgorithm algorithm(Prepared plan) {
    ChecksumAlgorithm asked = plan.demand().algorithm();
    StoredChecksum checksum = plan.source().object().checksum();
    if (asked != null) {
      return asked;
    }
    return checksum == null
        ? ChecksumAlgorithm.CRC64NVME
        : ChecksumAlgorithm.valueOf(checksum.algorithm());
  }

  /** Feeds a digest. */
  private record DigestChannel(ContentDigest digest) implements WritableByteChannel {
    @Override
    public int write(ByteBuffer source) {
      int count = source.remaining();
      digest.update(source);
      source.position(source.limit());
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  /** The source is not what it was; never seen outside. */
  private static final class Changed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Changed() {
      super(null, null, false, false);
    }
  }
}
