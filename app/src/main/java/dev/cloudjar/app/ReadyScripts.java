package dev.cloudjar.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The scripts that prepare a cloud once it is ready, such as by creating buckets: {@code *.sh} and
 * {@code *.py} in the order of their names, with endpoint and credentials in their environment.
 */
final class ReadyScripts {
  private static final System.Logger LOG = System.getLogger(ReadyScripts.class.getName());

  /** How a script went. */
  enum State {
    RUNNING,
    SUCCESSFUL,
    ERROR
  }

  /** A script and how it went, as tools that were written for LocalStack ask for it. */
  record Outcome(String name, State state) {}

  private final Path folder;
  private final List<Outcome> outcomes = new ArrayList<>();
  private boolean done;

  ReadyScripts(Path folder) {
    this.folder = folder;
  }

  /** What has run so far. */
  synchronized List<Outcome> outcomes() {
    return List.copyOf(outcomes);
  }

  /** Whether all have run. */
  synchronized boolean done() {
    return done;
  }

  /**
   * Runs them all against the cloud at {@code endpoint}; one that fails is told of, and the next is
   * run.
   */
  void run(String endpoint) {
    try {
      if (Files.isDirectory(folder)) {
        for (Path script : scripts()) {
          run(script, endpoint);
        }
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "Cannot run the scripts in " + folder, e);
    } finally {
      synchronized (this) {
        done = true;
      }
    }
  }

  private List<Path> scripts() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(ReadyScripts::isScript).sorted().toList();
    }
  }

  private void run(Path script, String endpoint) throws IOException {
    String name = String.valueOf(script.getFileName());
    note(new Outcome(name, State.RUNNING));
    System.out.println("Running " + script + " ...");
    List<String> command =
        name.endsWith(".py")
            ? List.of("python3", script.toString())
            : List.of("sh", script.toString());
    ProcessBuilder process = new ProcessBuilder(command).inheritIO();
    Map<String, String> environment = process.environment();
    environment.putAll(ClientEnvironment.of(endpoint, environment));
    environment.put("AWS_ENDPOINT_URL", endpoint);
    try {
      int exit = process.start().waitFor();
      note(new Outcome(name, exit == 0 ? State.SUCCESSFUL : State.ERROR));
      if (exit != 0) {
        System.out.println(
            script + " failed with exit code " + exit + "; the cloud goes on without it.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      note(new Outcome(name, State.ERROR));
    } catch (IOException e) {
      note(new Outcome(name, State.ERROR));
      throw e;
    }
  }

  private synchronized void note(Outcome outcome) {
    outcomes.removeIf(other -> other.name().equals(outcome.name()));
    outcomes.add(outcome);
  }

  private static boolean isScript(Path file) {
    String name = file.toString();
    return Files.isRegularFile(file) && (name.endsWith(".sh") || name.endsWith(".py"));
  }
}
