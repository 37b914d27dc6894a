package dev.cloudjar.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZonedBlobsTest extends BlobsKit {
  private static final int SIZE = 200_000;

  @TempDir Path directory;

  private Store store;

  @Override
  protected Store openStore() throws IOException {
    store = Store.open(rowsDirectory(), Durability.SYNC, Native.DIRECTORY, zones());
    return store;
  }

  private Path rowsDirectory() {
    return directory.resolve("store");
  }

  private List<Path> zones() {
    return Stream.of("a", "b", "c").map(directory::resolve).toList();
  }

  @Test
  void keepsACopyInEachZone() throws IOException {
    adopted(SIZE);

    for (Path zone : zones()) {
      assertThat(copies(zone)).hasSize(1);
    }
  }

  @Test
  void readsEverythingThoughAnyTwoZonesAreLost() throws IOException {
    for (List<Path> lost : pairs()) {
      BlobId large = adopted(SIZE);
      BlobId small = adopted(10);

      lost.forEach(ZonedBlobsTest::destroy);

      assertHolds(large, SIZE);
      assertHolds(small, 10);
      store.scrub();
    }
  }

  @Test
  void makesLostCopiesAnewWhenItIsOpenedAgain() throws Exception {
    BlobId id = adopted(SIZE);
    destroy(zones().get(0));
    destroy(zones().get(2));

    reopen();
    scrubUntilWhole();
    destroy(zones().get(1));
    reopen();

    assertHolds(id, SIZE);
  }

  @Test
  void readsPastRottenBlocksAndRepairsThem() throws Exception {
    BlobId id = adopted(SIZE);
    flip(zones().get(0), 100);
    flip(zones().get(1), 100_000);

    assertHolds(id, SIZE);

    scrubUntilWhole();
    assertThat(store.scrub()).isEqualTo(new Scrub(1, 3 * SIZE, 0, 0, 0));
    destroy(zones().get(2));
    assertHolds(id, SIZE);
  }

  @Test
  void repairsOnTheSideWhatSomebodyCameAcross() throws Exception {
    BlobId id = adopted(SIZE);
    // Whichever copy is read first, it is bad somewhere.
    List<Path> bad = zones().stream().flatMap(zone -> copies(zone).stream()).toList();
    for (int zone = 0; zone < 3; zone++) {
      flip(zones().get(zone), zone * BlockChecksums.BLOCK_BYTES);
    }

    assertHolds(id, SIZE);

    while (zones().stream().anyMatch(zone -> copies(zone).stream().anyMatch(bad::contains))) {
      KeyValueStoreKit.letOthersRun();
    }
    zones().subList(0, 2).forEach(ZonedBlobsTest::destroy);
    assertHolds(id, SIZE);
  }

  @Test
  void tellsThatABlobIsLost() throws Exception {
    BlobId id = adopted(SIZE);
    zones().forEach(ZonedBlobsTest::destroy);

    assertThatThrownBy(() -> assertHolds(id, SIZE)).isInstanceOf(LostBlobException.class);
    assertThat(store.scrub().lostBlobs()).isEqualTo(1);
    release(id);
    assertThatThrownBy(() -> blobs.open(id)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void losesWhatIsInOneZoneWithTheZone() throws Exception {
    BlobId id = inOneZone();
    List<Path> holding = zones().stream().filter(zone -> !copies(zone).isEmpty()).toList();
    assertThat(holding).hasSize(1);
    zones().stream().filter(zone -> !holding.contains(zone)).forEach(ZonedBlobsTest::destroy);
    assertHolds(id, SIZE);

    holding.forEach(ZonedBlobsTest::destroy);

    assertThatThrownBy(() -> assertHolds(id, SIZE)).isInstanceOf(LostBlobException.class);
  }

  @Test
  void spreadsABlobOverOtherZonesLater() throws Exception {
    BlobId id = adopted(SIZE);
    spread(id, Spread.ONE_ZONE);
    assertHolds(id, SIZE);
    store.close();
    openStore();
    assertThat(zones().stream().filter(zone -> !copies(zone).isEmpty())).hasSize(1);
    reopen();

    spread(id, Spread.EVERY_ZONE);
    store.scrub();

    for (List<Path> lost : pairs()) {
      lost.forEach(ZonedBlobsTest::destroy);
      assertHolds(id, SIZE);
      store.scrub();
    }
  }

  @Test
  void isWholeAfterAScrubWhateverIsRepairedMeanwhile() throws Exception {
    BlobId id = adopted(SIZE);
    try (ExecutorService others = Executors.newSingleThreadExecutor()) {
      for (int round = 0; round < 20; round++) {
        for (List<Path> lost : pairs()) {
          Future<Scrub> other = others.submit(store::scrub);
          lost.forEach(ZonedBlobsTest::destroy);
          assertHolds(id, SIZE);
          store.scrub();
          other.get();
        }
      }
    }
  }

  @Test
  void fillsAZoneAgainThatWasLostWhileItWasInUse() throws Exception {
    BlobId old = adopted(SIZE);
    destroy(zones().getFirst());

    BlobId next = adopted(SIZE);

    while (copies(zones().getFirst()).size() < 2) {
      KeyValueStoreKit.letOthersRun();
    }
    scrubUntilWhole(); // the last copy may just be being written
    zones().subList(1, 3).forEach(ZonedBlobsTest::destroy);
    assertHolds(old, SIZE);
    assertHolds(next, SIZE);
  }

  @Test
  void takesBlobsWhileAZoneCannotBeUsed() throws Exception {
    destroy(zones().get(1));
    Files.writeString(zones().get(1), "in the way");
    BlobId id = adopted(SIZE);
    assertHolds(id, SIZE);

    Files.delete(zones().get(1));
    scrubUntilWhole();

    // The zone may have been filled by others at the same time, who then drop their copy.
    while (copies(zones().get(1)).size() > 1) {
      KeyValueStoreKit.letOthersRun();
    }
    assertThat(copies(zones().get(1))).hasSize(1);
  }

  @Test
  void refusesBlobsThatTooFewZonesWouldTake() throws Exception {
    for (Path zone : zones().subList(0, 2)) {
      destroy(zone);
      Files.writeString(zone, "in the way");
    }
    assertThatThrownBy(() -> written(SIZE)).isInstanceOf(IOException.class);
    zones().subList(0, 2).forEach(ZonedBlobsTest::destroy);
  }

  @Test
  void remembersItsZonesAndKeepsToThem() throws Exception {
    BlobId id = adopted(SIZE);
    store.close();
    List<Path> others = Stream.of("d", "e", "f").map(directory::resolve).toList();

    assertThatThrownBy(() -> Store.open(rowsDirectory(), Durability.SYNC, Native.DIRECTORY, others))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(zones().getFirst().toString());
    Path stranger = directory.resolve("stranger");
    assertThatThrownBy(() -> Store.open(stranger, Durability.SYNC, Native.DIRECTORY, zones()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cloudjar zone 0 of");

    store = Store.open(rowsDirectory(), Durability.SYNC, Native.DIRECTORY);
    rows = store.rows();
    blobs = store.blobs();
    assertHolds(id, SIZE);
  }

  @Test
  void readsWhatIsFromTheTimeBeforeItHadZones() throws Exception {
    Path old = directory.resolve("old");
    Store before = Store.open(old, Durability.SYNC, Native.DIRECTORY);
    store.close();
    rows = before.rows();
    blobs = before.blobs();
    BlobId id = adopted(SIZE);
    before.close();

    List<Path> zones = Stream.of("d", "e", "f").map(directory::resolve).toList();
    store = Store.open(old, Durability.SYNC, Native.DIRECTORY, zones);
    rows = store.rows();
    blobs = store.blobs();

    assertHolds(id, SIZE);
    release(id);
    assertGoes(id);
  }

  // What the tests are written in.

  private void reopen() throws IOException {
    store.close();
    openStore();
    rows = store.rows();
    blobs = store.blobs();
  }

  /** Another scrub may run at the same time, and be first to mend what this one has found. */
  private void scrubUntilWhole() {
    while (store.scrub().damagedCopies() > 0) {
      KeyValueStoreKit.letOthersRun();
    }
  }

  private BlobId inOneZone() throws IOException {
    BlobId id;
    try (BlobWriter writer = blobs.create(SIZE, Spread.ONE_ZONE)) {
      writer.write(ByteBuffer.wrap(content(0, SIZE)));
      id = writer.commit();
    }
    adopt(id);
    return id;
  }

  private void spread(BlobId id, Spread spread) {
    rows.transact(
        tx -> {
          blobs.spread(tx, id, spread);
          return null;
        });
  }

  private List<List<Path>> pairs() {
    List<List<Path>> pairs = new ArrayList<>();
    for (Path spared : zones()) {
      pairs.add(zones().stream().filter(zone -> !zone.equals(spared)).toList());
    }
    return pairs;
  }

  /** The files of copies that are not empty: empty ones wait to be written. */
  private static List<Path> copies(Path zone) {
    try (Stream<Path> files = Files.walk(zone)) {
      return files
          .filter(file -> file.toString().contains("copies"))
          .filter(file -> Files.isRegularFile(file) && file.toFile().length() > 0)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void flip(Path zone, int position) {
    for (Path file : copies(zone)) {
      try {
        byte[] bytes = Files.readAllBytes(file);
        bytes[position] ^= 1;
        Files.write(file, bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Takes a zone away at one stroke, as a disk goes that fails. */
  private static void destroy(Path zone) {
    try {
      Files.move(zone, Files.createTempDirectory(zone.getParent(), "lost").resolve("zone"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
