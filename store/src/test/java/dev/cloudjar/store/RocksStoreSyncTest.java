package dev.cloudjar.store;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class RocksStoreSyncTest extends KeyValueStoreKit {
  @TempDir Path directory;

  @Override
  protected KeyValueStore openStore() throws IOException {
    return RocksStore.open(directory, Native.DIRECTORY, Durability.SYNC);
  }
}
