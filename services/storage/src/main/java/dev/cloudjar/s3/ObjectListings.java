package dev.cloudjar.s3;

import dev.cloudjar.s3.Version.Stored;
import dev.cloudjar.store.KeyRange;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import java.util.Arrays;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads pages of objects and of versions, in time that grows with the page and nothing else. */
final class ObjectListings {
  private final ObjectStore objects;

  ObjectListings(ObjectStore objects) {
    this.objects = objects;
  }

  /** Where a listing goes on. */
  sealed interface Start {
    /** At the beginning. */
    record Beginning() implements Start {}

    /** Behind a key. */
    record AfterKey(String key) implements Start {}

    /** Behind every key that begins with a common prefix. */
    record AfterPrefix(String prefix) implements Start {}
  }

  static final Start BEGINNING = new Start.Beginning();

  /**
   * Behind a marker: where the marker is rolled up to a common prefix, behind all that is.
   *
   * @param marker empty for the beginning
   */
  static Start after(Listing listing, String marker) {
    if (marker.isEmpty()) {
      return BEGINNING;
    }
    String commonPrefix = listing.commonPrefix(marker);
    return commonPrefix == null ? new Start.AfterKey(marker) : new Start.AfterPrefix(commonPrefix);
  }

  /** The objects that plain GETs see. */
  Page<ListedObject> objects(Snapshot snapshot, Bucket bucket, Listing listing, Start start) {
    Table<ObjectKey, Version> table = objects.currentTable();
    try (TableCursor<ObjectKey, Version, ListedObject> cursor =
        new TableCursor<>(
            snapshot,
            table,
            range(table, bucket, listing, start),
            bucket.number(),
            ObjectKey::key,
            (key, version) -> new ListedObject(key.key(), (Stored) version))) {
      return listing.page(cursor);
    }
  }

  /** All versions of the keys from {@code start} on. */
  Page<ListedVersion> versions(Snapshot snapshot, Bucket bucket, Listing listing, Start start) {
    return versions(
        snapshot,
        bucket,
        listing,
        range(objects.currentTable(), bucket, listing, start),
        range(objects.othersTable(), bucket, listing, start),
        null);
  }

  /** The versions behind the one with an id: older ones of its key, and those of later keys. */
  Page<ListedVersion> versionsAfter(
      Snapshot snapshot, Bucket bucket, Listing listing, String key, String versionId) {
    OptionalLong place = objects.sequence(snapshot, bucket, key, versionId);
    return place.isEmpty()
        ? versions(snapshot, bucket, listing, new Start.AfterKey(key))
        : versionsAfter(snapshot, bucket, listing, key, place.getAsLong());
  }

  /** The versions behind a place, whether or not there is still one: older ones, and later keys. */
  Page<ListedVersion> versionsAfter(
      Snapshot snapshot, Bucket bucket, Listing listing, String key, long sequence) {
    Table<ObjectKey, Version> currents = objects.currentTable();
    Table<VersionKey, Version> others = objects.othersTable();
    Version current = objects.current(snapshot, bucket, key);
    Version newestOther = objects.newestOther(snapshot, bucket, key);
    byte[] currentKey = currents.encode(new ObjectKey(bucket.number(), key));
    boolean currentIsOlder = current != null && current.sequence() < sequence;
    boolean hasNewer =
        (current != null && current.sequence() >= sequence)
            || (newestOther != null && newestOther.sequence() >= sequence);
    return versions(
        snapshot,
        bucket,
        listing,
        inPrefix(currents, bucket, listing).from(currentIsOlder ? currentKey : behind(currentKey)),
        inPrefix(others, bucket, listing)
            .from(behind(others.encode(new VersionKey(bucket.number(), key, sequence)))),
        hasNewer ? key : null);
  }

  private Page<ListedVersion> versions(
      Snapshot snapshot,
      Bucket bucket,
      Listing listing,
      KeyRange currentRange,
      KeyRange otherRange,
      @Nullable String keyWithNewer) {
    TableCursor<ObjectKey, Version, ListedVersion> currents =
        new TableCursor<>(
            snapshot,
            objects.currentTable(),
            currentRange,
            bucket.number(),
            ObjectKey::key,
            (key, version) -> new ListedVersion(key.key(), version, true));
    TableCursor<VersionKey, Version, ListedVersion> others =
        new TableCursor<>(
            snapshot,
            objects.othersTable(),
            otherRange,
            bucket.number(),
            VersionKey::key,
            (key, version) -> new ListedVersion(key.key(), version, false));
    try (VersionCursor cursor = new VersionCursor(currents, others, keyWithNewer)) {
      return listing.page(cursor);
    }
  }

  private static KeyRange inPrefix(Table<?, ?> table, Bucket bucket, Listing listing) {
    return table.startingWith(out -> out.number(bucket.number()).textPrefix(listing.prefix()));
  }

  /** The rows of the listing's prefix from {@code start} on, in a table keyed by bucket and key. */
  static KeyRange range(Table<?, ?> table, Bucket bucket, Listing listing, Start start) {
    KeyRange all = inPrefix(table, bucket, listing);
    return switch (start) {
      case Start.Beginning beginning -> all;
      case Start.AfterKey(String key) ->
          fromAfter(all, table.bound(out -> out.number(bucket.number()).text(key)));
      case Start.AfterPrefix(String prefix) ->
          fromAfter(all, table.bound(out -> out.number(bucket.number()).textPrefix(prefix)));
    };
  }

  private static KeyRange fromAfter(KeyRange range, byte[] prefix) {
    byte[] after = KeyRange.after(prefix);
    return after == null ? range.until(range.start()) : range.from(after);
  }

  private static byte[] behind(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }
}
