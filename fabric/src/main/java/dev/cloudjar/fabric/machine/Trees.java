package dev.cloudjar.fabric.machine;

import dev.cloudjar.fabric.kernel.Command;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Directories, as wholes. */
final class Trees {
  private static final boolean LINUX = System.getProperty("os.name").equals("Linux");
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private Trees() {}

  /** Copies a tree with everything that the kernel knows of it; shares blocks where it can. */
  static void copy(Path from, Path to) throws IOException {
    Files.createDirectory(to);
    copyInto(from, to);
  }

  /** Copies what is in a tree into another one. */
  static void copyInto(Path from, Path to) throws IOException {
    if (LINUX) {
      Command.of(
              "cp", "-a", "--reflink=auto", "--sparse=auto", "-T", from.toString(), to.toString())
          .within(PATIENCE)
          .run();
      return;
    }
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path copy = to.resolve(from.relativize(file).toString());
        if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
          Files.copy(
              file,
              copy,
              LinkOption.NOFOLLOW_LINKS,
              StandardCopyOption.COPY_ATTRIBUTES,
              StandardCopyOption.REPLACE_EXISTING);
        } else {
          Files.createDirectories(copy);
        }
      }
    }
  }

  /** Removes a tree and stays on its file system; none is no mistake. */
  static void remove(Path tree) throws IOException {
    if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (LINUX) {
      Command.of("rm", "-rf", "--one-file-system", "--", tree.toString()).within(PATIENCE).run();
      return;
    }
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(file);
      }
    }
  }

  /** The names in a directory that don't begin with a dot. */
  static Set<String> names(Path directory) throws IOException {
    var names = new TreeSet<String>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
        for (Path entry : entries) {
          String name = String.valueOf(entry.getFileName());
          if (!name.startsWith(".")) {
            names.add(name);
          }
        }
      }
    }
    return names;
  }
}
