package dev.cloudjar.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** A store in a directory, which no other process may have open. */
public final class RocksStore implements KeyValueStore {
  private final KeyValueStore store;

  private RocksStore(KeyValueStore store) {
    this.store = store;
  }

  /**
   * Opens the store in {@code directory}, which is made if it isn't there.
   *
   * @param nativeDirectory where RocksDB's library is unpacked to, if it isn't there yet
   */
  public static RocksStore open(Path directory, Path nativeDirectory, Durability durability)
      throws IOException {
    Files.createDirectories(directory);
    RocksEngine engine = RocksEngine.open(directory, nativeDirectory);
    return new RocksStore(new OptimisticStore(engine, durability));
  }

  @Override
  public <T> T read(Function<Snapshot, T> body) {
    return store.read(body);
  }

  @Override
  public <T> T transact(Function<Transaction, T> body) {
    return store.transact(body);
  }

  @Override
  public void close() {
    store.close();
  }
}
