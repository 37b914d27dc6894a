package dev.cloudjar.store;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The rows that tell which blobs are somebody's, and which ones' bytes are still to be removed. */
final class BlobRows {
  static final KeyCodec<BlobId> IDS =
      new KeyCodec<>() {
        @Override
        public void write(BlobId key, KeyWriter out) {
          out.text(key.value());
        }

        @Override
        public BlobId read(KeyReader in) {
          return new BlobId(in.text());
        }
      };

  static final ValueCodec<Boolean> NOTHING =
      new ValueCodec<>() {
        @Override
        public byte[] write(Boolean value) {
          return new byte[0];
        }

        @Override
        public Boolean read(byte[] bytes) {
          return true;
        }
      };

  private final KeyValueStore store;
  private final Table<BlobId, Boolean> adopted;
  private final Table<BlobId, Boolean> released;

  /**
   * @param prefix of the names of the tables, so that several may be in one store
   */
  BlobRows(KeyValueStore store, String prefix) {
    this.store = store;
    this.adopted = new Table<>(prefix + "adopted-blobs", IDS, NOTHING);
    this.released = new Table<>(prefix + "released-blobs", IDS, NOTHING);
  }

  void adopt(Transaction transaction, BlobId id) {
    if (adopted.contains(transaction, id)) {
      throw new IllegalStateException("blob " + id.value() + " is adopted already");
    }
    adopted.put(transaction, id, true);
  }

  void release(Transaction transaction, BlobId id) {
    if (!adopted.contains(transaction, id)) {
      throw new IllegalStateException("blob " + id.value() + " is not adopted");
    }
    adopted.delete(transaction, id);
    released.put(transaction, id, true);
  }

  boolean isAdopted(BlobId id) {
    return store.read(snapshot -> adopted.contains(snapshot, id));
  }

  void forgetReleased(List<BlobId> ids) {
    store.<@Nullable Void>transact(
        transaction -> {
          ids.forEach(id -> released.delete(transaction, id));
          return null;
        });
  }

  void forEachReleased(Consumer<BlobId> action) {
    store.<@Nullable Void>read(
        snapshot -> {
          try (Rows<BlobId, Boolean> rows = released.scan(snapshot, released.all())) {
            while (rows.next()) {
              action.accept(rows.key());
            }
          }
          return null;
        });
  }
}
