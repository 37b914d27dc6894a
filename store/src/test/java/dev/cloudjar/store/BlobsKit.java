package dev.cloudjar.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What all {@link Blobs} promise. An engine's test extends this class. */
@Timeout(60)
public abstract class BlobsKit {
  private static final int LARGE = 40_000_000;

  /** The store whose transactions adopt and release the blobs. */
  protected KeyValueStore rows;

  /** The blobs under test. */
  protected Blobs blobs;

  /** Opens an empty store. */
  protected abstract Store openStore() throws Exception;

  @BeforeEach
  protected void open() throws Exception {
    Store store = openStore();
    rows = store.rows();
    blobs = store.blobs();
  }

  @AfterEach
  void close() {
    blobs.close();
    rows.close();
  }

  // Bytes.

  @Test
  void readsBackWhatWasWritten() throws IOException {
    for (int size : new int[] {0, 1, 100_000, LARGE}) {
      BlobId id = adopted(size);
      assertHolds(id, size);
    }
  }

  @Test
  void takesBuffersOfAnyKind() throws IOException {
    ByteBuffer direct = ByteBuffer.allocateDirect(300);
    direct.put(content(0, 300)).flip().position(100).limit(200);
    BlobId id;
    try (BlobWriter writer = begin(250)) {
      writer.write(ByteBuffer.wrap(content(0, 100)));
      writer.write(direct);
      writer.write(ByteBuffer.allocate(0));
      writer.write(ByteBuffer.wrap(content(0, 300), 200, 50).slice().asReadOnlyBuffer());
      assertThat(writer.sizeBytes()).isEqualTo(250);
      id = writer.commit();
    }
    assertThat(direct.hasRemaining()).isFalse();
    adopt(id);
    assertHolds(id, 250);
  }

  @Test
  void readsFromAnyPosition() throws IOException {
    BlobId id = adopted(1_000);
    try (Blob blob = blobs.open(id)) {
      ByteBuffer target = ByteBuffer.allocate(10);
      assertThat(blob.read(target, 990)).isEqualTo(10);
      assertThat(target.array()).isEqualTo(content(990, 10));
      assertThat(blob.read(target.clear(), 995)).isEqualTo(5);
      assertThat(blob.read(target.clear(), 1_000)).isEqualTo(-1);
      assertThat(blob.read(target.clear(), 5_000)).isEqualTo(-1);
    }
  }

