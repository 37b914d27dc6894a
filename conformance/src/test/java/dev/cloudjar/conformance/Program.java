package dev.cloudjar.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Runs a client that somebody else wrote. */
final class Program {
  private static final long LIMIT_SECONDS = 300;

  private Program() {}

  /** What a program said. */
  record Outcome(int exitCode, String output) {
    /** The output of a program that succeeded. */
    String successful() {
      assertThat(exitCode).as("exit code; the program said:%n%s", output).isZero();
      return output;
    }
  }

  /** Skips the test, loudly, where the program is not there. */
  static void needs(Path folder, String why, String... command)
      throws IOException, InterruptedException {
    boolean there;
    try {
      there = run(folder, Map.of(), List.of(command)).exitCode() == 0;
    } catch (IOException e) {
      there = false;
    }
    if (!there) {
      System.err.println(
          "SKIPPED: '"
              + String.join(" ", command)
              + "' does not run here, so "
              + why
              + " is not proven.");
    }
    Assumptions.assumeTrue(there, () -> "needs " + String.join(" ", command));
  }

  /** The environment that points any AWS client at the cloud. */
  static Map<String, String> environment(URI endpoint) {
    return Map.of(
        "AWS_ENDPOINT_URL", endpoint.toString(),
        "AWS_ACCESS_KEY_ID", "test",
        "AWS_SECRET_ACCESS_KEY", "test",
        "AWS_DEFAULT_REGION", "us-east-1",
        "AWS_REGION", "us-east-1",
        "AWS_EC2_METADATA_DISABLED", "true",
        "AWS_PAGER", "");
  }

  static Outcome run(Path folder, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    CloudProcess.isolate(builder, folder);
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(command + " did not end; it said:\n" + output);
    }
    return new Outcome(process.exitValue(), output);
  }
}
