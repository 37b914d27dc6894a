package dev.cloudjar.store;

class MemoryBlobsTest extends BlobsKit {
  @Override
  protected Store openStore() {
    return Store.inMemory();
  }
}
