package dev.cloudjar.fabric.kernel;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/**
 * A network namespace that has a name, as {@code ip netns} names them.
 *
 * @param path the file that keeps it and that it is entered by
 */
public record Namespace(Path path) {
  private static final Path ALL = Path.of("/run/netns");

  public static Namespace named(String name) {
    Path path = ALL.resolve(name).normalize();
    if (!ALL.equals(path.getParent())) {
      throw new IllegalArgumentException("no name of a namespace: " + name);
    }
    return new Namespace(path);
  }

  /** The namespaces whose names begin so. */
  public static Set<String> present(String prefix) throws IOException {
    var names = new TreeSet<String>();
    if (Files.isDirectory(ALL)) {
      try (DirectoryStream<Path> files =
          Files.newDirectoryStream(ALL, file -> name(file).startsWith(prefix))) {
        files.forEach(file -> names.add(name(file)));
      }
    }
    return names;
  }

  public String name() {
    return name(path);
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  public boolean exists() {
    return Files.exists(path);
  }

  /** Has the calling thread, and what it starts, be in the namespace from now on. */
  public void enter() throws IOException {
    NativeCalls.enter(path);
  }
}
