package dev.cloudjar.store;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The rows that tell which blobs are somebody's, and which ones' bytes are still to be removed. */
final class BlobRows {
  private static final KeyCodec<BlobId> IDS =
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

  private static final Table<BlobId, Boolean> ADOPTED =
      new Table<>("store.adopted-blobs", IDS, NOTHING);
  private static final Table<BlobId, Boolean> RELEASED =
      new Table<>("store.released-blobs", IDS, NOTHING);

  private final KeyValueStore store;

  BlobRows(KeyValueStore store) {
    this.store = store;
  }

  void adopt(Transaction transaction, BlobId id) {
    if (ADOPTED.contains(transaction, id)) {
      throw new IllegalStateException("blob " + id.value() + " is adopted already");
    }
    ADOPTED.put(transaction, id, true);
  }

  void release(Transaction transaction, BlobId id) {
    if (!ADOPTED.contains(transaction, id)) {
      throw new IllegalStateException("blob " + id.value() + " is not adopted");
    }
    ADOPTED.delete(transaction, id);
    RELEASED.put(transaction, id, true);
  }

  boolean isAdopted(BlobId id) {
    return store.read(snapshot -> ADOPTED.contains(snapshot, id));
  }

  void forgetReleased(List<BlobId> ids) {
    store.<@Nullable Void>transact(
        transaction -> {
          ids.forEach(id -> RELEASED.delete(transaction, id));
          return null;
        });
  }

  void forEachReleased(Consumer<BlobId> action) {
    store.<@Nullable Void>read(
        snapshot -> {
          try (Rows<BlobId, Boolean> rows = RELEASED.scan(snapshot, RELEASED.all())) {
            while (rows.next()) {
              action.accept(rows.key());
            }
          }
          return null;
        });
  }
}
