package dev.cloudjar.s3;

import dev.cloudjar.cloud.Clock;
import dev.cloudjar.s3.Version.DeleteMarker;
import dev.cloudjar.s3.Version.Stored;
import dev.cloudjar.s3.content.ContentStore;
import dev.cloudjar.s3.content.StoredContent;
import dev.cloudjar.store.CountingStore;
import dev.cloudjar.store.MemoryStore;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A bucket in a store of its own. */
final class StoredBucket {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final ObjectAttributes ATTRIBUTES =
      new ObjectAttributes(
          "text/plain",
          null,
          null,
          null,
          null,
          null,
          null,
          Encryption.managed(),
          ObjectAttributes.STANDARD,
          Map.of(),
          Map.of(),
          null);

  private final MemoryStore store = new MemoryStore();
  private final CountingStore counted = new CountingStore(store);
  private final ObjectStore objects =
      new ObjectStore(
          new ContentStore(new NoBlobs(), new FrozenClock(NOW), new RandomIds()),
          new RandomIds(),
          StorageRecord.NONE);
  private final ObjectListings listings = new ObjectListings(objects);
  private long rowsReadBefore;
  private Bucket bucket =
      new Bucket(
          "bucket",
          1,
          "000000000000",
          "us-east-1",
          "",
          NOW,
          Versioning.UNVERSIONED,
          false,
          Bucket.MfaDelete.UNSAID,
          Bucket.Hearers.NOBODY);

  void set(Versioning versioning) {
    bucket = bucket.with(versioning);
  }

  Stored put(String key, String etag) {
    return store.transact(
        transaction ->
            objects.put(
                transaction,
                bucket,
                key,
                new Stored(
                    0,
                    VersionId.NULL,
                    NOW,
                    etag,
                    null,
                    0,
                    new StoredContent.Inline(new byte[0]),
                    ATTRIBUTES)));
  }

  @Nullable DeleteMarker delete(String key) {
    return store.transact(transaction -> objects.delete(transaction, bucket, key, NOW));
  }

  void deleteVersion(String key, String versionId) {
    store.transact(
        transaction -> {
          Version version = objects.find(transaction, bucket, key, versionId);
          if (version != null) {
            objects.deleteVersion(transaction, bucket, key, version);
          }
          return key;
        });
  }

  @Nullable Version find(String key, String versionId) {
    return store.read(snapshot -> objects.find(snapshot, bucket, key, versionId));
  }

  @Nullable Version latest(String key) {
    return store.read(snapshot -> objects.latest(snapshot, bucket, key));
  }

  boolean isEmpty() {
    return store.read(snapshot -> objects.isEmpty(snapshot, bucket));
  }

  Page<ListedObject> objects(Listing listing, ObjectListings.Start start) {
    return counted.read(snapshot -> listings.objects(snapshot, bucket, listing, start));
  }

  /** The page behind a version, or behind a key where no version is given. */
  Page<ListedVersion> versions(Listing listing, String key, @Nullable String versionId) {
    return counted.read(
        snapshot ->
            versionId == null
                ? listings.versions(snapshot, bucket, listing, ObjectListings.after(listing, key))
                : listings.versionsAfter(snapshot, bucket, listing, key, versionId));
  }

  /** How many rows and seeks the listings have cost since the last time that this was asked. */
  long steps() {
    long before = rowsReadBefore;
    rowsReadBefore = counted.rowsRead();
    return rowsReadBefore - before;
  }

  private record FrozenClock(Instant now) implements Clock {
    @Override
    public Instant wallTime() {
      return now;
    }
  }
}
