package dev.cloudjar.app;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * How a running cloud is reached, as it wrote it down for the other commands.
 *
 * @param pid its process
 * @param port where it listens
 * @param endpoint the address for clients
 * @param data the folder of its state, or {@link #IN_MEMORY}
 */
record RunRecord(long pid, int port, URI endpoint, String data) {
  /** What stands for a folder where nothing is kept. */
  static final String IN_MEMORY = "in memory";

  boolean ephemeral() {
    return data.equals(IN_MEMORY);
  }

  /** Writes the record in one step, so that nobody reads half of it. */
  void write(Installation installation) throws IOException {
    Files.createDirectories(installation.runs());
    Properties properties = new Properties();
    properties.setProperty("pid", Long.toString(pid));
    properties.setProperty("port", Integer.toString(port));
    properties.setProperty("endpoint", endpoint.toString());
    properties.setProperty("data", data);
    Path partial = Files.createTempFile(installation.runs(), "run", ".partial");
    try (Writer out = Files.newBufferedWriter(partial)) {
      properties.store(out, null);
    }
    Files.move(
        partial,
        file(installation, port),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  void remove(Installation installation) throws IOException {
    Files.deleteIfExists(file(installation, port));
  }

  /**
   * Every cloud that runs on this machine for this user, by port; what is left of dead ones is
   * skipped.
   */
  static List<RunRecord> running(Installation installation) throws IOException {
    if (!Files.isDirectory(installation.runs())) {
      return List.of();
    }
    List<RunRecord> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(installation.runs())) {
      for (Path file : files.filter(f -> f.toString().endsWith(".properties")).toList()) {
        read(file).filter(RunRecord::isAlive).ifPresent(found::add);
      }
    }
    found.sort(Comparator.comparingInt(RunRecord::port));
    return found;
  }

  boolean isAlive() {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  private static Optional<RunRecord> read(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      properties.load(in);
      return Optional.of(
          new RunRecord(
              Long.parseLong(properties.getProperty("pid", "")),
              Integer.parseInt(properties.getProperty("port", "")),
              URI.create(properties.getProperty("endpoint", "")),
              properties.getProperty("data", "")));
    } catch (NoSuchFileException | IllegalArgumentException e) {
      return Optional.empty(); // it stopped meanwhile, or somebody else wrote here
    }
  }

  private static Path file(Installation installation, int port) {
    return installation.runs().resolve(port + ".properties");
  }
}
