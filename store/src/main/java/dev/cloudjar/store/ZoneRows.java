package dev.cloudjar.store;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows that tell which zones have a copy of a blob, and under which name. */
final class ZoneRows {
  private static final Table<BlobId, Copies> COPIES =
      new Table<>("store.zone-copies", BlobRows.IDS, RecordCodec.of(Copies.class));

  private final KeyValueStore store;

  ZoneRows(KeyValueStore store) {
    this.store = store;
  }

  /**
   * The copies of a blob.
   *
   * @param sizeBytes of the blob; each copy is longer by its checksums
   */
  record Copies(Spread spread, long sizeBytes, List<Copy> copies) {
    @Nullable Copy in(int zone) {
      for (Copy copy : copies) {
        if (copy.zone() == zone) {
          return copy;
        }
      }
      return null;
    }
  }

  /**
   * One copy.
   *
   * @param zone from 0
   * @param name of the copy in its zone
   */
  record Copy(int zone, String name) {
    BlobId id() {
      return new BlobId(name);
    }
  }

  /** A blob and its copies. */
  record Row(BlobId id, Copies copies) {}

  KeyValueStore store() {
    return store;
  }

  @Nullable Copies find(BlobId id) {
    return store.read(snapshot -> find(snapshot, id));
  }

  @Nullable Copies find(Snapshot snapshot, BlobId id) {
    return COPIES.get(snapshot, id);
  }

  void put(Transaction transaction, BlobId id, Copies copies) {
    COPIES.put(transaction, id, copies);
  }

  void delete(Transaction transaction, BlobId id) {
    COPIES.delete(transaction, id);
  }

  /** At most {@code count} rows that follow {@code last}; null for the first ones. */
  List<Row> after(@Nullable BlobId last, int count) {
    return store.read(
        snapshot -> {
          KeyRange range = last == null ? COPIES.all() : COPIES.all().from(COPIES.encode(last));
          List<Row> found = new ArrayList<>();
          try (Rows<BlobId, Copies> rows = COPIES.scan(snapshot, range)) {
            while (found.size() < count && rows.next()) {
              if (!rows.key().equals(last)) {
                found.add(new Row(rows.key(), rows.value()));
              }
            }
          }
          return found;
        });
  }
}
