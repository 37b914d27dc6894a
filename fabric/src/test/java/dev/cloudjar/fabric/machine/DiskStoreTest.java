package dev.cloudjar.fabric.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloudjar.fabric.kernel.Command;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
final class DiskStoreTest {
  static final DiskStore.Stage PLAIN =
      new DiskStore.Stage() {
        @Override
        public void upper(Path upper, List<Path> layers) {}

        @Override
        public boolean uses(String disk) {
          return false;
        }

        @Override
        public AutoCloseable still(String disk) {
          return () -> {};
        }
      };

  @TempDir Path directory;
  private ImageCache images;
  private DiskStore disks;

  @BeforeEach
  void open() throws IOException {
    images =
        ImageCache.of(directory.resolve("images"), (tree, n, p) -> Files.createDirectory(tree));
    images.prepare("small-1", line -> {});
    disks = new DiskStore(directory.resolve("room"), images, PLAIN);
  }

  @Test
  void snapshotsOfTreesAreLayersThatOutliveWhatTheyAreOf() throws IOException {
    disks.createTree("one", "small-1");
    Path upper = disks.tree("one").upper();
    Files.writeString(upper.resolve("file"), "then");
    disks.snapshot("one", "snap");
    Files.writeString(upper.resolve("file"), "now");
    disks.createTree("two", "snap");
    assertThat(disks.tree("one").layers()).containsExactly(images.path("small-1"));
    assertThat(disks.tree("two").layers()).hasSize(2).endsWith(images.path("small-1"));
    disks.remove("one");
    disks.remove("snap");
    assertThat(disks.present()).containsExactly("two");
    assertThat(disks.tree("two").layers().getFirst().resolve("file")).hasContent("then");

    Files.writeString(disks.tree("two").upper().resolve("more"), "more");
    disks.snapshot("two", "deeper");
    disks.remove("two");
    disks.createTree("three", "deeper");
    assertThat(disks.tree("three").layers()).hasSize(3);
    disks.remove("three");
    disks.remove("deeper");
    disks.remove("deeper");
    assertThat(directory.resolve("room/layers")).isEmptyDirectory();
    assertThat(directory.resolve("room/disks")).isEmptyDirectory();
  }

  @Test
  void snapshotsOfBlocksKeepWhatWasThereAndTakeNoRoomForZeroes() throws IOException {
    long size = 1L << 30;
    disks.createBlocks("one", size);
    write("one", size - 4, "then");
    disks.snapshot("one", "snap");
    write("one", size - 4, "now!");
    disks.remove("one");
    disks.createBlocks("two", size * 2, "snap");
    assertThat(read("snap", size - 4)).isEqualTo("then");
    assertThat(read("two", size - 4)).isEqualTo("then");
    try (FileChannel two = disks.open("two")) {
      assertThat(two.size()).isEqualTo(size * 2);
    }
    disks.grow("two", size * 3);
    try (FileChannel two = disks.open("two")) {
      assertThat(two.size()).isEqualTo(size * 3);
    }
    String used = Command.of("du", "-sk", directory.toString()).run();
    assertThat(Integer.parseInt(used.replaceAll("\\D.*\\R", ""))).isLessThan(1024);

    assertThatThrownBy(() -> disks.grow("two", size)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> disks.grow("snap", size * 2)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> disks.createBlocks("less", size / 2, "snap"))
        .isInstanceOf(IOException.class);
    try (FileChannel snap = disks.open("snap")) {
      assertThatThrownBy(() -> snap.write(ByteBuffer.allocate(1)))
          .isInstanceOf(NonWritableChannelException.class);
    }
  }

  @Test
  void namesLeadNowhereElseAndAreTakenOnce() throws IOException {
    for (String name : new String[] {"../x", "a/b", ".", "..", "", ".x", "a b", "x".repeat(65)}) {
      assertThatThrownBy(() -> disks.createBlocks(name, 1))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> disks.createTree(name, "small-1"))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> disks.createTree("ok", name))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> disks.open(name)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> disks.remove(name)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> disks.snapshot(name, "s"))
          .isInstanceOf(IllegalArgumentException.class);
    }
    disks.createBlocks("one", 1);
    disks.createTree("tree", "small-1");
    assertThatThrownBy(() -> disks.createBlocks("one", 1))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> disks.snapshot("tree", "one"))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> disks.createTree("two", "none"))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> disks.createTree("two", "tree")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> disks.open("tree")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> disks.open("none")).isInstanceOf(NoSuchFileException.class);
    assertThat(disks.present()).containsExactly("one", "tree");
    disks.clear();
    assertThat(disks.present()).isEmpty();
    assertThat(directory.resolve("room/layers")).isEmptyDirectory();
  }

  @Test
  void whatWasNotFinishedIsGoneAtTheNextOpening() throws IOException {
    Files.createDirectories(directory.resolve("room/disks/.new-x/upper"));
    Files.createDirectories(directory.resolve("room/layers/.new-y/files"));
    var again = new DiskStore(directory.resolve("room"), images, PLAIN);
    assertThat(again.present()).isEmpty();
    assertThat(directory.resolve("room/disks")).isEmptyDirectory();
    assertThat(directory.resolve("room/layers")).isEmptyDirectory();
  }

  private void write(String disk, long at, String text) throws IOException {
    try (FileChannel blocks = disks.open(disk)) {
      blocks.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), at);
    }
  }

  private String read(String disk, long at) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4);
    try (FileChannel blocks = disks.open(disk)) {
      blocks.read(bytes, at);
    }
    return new String(bytes.array(), StandardCharsets.UTF_8);
  }
}
