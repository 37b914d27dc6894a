package dev.cloudjar.wire.protocol;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A Python process that speaks for botocore. For one thread. */
final class Botocore implements AutoCloseable {
  static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path script;
  private final Process process;
  private final BufferedReader answers;
  private final BufferedWriter commands;

  Botocore() {
    try (InputStream source = Botocore.class.getResourceAsStream("botocore_oracle.py")) {
      script = Files.createTempFile("botocore_oracle", ".py");
      Files.write(script, source.readAllBytes());
      process =
          new ProcessBuilder("python3", script.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      answers = process.inputReader(StandardCharsets.UTF_8);
      commands = process.outputWriter(StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** Whether this machine has it. */
  static boolean isInstalled() {
    try {
      Process tried = new ProcessBuilder("python3", "-c", "import botocore").start();
      return tried.waitFor(30, TimeUnit.SECONDS) && tried.exitValue() == 0;
    } catch (IOException noPython) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  JsonNode ask(ObjectNode command) {
    try {
      commands.write(JSON.writeValueAsString(command));
      commands.write('\n');
      commands.flush();
      String answer = answers.readLine();
      if (answer == null) {
        throw new AssertionError("The Python process ended");
      }
      return JSON.readTree(answer);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      Files.deleteIfExists(script);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
