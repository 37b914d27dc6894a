package dev.cloudjar.store;

import java.util.function.Function;

/** A store that lives as long as its process. */
public final class MemoryStore implements KeyValueStore {
  private final KeyValueStore store = new OptimisticStore(new TreeEngine(), Durability.OS);

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
