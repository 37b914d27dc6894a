package dev.cloudjar.fabric.machine;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * A root file system in a tar archive, from whomever. Nothing of it lands outside the directory:
 * names that lead out are refused, and so are those that go through a symbolic link, whatever it
 * points to. Devices, sockets and pipes are left out.
 */
final class Archive {
  private static final int MOST_ENTRIES = 2_000_000;
  private static final long MOST_BYTES = 64L << 30;
  private static final int GZIP = 0x1f8b;

  private final Path tree;
  private final TarReader reader;
  private final Map<Path, TarReader.Entry> directories = new HashMap<>();
  private final byte[] buffer = new byte[1 << 16];
  private long bytes;

  private Archive(Path tree, TarReader reader) {
    this.tree = tree;
    this.reader = reader;
  }

  /**
   * Reads one into a directory that isn't there yet.
   *
   * @param archive is left open
   * @return how many bytes its files have
   */
  static long read(InputStream archive, Path tree) throws IOException {
    try {
      Files.createDirectory(tree);
      InputStream input = plain(new BufferedInputStream(archive, 1 << 16));
      var reading = new Archive(tree, new TarReader(input));
      reading.read();
      return reading.bytes;
    } catch (InvalidPathException e) {
      throw new IOException("the archive has a name that is none: " + e.getMessage(), e);
    }
  }

  private static InputStream plain(InputStream input) throws IOException {
    input.mark(2);
    int magic = (input.read() << 8) | input.read();
    input.reset();
    return magic == GZIP ? new BufferedInputStream(new GZIPInputStream(input), 1 << 16) : input;
  }

  private void read() throws IOException {
    int count = 0;
    for (var entry = reader.next(); entry != null; entry = reader.next()) {
      if (++count > MOST_ENTRIES) {
        throw new IOException("the archive has more than %d entries".formatted(MOST_ENTRIES));
      }
      put(entry);
    }
    if (!Files.isDirectory(tree.resolve("usr")) && !Files.isDirectory(tree.resolve("bin"))) {
      throw new IOException("the archive has no root file system: neither usr nor bin is in it");
    }
    Ownership.give(tree, Ownership.ROOT, Ownership.ROOT, 0755);
    for (var directory : directories.entrySet()) {
      // Afterwards, as their permissions could be in the way.
      give(directory.getKey(), directory.getValue());
    }
  }

  private void put(TarReader.Entry entry) throws IOException {
    Path file = within(entry.name());
    if (file.equals(tree)) {
      return;
    }
    parents(file);
    switch (entry.kind()) {
      case '5' -> {
        if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
          Files.deleteIfExists(file);
          Files.createDirectory(file);
        }
        directories.put(file, entry);
      }
      case '0', '7' -> {
        replace(file);
        content(file);
        give(file, entry);
      }
      case '2' -> {
        replace(file);
        Files.createSymbolicLink(file, Path.of(entry.link()));
        give(file, entry);
      }
      case '1' -> {
        Path target = within(entry.link());
        parents(target);
        if (!Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)
            && !Files.isSymbolicLink(target)) {
          throw new IOException("the archive links %s to no file".formatted(entry.name()));
        }
        if (!file.equals(target)) {
          replace(file);
          Files.createLink(file, target);
        }
      }
      case '3', '4', '6' -> {
        // Devices and pipes; a machine gets its own.
      }
      default ->
          throw new IOException(
              "the archive has an entry of a kind not known: %s".formatted(entry.kind()));
    }
  }

  private Path within(String name) throws IOException {
    String plain = name;
    while (plain.startsWith("./")) {
      plain = plain.substring(2);
    }
    Path path = tree.resolve(plain);
    boolean leadsUp = false;
    for (Path step : Path.of(plain)) {
      leadsUp |= step.toString().equals("..");
    }
    if (plain.startsWith("/") || leadsUp || !path.normalize().startsWith(tree)) {
      throw new IOException("the archive has a name that leads out of it: " + name);
    }
    return path.normalize();
  }

  private void parents(Path file) throws IOException {
    Path at = tree;
    Path inside = tree.relativize(file);
    for (int i = 0; i < inside.getNameCount() - 1; i++) {
      at = at.resolve(inside.getName(i));
      if (!Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectory(at);
        Ownership.give(at, Ownership.ROOT, Ownership.ROOT, 0755);
      } else if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
        throw new IOException(
            "the archive has %s below what is no directory".formatted(tree.relativize(file)));
      }
    }
  }

  private static void replace(Path file) throws IOException {
    if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
      Files.deleteIfExists(file);
    }
  }

  private void content(Path file) throws IOException {
    try (OutputStream output =
        Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
        bytes += n;
        if (bytes > MOST_BYTES) {
          throw new IOException("the archive has more than %d bytes".formatted(MOST_BYTES));
        }
        output.write(buffer, 0, n);
      }
    }
  }

  private static void give(Path file, TarReader.Entry entry) throws IOException {
    Ownership.give(file, entry.user(), entry.group(), entry.mode());
  }
}
