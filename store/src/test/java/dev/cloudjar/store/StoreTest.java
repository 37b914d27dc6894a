package dev.cloudjar.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoreTest {
  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void keepsRowsOverARestart(Durability durability) throws IOException {
    for (int i = 0; i < 3; i++) {
      try (Store store = Store.open(directory, durability, Native.DIRECTORY)) {
        assertThat(rows(store)).isEqualTo(i * 100);
        write(store, i * 100, 100);
      }
    }
  }

  @Test
  void keepsDeletedRangesDeletedOverARestart() throws IOException {
    try (Store store = Store.open(directory, Durability.SYNC, Native.DIRECTORY)) {
      write(store, 0, 1_000);
      store
          .rows()
          .transact(
              tx -> {
                tx.deleteRange(new KeyRange(key(100), null));
                return null;
              });
    }
    try (Store store = Store.open(directory, Durability.SYNC, Native.DIRECTORY)) {
      assertThat(rows(store)).isEqualTo(100);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 100, 5_000})
  void toleratesALogThatIsTorn(int lostBytes) throws IOException {
    try (Store store = Store.open(directory, Durability.OS, Native.DIRECTORY)) {
      write(store, 0, 200);
    }
    try (FileChannel log = FileChannel.open(newestLog(), StandardOpenOption.WRITE)) {
      log.truncate(log.size() - lostBytes);
    }
    try (Store store = Store.open(directory, Durability.OS, Native.DIRECTORY)) {
      assertThat(rows(store)).isBetween(199 - lostBytes / 20, 199);
      write(store, 200, 1);
    }
  }

  @Test
  void toleratesALogThatEndsInRubbish() throws IOException {
    try (Store store = Store.open(directory, Durability.OS, Native.DIRECTORY)) {
      write(store, 0, 200);
    }
    byte[] rubbish = new byte[3_000];
    for (int i = 0; i < rubbish.length; i++) {
      rubbish[i] = (byte) (i * 37);
    }
    Files.write(newestLog(), rubbish, StandardOpenOption.APPEND);
    try (Store store = Store.open(directory, Durability.OS, Native.DIRECTORY)) {
      assertThat(rows(store)).isEqualTo(200);
    }
  }

  @Test
  void refusesASecondOpenerAndNamesTheFirst() throws IOException {
    Store first = Store.open(directory, Durability.OS, Native.DIRECTORY);

    assertThatThrownBy(() -> Store.open(directory, Durability.OS, Native.DIRECTORY))
        .isInstanceOf(DirectoryInUseException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining("process " + ProcessHandle.current().pid());

    write(first, 0, 1);
    first.close();
    Store.open(directory, Durability.OS, Native.DIRECTORY).close();
  }

  @Test
  void refusesAFormatItDoesNotKnow() throws IOException {
    Store.open(directory, Durability.OS, Native.DIRECTORY).close();
    Files.writeString(directory.resolve("FORMAT"), "cloudjar store, format 4\n");

    assertThatThrownBy(() -> Store.open(directory, Durability.OS, Native.DIRECTORY))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("format 3")
        .hasMessageContaining("format 4");

    Files.delete(directory.resolve("FORMAT"));
    assertThatThrownBy(() -> Store.open(directory, Durability.OS, Native.DIRECTORY))
        .hasMessageContaining("doesn't say");
  }

  @Test
  void unpacksTheLibraryOnlyOnce(@TempDir Path libraries) throws IOException {
    Path first = RocksLibrary.unpack(libraries);
    Files.writeString(first, "seen", StandardOpenOption.APPEND);

    assertThat(RocksLibrary.unpack(libraries))
        .isEqualTo(first)
        .content(StandardCharsets.ISO_8859_1)
        .endsWith("seen");
    try (Stream<Path> files = Files.list(first.getParent())) {
      assertThat(files).containsExactly(first);
    }
  }

  @Test
  void leavesNothingBehindInMemory(@TempDir Path temporary) throws IOException {
    Store store = Store.inMemory(List.of(temporary));
    assertThat(temporary).isEmptyDirectory();
    try (BlobWriter writer = store.blobs().create()) {
      writer.write(ByteBuffer.allocate(100));
      writer.commit();
    }
    assertThat(temporary).isNotEmptyDirectory();
    store.close();
    store.close();
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void removesWhatAKilledProcessLeftInMemory(@TempDir Path temporary) throws IOException {
    Path left = Files.createDirectories(temporary.resolve("cloudjar-blobs-x/incoming"));
    Files.writeString(left.resolve("blob"), "content");
    Files.writeString(left.resolveSibling("LOCK"), "1");
    try (Store store = Store.inMemory(List.of(temporary))) {
      store.blobs().create().close();
      assertThat(left.getParent()).doesNotExist();
    }
  }

  @Test
  void leavesToOthersWhatTheyNeedInMemory(@TempDir Path temporary) throws IOException {
    try (Store first = Store.inMemory(List.of(temporary));
        BlobWriter writer = first.blobs().create()) {
      for (int i = 0; i < 2; i++) {
        try (Store another = Store.inMemory(List.of(temporary))) {
          another.blobs().create().close();
        }
      }
      writer.write(ByteBuffer.allocate(100));
      try (Blob blob = first.blobs().open(writer.commit())) {
        assertThat(blob.sizeBytes()).isEqualTo(100);
      }
    }
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void goesToTheNextPlaceWhereTheFirstWillNotDo(@TempDir Path temporary) throws IOException {
    Path file = Files.writeString(temporary.resolve("file"), "");
    Path second = temporary.resolve("second");
    try (Store store = Store.inMemory(List.of(file.resolve("cache"), second))) {
      store.blobs().create().close();
      assertThat(second).isNotEmptyDirectory();
    }
  }

  /** Another process, since a lock is the process's: one that is refused must not free it. */
  @Test
  void staysLockedWhenTheSameProcessAsksAgain() throws IOException, InterruptedException {
    try (Store store = Store.open(directory, Durability.OS, Native.DIRECTORY)) {
      assertThatThrownBy(() -> Store.open(directory, Durability.OS, Native.DIRECTORY))
          .isInstanceOf(DirectoryInUseException.class);
      assertThat(locked(directory.resolve("LOCK"))).isTrue();
      write(store, 0, 1);
    }
    assertThat(locked(directory.resolve("LOCK"))).isFalse();
  }

  private static boolean locked(Path file) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Locker.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor() == Locker.REFUSED;
  }

  /** Asks for a lock, and says by its exit whether it got it. */
  static final class Locker {
    static final int REFUSED = 3;

    private Locker() {}

    public static void main(String[] arguments) throws IOException {
      try (FileChannel channel =
          FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE)) {
        System.exit(channel.tryLock() == null ? REFUSED : 0);
      }
    }
  }

  private static void write(Store store, int from, int count) {
    for (int i = from; i < from + count; i++) {
      byte[] key = key(i);
      store
          .rows()
          .transact(
              tx -> {
                tx.put(key, key);
                return null;
              });
    }
  }

  private static byte[] key(int i) {
    return new KeyWriter().number(i).toBytes();
  }

  /** How many rows there are; they must be the first ones, without a gap. */
  private static int rows(Store store) {
    return store
        .rows()
        .read(
            snapshot -> {
              int count = 0;
              try (Scan scan = snapshot.scan(KeyRange.prefix(new byte[0]))) {
                while (scan.next()) {
                  assertThat(scan.key()).isEqualTo(key(count));
                  assertThat(scan.value()).isEqualTo(key(count));
                  count++;
                }
              }
              return count;
            });
  }

  private Path newestLog() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("rows"))) {
      return files
          .filter(each -> each.toString().endsWith(".log"))
          .max(Comparator.naturalOrder())
          .orElseThrow();
    }
  }
}