  @Test
  void readsForSeveralThreadsAtOnce() throws Exception {
    BlobId id = adopted(100_000);
    try (Blob blob = blobs.open(id)) {
      List<Callable<byte[]>> readers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        int start = i * 5_000;
        readers.add(() -> read(blob, start, 5_000));
      }
      List<byte[]> parts = KeyValueStoreKit.runAll(readers);
      for (int i = 0; i < parts.size(); i++) {
        assertThat(parts.get(i)).isEqualTo(content(i * 5_000L, 5_000));
      }
    }
  }

  // Writers.

  @Test
  void refusesToWriteOnceEnded() throws IOException {
    BlobWriter committed = begin(0);
    committed.commit();
    BlobWriter closed = begin(0);
    closed.close();

    for (BlobWriter each : List.of(committed, closed)) {
      assertThatThrownBy(() -> each.write(ByteBuffer.allocate(1)))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(each::commit).isInstanceOf(IllegalStateException.class);
      each.close();
    }
  }

  @Test
  void givesEachBlobANameOfItsOwn() throws Exception {
    List<Callable<BlobId>> writers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      writers.add(() -> written(10));
    }
    assertThat(KeyValueStoreKit.runAll(writers)).doesNotHaveDuplicates();
  }

  // Adoption.

  @Test
  void keepsABlobOnlyIfItsTransactionCommits() throws IOException {
    BlobId id = written(10);
    assertThatThrownBy(
            () ->
                rows.transact(
                    tx -> {
                      blobs.adopt(tx, id);
                      throw new IllegalArgumentException("refused");
                    }))
        .hasMessage("refused");
    assertThatThrownBy(() -> release(id)).isInstanceOf(IllegalStateException.class);

    adopt(id);
    assertHolds(id, 10);
    release(id);
  }

  @Test
  void letsABlobBeAdoptedOnce() throws IOException {
    BlobId id = adopted(10);
    assertThatThrownBy(() -> adopt(id)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> adopt(new BlobId("unknown")))
        .isInstanceOf(IllegalStateException.class);
    assertHolds(id, 10);
  }

  @Test
  void letsATransactionAdoptManyBlobs() throws IOException {
    List<BlobId> parts = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      parts.add(written(i));
    }
    rows.transact(
        tx -> {
          parts.forEach(each -> blobs.adopt(tx, each));
          return null;
        });
    for (int i = 0; i < 200; i++) {
      assertHolds(parts.get(i), i);
    }
    rows.transact(
        tx -> {
          parts.forEach(each -> blobs.release(tx, each));
          return null;
        });
    for (BlobId each : parts) {
      assertGoes(each);
    }
  }

  @Test
  void discardsWhatNobodyAdopted() throws IOException {
    BlobId unwanted = written(10);
    BlobId wanted = adopted(10);

    blobs.discard(unwanted);
    blobs.discard(wanted);
    blobs.discard(new BlobId("unknown"));

    assertThatThrownBy(() -> blobs.open(unwanted)).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> adopt(unwanted)).isInstanceOf(IllegalStateException.class);
    assertHolds(wanted, 10);
  }

  // Release.

  @Test
  void removesABlobOnceItsReleaseCommits() throws IOException {
    BlobId id = adopted(10);
    assertThatThrownBy(
            () ->
                rows.transact(
                    tx -> {
                      blobs.release(tx, id);
                      throw new IllegalArgumentException("refused");
                    }))
        .hasMessage("refused");
    assertHolds(id, 10);

    release(id);
    assertGoes(id);
    assertThatThrownBy(() -> release(id)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void removesABlobThatOneTransactionAdoptsAndReleases() throws IOException {
    BlobId id = written(10);
    rows.transact(
        tx -> {
          blobs.adopt(tx, id);
          blobs.release(tx, id);
          return null;
        });
    assertGoes(id);
  }

  @Test
  void letsReadersReadOnToTheEnd() throws IOException {
    BlobId id = adopted(100_000);
    try (Blob blob = blobs.open(id)) {
      release(id);
      assertGoes(id);
      assertThat(read(blob, 0, 100_000)).isEqualTo(content(0, 100_000));
    }
  }

  @Test
  void knowsNoOtherBlobs() {
    assertThatThrownBy(() -> blobs.open(new BlobId("unknown")))
        .isInstanceOf(NoSuchFileException.class);
  }

  // What the tests are written in.

  /** Begins a blob of a size. */
  protected BlobWriter begin(int size) throws IOException {
    return blobs.create();
  }

  protected final BlobId written(int size) throws IOException {
    try (BlobWriter writer = begin(size)) {
      for (int start = 0; start < size; start += 1 << 20) {
        writer.write(ByteBuffer.wrap(content(start, Math.min(size - start, 1 << 20))));
      }
      return writer.commit();
    }
  }

  protected final BlobId adopted(int size) throws IOException {
    BlobId id = written(size);
    adopt(id);
    return id;
  }

  protected final void adopt(BlobId id) {
    rows.transact(
        tx -> {
          blobs.adopt(tx, id);
          return null;
        });
  }

  protected final void release(BlobId id) {
    rows.transact(
        tx -> {
          blobs.release(tx, id);
          return null;
        });
  }

  protected final void assertHolds(BlobId id, int size) throws IOException {
    try (Blob blob = blobs.open(id)) {
      assertThat(blob.sizeBytes()).isEqualTo(size);
      for (int start = 0; start < size; start += 1 << 20) {
        int length = Math.min(size - start, 1 << 20);
        assertThat(read(blob, start, length)).isEqualTo(content(start, length));
      }
    }
  }

  protected final void assertGoes(BlobId id) throws IOException {
    while (true) {
      try (Blob blob = blobs.open(id)) {
        assertThat(blob.sizeBytes()).isNotNegative();
        KeyValueStoreKit.letOthersRun();
      } catch (NoSuchFileException gone) {
        return;
      }
    }
  }

  static byte[] read(Blob blob, long start, int length) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(length);
    while (target.hasRemaining()) {
      if (blob.read(target, start + target.position()) < 0) {
        throw new IOException("the blob ended at " + (start + target.position()));
      }
    }
    return target.array();
  }

  /** The bytes from {@code start} on of every blob in these tests. */
  static byte[] content(long start, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      long position = start + i;
      bytes[i] = (byte) (position * 31 + (position >> 12));
    }
    return bytes;
  }
}
