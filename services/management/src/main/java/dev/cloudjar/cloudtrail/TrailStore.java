package dev.cloudjar.cloudtrail;

import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyRange;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Trails, and what they have delivered and have yet to. */
final class TrailStore {
  private static final Table<Trail.Key, Trail> TRAILS =
      new Table<>("cloudtrail.trail", Trail.Key.CODEC, RecordCodec.of(Trail.class));
  private static final Table<Trail.Key, Status> STATUS =
      new Table<>("cloudtrail.status", Trail.Key.CODEC, RecordCodec.of(Status.class));
  private static final Table<Pending, Marker> PENDING =
      new Table<>("cloudtrail.pending", Pending.CODEC, RecordCodec.of(Marker.class));
  private static final Table<FileKey, LogFile> FILES =
      new Table<>("cloudtrail.log-file", FileKey.CODEC, RecordCodec.of(LogFile.class));
  private static final Table<FileKey, Digest> DIGESTS =
      new Table<>("cloudtrail.digest", FileKey.CODEC, RecordCodec.of(Digest.class));

  private record Marker() {}

  /** A page that a trail has to deliver. */
  record Pending(Trail.Key trail, PageKey page) {
    static final KeyCodec<Pending> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(Pending key, KeyWriter out) {
            Trail.Key.CODEC.write(key.trail(), out);
            PageKey.CODEC.write(key.page(), out);
          }

          @Override
          public Pending read(KeyReader in) {
            return new Pending(Trail.Key.CODEC.read(in), PageKey.CODEC.read(in));
          }
        };
  }

  /** A file of a trail from a Region; the state of its digests goes by no name. */
  record FileKey(Trail.Key trail, String region, String object) {
    static final KeyCodec<FileKey> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(FileKey key, KeyWriter out) {
            Trail.Key.CODEC.write(key.trail(), out);
            out.text(key.region()).text(key.object());
          }

          @Override
          public FileKey read(KeyReader in) {
            return new FileKey(Trail.Key.CODEC.read(in), in.text(), in.text());
          }
        };
  }

  /** A log file that no digest tells of yet. */
  record LogFile(String bucket, String object, String hash, Instant oldest, Instant newest) {}

  /** The digest that the next one has to name. */
  record Digest(String bucket, String object, String hash, String signature, Instant end) {}

  /** How a trail's deliveries went. */
  record Status(
      Optional<Instant> delivery,
      Optional<String> deliveryError,
      Optional<Instant> digest,
      Optional<String> digestError,
      Optional<Instant> attempt) {
    static final Status NONE =
        new Status(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    Status delivered(Instant now) {
      return new Status(Optional.of(now), Optional.empty(), digest, digestError, Optional.of(now));
    }

    Status notDelivered(String error, Instant now) {
      return new Status(delivery, Optional.of(error), digest, digestError, Optional.of(now));
    }

    Status digested(Instant now) {
      return new Status(delivery, deliveryError, Optional.of(now), Optional.empty(), attempt);
    }

    Status notDigested(String error) {
      return new Status(delivery, deliveryError, digest, Optional.of(error), attempt);
    }
  }

  private TrailStore() {}

  static @Nullable Trail trail(Snapshot snapshot, Trail.Key key) {
    return TRAILS.get(snapshot, key);
  }

  static void put(Transaction transaction, Trail trail) {
    TRAILS.put(transaction, trail.key(), trail);
  }

  static void delete(Transaction transaction, Trail.Key key) {
    TRAILS.delete(transaction, key);
    STATUS.delete(transaction, key);
    PENDING.deleteRange(transaction, pending(key));
    FILES.deleteRange(transaction, FILES.startingWith(out -> Trail.Key.CODEC.write(key, out)));
    DIGESTS.deleteRange(transaction, DIGESTS.startingWith(out -> Trail.Key.CODEC.write(key, out)));
  }

  /** All trails of an account: five in each Region at the most. */
  static List<Trail> ofAccount(Snapshot snapshot, String accountId) {
    List<Trail> found = new ArrayList<>();
    try (Rows<Trail.Key, Trail> rows =
        TRAILS.scan(snapshot, TRAILS.startingWith(out -> out.text(accountId)))) {
      while (rows.next()) {
        found.add(rows.value());
      }
    }
    return found;
  }

  static Status status(Snapshot snapshot, Trail.Key key) {
    Status status = STATUS.get(snapshot, key);
    return status == null ? Status.NONE : status;
  }

  static void put(Transaction transaction, Trail.Key key, Status status) {
    STATUS.put(transaction, key, status);
  }

  // ---- what is to be delivered -----------------------------------------------------------------

  static void putPending(Transaction transaction, Trail.Key trail, PageKey page) {
    PENDING.put(transaction, new Pending(trail, page), new Marker());
  }

  static void deletePending(Transaction transaction, Trail.Key trail, PageKey page) {
    PENDING.delete(transaction, new Pending(trail, page));
  }

  static List<PageKey> pending(Snapshot snapshot, Trail.Key trail, int limit) {
    List<PageKey> found = new ArrayList<>();
    try (Rows<Pending, Marker> rows = PENDING.scan(snapshot, pending(trail))) {
      while (found.size() < limit && rows.next()) {
        found.add(rows.key().page());
      }
    }
    return found;
  }

  private static KeyRange pending(Trail.Key trail) {
    return PENDING.startingWith(out -> Trail.Key.CODEC.write(trail, out));
  }

  // ---- what has been delivered -----------------------------------------------------------------

  static void put(Transaction transaction, FileKey key, LogFile file) {
    FILES.put(transaction, key, file);
  }

  static void delete(Transaction transaction, FileKey key) {
    FILES.delete(transaction, key);
  }

  /** The log files that no digest tells of yet. */
  static List<FileKey> files(Snapshot snapshot, Trail.Key trail) {
    List<FileKey> found = new ArrayList<>();
    try (Rows<FileKey, LogFile> rows =
        FILES.scan(snapshot, FILES.startingWith(out -> Trail.Key.CODEC.write(trail, out)))) {
      while (rows.next()) {
        found.add(rows.key());
      }
    }
    return found;
  }

  static @Nullable LogFile file(Snapshot snapshot, FileKey key) {
    return FILES.get(snapshot, key);
  }

  static @Nullable Digest digest(Snapshot snapshot, Trail.Key trail, String region) {
    return DIGESTS.get(snapshot, new FileKey(trail, region, ""));
  }

  /** The Regions for which a trail has written digests since it was started. */
  static List<String> digestRegions(Snapshot snapshot, Trail.Key trail) {
    List<String> found = new ArrayList<>();
    try (Rows<FileKey, Digest> rows =
        DIGESTS.scan(snapshot, DIGESTS.startingWith(out -> Trail.Key.CODEC.write(trail, out)))) {
      while (rows.next()) {
        found.add(rows.key().region());
      }
    }
    return found;
  }

  static void put(Transaction transaction, Trail.Key trail, String region, Digest digest) {
    DIGESTS.put(transaction, new FileKey(trail, region, ""), digest);
  }

  static void forgetDigests(Transaction transaction, Trail.Key trail) {
    DIGESTS.deleteRange(
        transaction, DIGESTS.startingWith(out -> Trail.Key.CODEC.write(trail, out)));
  }
}
