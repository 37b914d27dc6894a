package dev.cloudjar.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlabBlobsTest extends BlobsKit {
  @TempDir Path directory;

  private Store store;

  @Override
  protected Store openStore() throws IOException {
    store = Store.open(directory, Durability.SYNC, Native.DIRECTORY);
    return store;
  }

  @Override
  protected BlobWriter begin(int size) throws IOException {
    return blobs.create(size);
  }

  @Test
  void keepsBlobsOverARestartAndForgetsWhatNobodyAdopted() throws Exception {
    BlobId kept = adopted(10_000);
    BlobId released = adopted(10_000);
    release(released);
    BlobId unadopted = written(10_000);

    reopen();

    assertHolds(kept, 10_000);
    for (BlobId gone : List.of(released, unadopted)) {
      assertThatThrownBy(() -> blobs.open(gone)).isInstanceOf(NoSuchFileException.class);
    }
  }

  @Test
  void keepsBlobsOfLikeSizeInOneFile() throws Exception {
    for (int i = 0; i < 100; i++) {
      adopted(60_000 + i);
    }
    assertThat(slabs(directory)).hasSize(1);
  }

  @Test
  void givesSlotsToOthersOnceTheyAreReleased() throws Exception {
    store.close();
    Path other = directory.resolve("os");
    for (int process = 0; process < 2; process++) {
      try (Store quick = Store.open(other, Durability.OS, Native.DIRECTORY)) {
        rows = quick.rows();
        blobs = quick.blobs();
        for (int i = 0; i < 3 * SlabAllocator.SLOTS; i++) {
          release(adopted(5_000));
        }
        assertHolds(adopted(5_000), 5_000);
      }
    }
    assertThat(slabs(other)).hasSizeBetween(1, 2);
    open();
  }

  @Test
  void refusesMoreThanWasAnnounced() throws IOException {
    try (BlobWriter writer = blobs.create(100)) {
      assertThatThrownBy(() -> writer.write(ByteBuffer.allocate(Slot.LARGEST_BYTES + 1)))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void knowsNoBlobsByNamesThatWereMadeUp() {
    for (String name :
        List.of("slot-1-0-a-1", "slot-zz-0-a-1", "slot--1-0-a-1", "slot-1-0-zzzz-1")) {
      assertThatThrownBy(() -> blobs.open(new BlobId(name)))
          .isInstanceOf(NoSuchFileException.class);
      assertThatThrownBy(() -> adopt(new BlobId(name))).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> release(new BlobId(name))).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void readsOnAfterAnotherReaderWasInterrupted() throws Exception {
    BlobId id = adopted(20_000);
    Thread.currentThread().interrupt();
    assertHolds(id, 20_000);
    assertThat(Thread.interrupted()).isTrue();
    assertHolds(id, 20_000);
  }

  /**
   * Whatever is adopted, released, discarded and forgotten, no two blobs get in each other's way.
   */
  @Test
  void neverGivesASlotToTwo() throws Exception {
    for (int round = 0; round < 3; round++) {
      List<Callable<Map<BlobId, byte[]>>> clients = new ArrayList<>();
      for (int client = 0; client < 8; client++) {
        long seed = round * 100L + client;
        clients.add(() -> liveFor(new Random(seed)));
      }
      List<Map<BlobId, byte[]>> kept = KeyValueStoreKit.runAll(clients);
      reopen();
      for (Map<BlobId, byte[]> each : kept) {
        assertKept(each);
      }
    }
  }

  private Map<BlobId, byte[]> liveFor(Random random) throws IOException {
    Map<BlobId, byte[]> kept = new LinkedHashMap<>();
    for (int i = 0; i < 250; i++) {
      byte[] content = new byte[random.nextInt(3_000, 4_000)];
      random.nextBytes(content);
      BlobId id;
      try (BlobWriter writer = blobs.create(content.length)) {
        writer.write(ByteBuffer.wrap(content));
        id = writer.commit();
      }
      if (random.nextInt(10) == 0) {
        blobs.discard(id);
      } else {
        adopt(id);
        kept.put(id, content);
        if (kept.size() > 40) {
          BlobId victim = List.copyOf(kept.keySet()).get(random.nextInt(kept.size()));
          release(victim);
          kept.remove(victim);
        }
      }
      if (i % 100 == 0) {
        assertKept(kept);
      }
    }
    return kept;
  }

  private void assertKept(Map<BlobId, byte[]> kept) throws IOException {
    for (Map.Entry<BlobId, byte[]> each : kept.entrySet()) {
      try (Blob blob = blobs.open(each.getKey())) {
        ByteBuffer found = blob.bytes().orElseThrow();
        assertThat(found).isEqualTo(ByteBuffer.wrap(each.getValue()));
      }
    }
  }

  private void reopen() throws Exception {
    store.close();
    open();
  }

  private List<Path> slabs(Path store) throws IOException {
    try (Stream<Path> all = Files.list(store.resolve("blobs/slabs"))) {
      return all.toList();
    }
  }
}
