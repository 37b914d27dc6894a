package dev.cloudjar.fabric.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A program with its arguments, which no shell ever sees. It runs in the namespaces of the thread
 * that runs it.
 *
 * @param line the program and its arguments
 * @param input what it reads
 * @param patience how long it may take before it is killed
 */
public record Command(List<String> line, String input, Duration patience) {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Copies the line. */
  public Command {
    line = List.copyOf(line);
  }

  public static Command of(String... line) {
    return new Command(List.of(line), "", PATIENCE);
  }

  public Command reading(String text) {
    return new Command(line, text, patience);
  }

  public Command within(Duration time) {
    return new Command(line, input, time);
  }

  /**
   * What a program has said.
   *
   * @param status 0 where it has done what it was asked
   */
  public record Result(int status, String output, String errors) {}

  /**
   * Runs it and returns what it has written.
   *
   * @throws IOException where it can't be started, fails or takes too long, with what it said
   */
  public String run() throws IOException {
    Result result = attempt();
    if (result.status() != 0) {
      throw new IOException(
          "%s ended with %d: %s"
              .formatted(String.join(" ", line), result.status(), result.errors().strip()));
    }
    return result.output();
  }

  /**
   * Runs it, whatever it ends with.
   *
   * @throws IOException where it can't be started or takes too long
   */
  public Result attempt() throws IOException {
    Process process = new ProcessBuilder(line).start();
    try {
      CompletableFuture<String> output = read(process.getInputStream());
      CompletableFuture<String> errors = read(process.getErrorStream());
      try (OutputStream to = process.getOutputStream()) {
        to.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // It has ended without reading everything: its status and its errors tell why.
        if (process.isAlive() && !process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
          throw e;
        }
      }
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("%s took longer than %s".formatted(line.getFirst(), patience));
      }
      return new Result(process.exitValue(), output.join(), errors.join());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (InterruptedIOException) new InterruptedIOException(line.getFirst()).initCause(e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static CompletableFuture<String> read(InputStream stream) {
    var text = new CompletableFuture<String>();
    Thread.ofVirtual()
        .start(
            () -> {
              try (stream) {
                text.complete(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
              } catch (IOException e) {
                text.complete("");
              }
            });
    return text;
  }
}
