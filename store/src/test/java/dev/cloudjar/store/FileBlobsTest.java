package dev.cloudjar.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileBlobsTest extends BlobsKit {
  @TempDir Path directory;

  private Store store;

  @Override
  protected Store openStore() throws IOException {
    store = Store.open(directory, Durability.SYNC, Native.DIRECTORY);
    return store;
  }

  @Test
  void keepsAdoptedBlobsOverARestart() throws Exception {
    BlobId small = adopted(10);
    BlobId large = adopted(5_000_000);

    reopen();

    assertHolds(small, 10);
    assertHolds(large, 5_000_000);
    release(small);
    assertGoes(small);
  }

  @Test
  void removesWhatNobodyAdoptedBeforeARestart() throws Exception {
    BlobId unadopted = written(10);
    BlobWriter unfinished = blobs.create();
    unfinished.write(ByteBuffer.allocate(1_000));

    reopen();

    assertThatThrownBy(() -> blobs.open(unadopted)).isInstanceOf(NoSuchFileException.class);
    assertThat(files()).isEmpty();
  }

  @Test
  void keepsWhatACrashKeptFromItsPlace() throws Exception {
    BlobId id = written(10);
    crashAfter(tx -> blobs.adopt(tx, id));
    assertThat(directory.resolve("blobs/incoming").resolve(id.value())).exists();
    assertHolds(id, 10);

    reopen();

    assertHolds(id, 10);
    assertThat(directory.resolve("blobs/incoming")).isEmptyDirectory();
  }

  @Test
  void removesWhatACrashKeptFromBeingRemoved() throws Exception {
    BlobId inPlace = adopted(10);
    BlobId incoming = written(10);
    crashAfter(
        tx -> {
          blobs.release(tx, inPlace);
          blobs.adopt(tx, incoming);
          blobs.release(tx, incoming);
        });
    assertHolds(inPlace, 10);

    reopen();

    assertGoes(inPlace);
    assertGoes(incoming);
    reopen();
    assertThat(files()).isEmpty();
    assertThat(rowCount()).isZero();
  }

  @Test
  void leavesNeitherFileNorRowOfAReleasedBlob() throws Exception {
    List<BlobId> parts = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      parts.add(adopted(10));
    }
    rows.transact(
        tx -> {
          parts.forEach(each -> blobs.release(tx, each));
          return null;
        });

    reopen();

    assertThat(files()).isEmpty();
    assertThat(rowCount()).isZero();
  }

  /** The files of blobs that are gone are written over, but by nobody while they are read. */
  @Test
  void writesOverFilesThatNobodyReads() throws Exception {
    for (int i = 0; i < 20; i++) {
      BlobId read = sized(2_000_000);
      BlobId unread = sized(2_000_000 + i);
      try (Blob open = blobs.open(read)) {
        release(read);
        release(unread);
        assertGoes(read);
        assertGoes(unread);
        for (int size : new int[] {1_500_000, 2_000_000, 3_000_000}) {
          BlobId next = sized(size);
          assertHolds(next, size);
          release(next);
        }
        assertThat(read(open, 1_000_000, 1_000_000)).isEqualTo(content(1_000_000, 1_000_000));
      }
    }
    BlobId kept = sized(1_900_000);
    reopen();
    assertHolds(kept, 1_900_000);
    assertThat(files()).hasSize(1);
  }

  private BlobId sized(int size) throws IOException {
    BlobId id;
    try (BlobWriter writer = blobs.create(size)) {
      writer.write(ByteBuffer.wrap(content(0, size)));
      id = writer.commit();
    }
    adopt(id);
    return id;
  }

  @Test
  void takesThousandsOfParts() throws Exception {
    Path other = directory.resolve("os");
    try (Store quick = Store.open(other, Durability.OS, Native.DIRECTORY)) {
      List<BlobId> parts = new ArrayList<>();
      for (int i = 0; i < 10_000; i++) {
        try (BlobWriter writer = quick.blobs().create()) {
          writer.write(ByteBuffer.wrap(new byte[] {1}));
          parts.add(writer.commit());
        }
      }
      quick
          .rows()
          .transact(
              tx -> {
                parts.forEach(each -> quick.blobs().adopt(tx, each));
                return null;
              });
      try (Stream<Path> places = Files.list(other.resolve("blobs"))) {
        assertThat(places.count()).isBetween(500L, 1_026L);
      }
      for (BlobId each : parts) {
        quick.blobs().open(each).close();
      }
    }
  }

  /** Commits, but keeps the process from doing what it does after a commit. */
  private void crashAfter(StoreTestBase.Part part) {
    assertThatThrownBy(
            () ->
                rows.transact(
                    tx -> {
                      tx.afterCommit(
                          () -> {
                            throw new AssertionError("crash");
                          });
                      part.run(tx);
                      return null;
                    }))
        .hasMessage("crash");
  }

  private void reopen() throws Exception {
    store.close();
    open();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(directory.resolve("blobs"))) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  private int rowCount() {
    return rows.read(
        snapshot -> {
          int count = 0;
          try (Scan scan = snapshot.scan(KeyRange.prefix(new byte[0]))) {
            while (scan.next()) {
              count++;
            }
          }
          return count;
        });
  }
}
