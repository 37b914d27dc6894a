package dev.cloudjar.conformance;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The built jar in a process of its own, started as a user starts it: by the launcher. */
final class CloudProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);

  private static boolean prepared;

  private final Process process;
  private final int port;

  private CloudProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts a cloud and waits until it is healthy. */
  static CloudProcess start(Path folder, String... more) throws IOException, InterruptedException {
    return start(folder, freePort(), more);
  }

  static CloudProcess start(Path folder, int port, String... more)
      throws IOException, InterruptedException {
    prepare(folder);
    return start(
        folder, port, Map.of(), List.of(Repository.root().resolve("cloudjar").toString()), more);
  }

  /** Starts one by some other launcher, or by this one as somebody else. */
  static CloudProcess start(
      Path folder, int port, Map<String, String> environment, List<String> launcher, String... more)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(launcher);
    command.addAll(
        List.of(
            "start",
            "--port",
            Integer.toString(port),
            "--data",
            folder.resolve("data").toString()));
    command.addAll(List.of(more));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("output").toFile()));
    isolate(builder, folder);
    builder.environment().putAll(environment);
    CloudProcess cloud = new CloudProcess(builder.start(), port);
    cloud.awaitHealthy(folder);
    return cloud;
  }

  /** Has the launcher do once what it does after a build, which takes longer than any start. */
  static synchronized void prepare(Path folder) throws IOException, InterruptedException {
    if (!prepared) {
      Repository.jar();
      List<String> launcher =
          List.of(Repository.root().resolve("cloudjar").toString(), "--version");
      Program.run(folder, Map.of(), launcher).successful();
      prepared = true;
    }
  }

  /** Keeps the commands of a test away from the clouds and files of whoever runs it. */
  static void isolate(ProcessBuilder builder, Path folder) {
    var environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("CLOUDJAR_") || name.startsWith("AWS_"));
    environment.put("CLOUDJAR_HOME", folder.resolve("home").toString());
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  /** Another process cannot signal us; a short wait is all there is. */
  void letItWork() throws InterruptedException {
    process.waitFor(20, TimeUnit.MILLISECONDS);
  }

  /** SIGKILL: no shutdown hook runs, nothing is flushed. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void awaitHealthy(Path folder) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    try (HttpClient client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(endpoint().resolve("/_cloudjar/health"))
              .timeout(Duration.ofSeconds(5))
              .build();
      while (System.nanoTime() < deadline && process.isAlive()) {
        try {
          if (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
            return;
          }
        } catch (IOException e) {
          // not listening yet
        }
        letItWork();
      }
    }
    kill();
    throw new IOException(
        "The cloud did not start:\n" + Files.readString(folder.resolve("output")));
  }
}
