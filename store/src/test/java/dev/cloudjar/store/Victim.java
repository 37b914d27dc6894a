package dev.cloudjar.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows and blobs and says what was acknowledged, until it is killed; for {@link KillTest}.
 */
final class Victim {
  static final int CLIENTS = 4;
  static final int KEPT_BLOBS = 3;

  private static final KeyCodec<Key> KEYS =
      new KeyCodec<>() {
        @Override
        public void write(Key key, KeyWriter out) {
          out.number(key.client()).number(key.number());
        }

        @Override
        public Key read(KeyReader in) {
          return new Key(in.number(), in.number());
        }
      };

  /** The notes of a client are numbered from 1 on. */
  static final Table<Key, Note> NOTES = new Table<>("test.notes", KEYS, RecordCodec.of(Note.class));

  /** Under number 0 of each client: how many notes it has. */
  static final Table<Key, Note> COUNTS =
      new Table<>("test.counts", KEYS, RecordCodec.of(Note.class));

  record Key(long client, long number) {}

  /**
   * @param blob the blob with {@link #content} of the number, while it is kept
   */
  record Note(long number, @Nullable String blob) {}

  private Victim() {}

  public static void main(String[] args) throws Exception {
    Store store = Store.open(Path.of(args[0]), Durability.valueOf(args[1]), Path.of(args[2]));
    List<Callable<Void>> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      long client = i;
      clients.add(
          () -> {
            while (true) {
              say(client + " " + write(store, client));
            }
          });
    }
    KeyValueStoreKit.runAll(clients);
  }

  /** Writes the next note with its blob, gives an older blob up, and leaves another unfinished. */
  private static long write(Store store, long client) throws IOException {
    BlobWriter unfinished = store.blobs().create();
    unfinished.write(content(7));
    long number = 1 + count(store, client);
    BlobId blob;
    ByteBuffer content = content(number);
    try (BlobWriter writer =
        store.blobs().create(number % 3 == 0 ? 10_000_000 : content.remaining())) {
      writer.write(content);
      blob = writer.commit();
    }
    store
        .rows()
        .<@Nullable Void>transact(
            tx -> {
              store.blobs().adopt(tx, blob);
              NOTES.put(tx, new Key(client, number), new Note(number, blob.value()));
              COUNTS.put(tx, new Key(client, 0), new Note(number, null));
              Key older = new Key(client, number - KEPT_BLOBS);
              Note note = NOTES.get(tx, older);
              if (note != null && note.blob() != null) {
                store.blobs().release(tx, new BlobId(note.blob()));
                NOTES.put(tx, older, new Note(note.number(), null));
              }
              return null;
            });
    return number;
  }

  static long count(Store store, long client) {
    return store
        .rows()
        .read(
            snapshot -> {
              Note count = COUNTS.get(snapshot, new Key(client, 0));
              return count == null ? 0 : count.number();
            });
  }

  static ByteBuffer content(long number) {
    byte[] bytes = new byte[(int) (number * 977 % 100_000)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i + number);
    }
    return ByteBuffer.wrap(bytes);
  }

  /** One write, so that lines of several clients don't mix. */
  private static void say(String line) {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.US_ASCII);
    synchronized (Victim.class) {
      System.out.write(bytes, 0, bytes.length);
      System.out.flush();
    }
  }
}
