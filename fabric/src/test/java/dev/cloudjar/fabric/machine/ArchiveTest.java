package dev.cloudjar.fabric.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ArchiveTest {
  @TempDir Path directory;
  private final ByteArrayOutputStream tar = new ByteArrayOutputStream();
  private DiskStore disks;

  @BeforeEach
  void open() throws IOException {
    assumeTrue(
        Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0),
        "SKIPPED: needs root, as imported files get owners");
    disks =
        new DiskStore(
            directory.resolve("room"),
            ImageCache.ofPackages(directory.resolve("images")),
            DiskStoreTest.PLAIN);
    Files.writeString(directory.resolve("secret"), "unharmed");
  }

  @Test
  void aRootFileSystemIsReadWithOwnersPermissionsAndLinks() throws IOException {
    entry("./", '5', "", 0755, 0, "");
    entry("./usr/", '5', "", 0755, 0, "");
    entry("./usr/bin/", '5', "", 0500, 0, "");
    entry("./bin", '2', "usr/bin", 0777, 0, "");
    entry("./usr/bin/sudo", '0', "", 04755, 0, "#!/bin/sh");
    entry("./usr/bin/also", '1', "./usr/bin/sudo", 0755, 0, "");
    entry("pax", 'x', "", 0, 0, "39 path=usr/" + "n".repeat(26) + "\n");
    entry("short", '0', "", 0644, 1000, "long");
    entry("./dev/sda", '4', "", 0666, 0, "");
    entry("./dev/pipe", '6', "", 0666, 0, "");
    read(write(true));

    Path image = tree();
    assertThat(image.resolve("usr/bin/sudo")).hasContent("#!/bin/sh");
    assertThat(mode(image.resolve("usr/bin/sudo"))).isEqualTo(0104755);
    assertThat(mode(image.resolve("usr/bin"))).isEqualTo(0040500);
    assertThat(user(image.resolve("usr/bin/also"))).isEqualTo(Ownership.FIRST);
    assertThat(Files.isSameFile(image.resolve("usr/bin/also"), image.resolve("usr/bin/sudo")))
        .isTrue();
    assertThat(Files.readSymbolicLink(image.resolve("bin"))).hasToString("usr/bin");
    assertThat(image.resolve("usr/" + "n".repeat(26))).hasContent("long");
    assertThat(user(image.resolve("usr/" + "n".repeat(26)))).isEqualTo(Ownership.FIRST + 1000);
    assertThat(image.resolve("dev/sda")).doesNotExist();
    assertThat(image.resolve("dev/pipe")).doesNotExist();
    assertThat(disks.present()).containsExactly("mine");
    assertThatThrownBy(() -> read(write(false))).isInstanceOf(FileAlreadyExistsException.class);
    disks.remove("mine");
    assertNothingIsLeft();
  }

  @Test
  void nothingLeadsOutOfTheTree() throws IOException {
    refuses("leads out", () -> entry("../secret", '0', "", 0644, 0, "harmed"));
    refuses("leads out", () -> entry("usr/../../secret", '0', "", 0644, 0, "harmed"));
    refuses("leads out", () -> entry(directory + "/secret", '0', "", 0644, 0, "harmed"));
    refuses("leads out", () -> entry("usr/x", '1', "../../../secret", 0644, 0, ""));
    refuses(
        "no directory",
        () -> {
          entry("usr/out", '2', directory.toString(), 0777, 0, "");
          entry("usr/out/secret", '0', "", 0644, 0, "harmed");
        });
    refuses(
        "no directory",
        () -> {
          entry("usr/out", '2', directory.toString(), 0777, 0, "");
          entry("usr/x", '1', "usr/out/secret", 0644, 0, "");
        });
    refuses("extended", () -> entry("p", 'x', "", 0, 0, "99 path=../../secret\n"));
    refuses(
        "leads out",
        () -> {
          entry("p", 'x', "", 0, 0, "21 path=../../secret\n");
          entry("usr/x", '0', "", 0644, 0, "harmed");
        });
  }

  @Test
  void aFileInPlaceOfALinkDoesNotWriteThroughIt() throws IOException {
    entry("usr/", '5', "", 0755, 0, "");
    entry("usr/x", '2', directory.resolve("secret").toString(), 0777, 0, "");
    entry("usr/x", '0', "", 0644, 0, "harmed");
    entry("usr/y", '2', directory.toString(), 0777, 0, "");
    entry("usr/y", '5', "", 0755, 0, "");
    read(write(false));
    assertThat(directory.resolve("secret")).hasContent("unharmed");
    assertThat(tree().resolve("usr/x")).hasContent("harmed");
    assertThat(user(directory)).isZero();
  }

  @Test
  void whatIsNoArchiveIsRefusedAndNothingIsLeft() throws IOException {
    Path file = directory.resolve("archive.tar");
    Files.write(file, "x".repeat(5000).getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> read(file)).isInstanceOf(IOException.class);
    Files.write(file, new byte[0]);
    assertThatThrownBy(() -> read(file)).isInstanceOf(IOException.class);
    entry("usr/", '5', "", 0755, 0, "");
    entry("usr/x", '0', "", 0644, 0, "y".repeat(3000));
    Files.write(file, Arrays.copyOf(tar.toByteArray(), 2000));
    assertThatThrownBy(() -> read(file)).hasMessageContaining("ends");
    tar.reset();
    refuses("user or group", () -> entry("usr/x", '0', "", 0644, 70_000, "x"));
    refuses("kind", () -> entry("usr/x", 'Z', "", 0644, 0, "x"));
    assertNothingIsLeft();
  }

  private interface Entries {
    void write() throws IOException;
  }

  private void refuses(String why, Entries entries) throws IOException {
    entry("usr/", '5', "", 0755, 0, "");
    entries.write();
    Path archive = write(false);
    assertThatThrownBy(() -> read(archive))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(why);
    assertThat(directory.resolve("secret")).hasContent("unharmed");
    assertNothingIsLeft();
  }

  private void read(Path archive) throws IOException {
    try (InputStream input = Files.newInputStream(archive)) {
      disks.readTree("mine", input);
    }
  }

  /** Where the files are. */
  private Path tree() throws IOException {
    disks.createTree("tree", "mine");
    Path files = disks.tree("tree").layers().getFirst();
    disks.remove("tree");
    return files;
  }

  private void assertNothingIsLeft() throws IOException {
    assertThat(disks.present()).isEmpty();
    try (var layers = Files.list(directory.resolve("room/layers"))) {
      assertThat(layers).isEmpty();
    }
  }

  private Path write(boolean compressed) throws IOException {
    tar.writeBytes(new byte[1024]);
    Path file = directory.resolve("archive.tar");
    try (var output = Files.newOutputStream(file)) {
      if (compressed) {
        try (var zip = new GZIPOutputStream(output)) {
          zip.write(tar.toByteArray());
        }
      } else {
        output.write(tar.toByteArray());
      }
    }
    tar.reset();
    return file;
  }

  private void entry(String name, char kind, String link, int mode, int user, String content)
      throws IOException {
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 100, "%07o".formatted(mode));
    put(header, 108, "%07o".formatted(user));
    put(header, 116, "%07o".formatted(user));
    put(header, 124, "%011o".formatted(content.length()));
    put(header, 136, "%011o".formatted(0));
    put(header, 148, "        ");
    header[156] = (byte) kind;
    put(header, 157, link);
    put(header, 257, "ustar");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, "%06o".formatted(sum));
    header[154] = 0;
    tar.write(header);
    tar.write(content.getBytes(StandardCharsets.UTF_8));
    tar.write(new byte[(512 - content.length() % 512) % 512]);
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  private static int mode(Path file) throws IOException {
    return (int) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
  }

  private static int user(Path file) throws IOException {
    return (int) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }
}
