package dev.cloudjar.fabric.kernel;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A network namespace that has a name, as {@code ip netns} names them.
 *
 * @param path the file that keeps it and that it is entered by
 */
public record Namespace(Path path) {
  private static final Path ALL = Path.of("/run/netns");
  private static final String MAKING =
      """
      set -eC
      for file; do
        : >"$file"
        unshare --net="$file" true || { rm -f "$file"; exit 1; }
      done
      """;

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

  /**
   * Makes namespaces that there aren't yet.
   *
   * @throws IOException where there is one already, or none may be made
   */
  public static void make(Collection<Namespace> namespaces) throws IOException {
    if (namespaces.isEmpty()) {
      return;
    }
    if (Users.here().all()) {
      batch("add", namespaces);
      return;
    }
    // The root of a user namespace couldn't go back to this machine's network, which ip wants to.
    var line = new ArrayList<>(List.of("sh", "-c", MAKING, "sh"));
    namespaces.forEach(namespace -> line.add(namespace.path().toString()));
    Files.createDirectories(ALL);
    Command.of(line.toArray(String[]::new)).run();
  }

  /** Takes namespaces away; they end with the last that is in them. */
  public static void delete(Collection<Namespace> namespaces) throws IOException {
    if (!namespaces.isEmpty()) {
      batch("delete", namespaces);
    }
  }

  private static void batch(String verb, Collection<Namespace> namespaces) throws IOException {
    var lines = new StringBuilder();
    for (Namespace namespace : namespaces) {
      lines.append("netns ").append(verb).append(' ').append(namespace.name()).append('\n');
    }
    Command.of("ip", "-batch", "-").reading(lines.toString()).run();
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
