package dev.cloudjar.store;

class MemoryStoreTest extends KeyValueStoreKit {
  @Override
  protected KeyValueStore openStore() {
    return new MemoryStore();
  }
}
