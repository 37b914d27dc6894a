package dev.cloudjar.app;

import dev.cloudjar.gateway.CloudServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * Starts a cloud, makes the calls that users make first, some of them often, and ends: the JVM
 * notes which classes that takes and which methods are worth compiling.
 */
@Command(
    name = "rehearse",
    description = "Prepares fast starts; the launcher does this once per build.",
    hidden = true)
final class RehearseCommand implements Callable<Integer> {

  /** So often that the JVM knows what to compile, which then takes the first calls of a start. */
  private static final int ROUNDS = 1_000;

  private static final int CLIENTS = 4;

  /**
   * A call to be made; its headers carry no valid signature, which unknown access keys do not need.
   */
  private record Step(String method, String path, Map<String, String> headers, String body) {}

  @Override
  public Integer call() throws IOException {
    Path data = Files.createTempDirectory("cloudjar-rehearsal");
    try (CloudServer server =
        CloudServer.builder()
            .rooms(StandardRooms.create())
            .host("127.0.0.1")
            .port(0)
            .data(data)
            .start()) {
      URI endpoint = URI.create(server.endpoint());
      for (Step step : steps()) {
        make(endpoint, step);
      }
      makeOften(endpoint);
    } finally {
      try (Stream<Path> files = Files.walk(data)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
    return 0;
  }

  private static void makeOften(URI endpoint) throws IOException {
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        running.add(
            clients.submit(
                () -> {
                  for (int round = 0; round < ROUNDS / CLIENTS; round++) {
                    for (Step step : often()) {
                      make(endpoint, step);
                    }
                  }
                  return null;
                }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("a call of the rehearsal failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<Step> steps() {
    Map<String, String> json = Map.of("Content-Type", "application/x-amz-json-1.0");
    return List.of(
        new Step("GET", "/_cloudjar/health", Map.of(), ""),
        callerIdentity(),
        new Step("PUT", "/rehearsal", Map.of("service", "s3"), ""),
        new Step("PUT", "/rehearsal/key", Map.of("service", "s3"), "hello"),
        new Step("GET", "/rehearsal/key", Map.of("service", "s3"), ""),
        new Step("GET", "/rehearsal?list-type=2", Map.of("service", "s3"), ""),
        new Step("GET", "/", Map.of("service", "s3"), ""),
        sqs(json, "CreateQueue", "{\"QueueName\":\"rehearsal\"}"),
        sqs(
            json,
            "SendMessage",
            "{\"QueueUrl\":\"http://localhost/000000000000/rehearsal\",\"MessageBody\":\"hello\"}"),
        sqs(json, "ReceiveMessage", "{\"QueueUrl\":\"http://localhost/000000000000/rehearsal\"}"),
        sqs(json, "ListQueues", "{}"));
  }

  /** What is called in quick succession. */
  private static List<Step> often() {
    return List.of(
        callerIdentity(),
        new Step("PUT", "/rehearsal/small", Map.of("service", "s3"), "x".repeat(1024)),
        new Step("PUT", "/rehearsal/larger", Map.of("service", "s3"), "x".repeat(64 * 1024)),
        new Step("GET", "/rehearsal/small", Map.of("service", "s3"), ""),
        new Step("GET", "/rehearsal/larger", Map.of("service", "s3"), ""));
  }

  private static Step callerIdentity() {
    return new Step(
        "POST",
        "/",
        Map.of(
            "Content-Type", "application/x-www-form-urlencoded; charset=utf-8", "service", "sts"),
        "Action=GetCallerIdentity&Version=2011-06-15");
  }

  private static Step sqs(Map<String, String> json, String operation, String body) {
    return new Step(
        "POST",
        "/",
        Map.of(
            "Content-Type",
            json.get("Content-Type"),
            "X-Amz-Target",
            "AmazonSQS." + operation,
            "service",
            "sqs"),
        body);
  }

  private static void make(URI endpoint, Step step) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) endpoint.resolve(step.path()).toURL().openConnection();
    connection.setRequestMethod(step.method());
    step.headers().forEach(connection::setRequestProperty);
    String service = step.headers().get("service");
    if (service != null) {
      String date = RehearsalSignature.timestamp();
      connection.setRequestProperty("X-Amz-Date", date);
      connection.setRequestProperty("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD");
      connection.setRequestProperty("Authorization", RehearsalSignature.of(service, date));
    }
    if (!step.body().isEmpty() || step.method().equals("PUT")) {
      connection.setDoOutput(true);
      try (OutputStream out = connection.getOutputStream()) {
        out.write(step.body().getBytes(StandardCharsets.UTF_8));
      }
    }
    int status = connection.getResponseCode();
    try (InputStream in =
        status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      if (in != null) {
        in.readAllBytes();
      }
    }
    if (status >= 400) {
      throw new IOException(step + " was answered with " + status);
    }
  }
}
