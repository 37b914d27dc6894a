package dev.cloudjar.app;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** The cloud that a command is about, reached through its control pages. */
record RunningCloud(RunRecord record) {

  /**
   * The cloud on {@code port}, or the only one there is where that is 0.
   *
   * @throws CommandFailure when there is none, or more than one to choose from
   */
  static RunningCloud find(Installation installation, int port) throws IOException {
    List<RunRecord> running = RunRecord.running(installation);
    if (port != 0) {
      return running.stream()
          .filter(record -> record.port() == port)
          .findFirst()
          .map(RunningCloud::new)
          .orElseThrow(
              () ->
                  new CommandFailure(
                      "No cloud runs on port "
                          + port
                          + ". Start one: cloudjar start --port "
                          + port));
    }
    if (running.isEmpty()) {
      throw new CommandFailure("No cloud is running. Start one: cloudjar start");
    }
    if (running.size() > 1) {
      String ports =
          running.stream().map(r -> Integer.toString(r.port())).collect(Collectors.joining(", "));
      throw new CommandFailure(
          "Several clouds are running, on ports " + ports + ". Choose one with --port.");
    }
    return new RunningCloud(running.getFirst());
  }

  /** The answer of a control page. */
  String get(String path) throws IOException {
    return send(request(path).GET().build());
  }

  /** Has a control page do something; {@code json} says what. */
  String post(String path, String json) throws IOException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build());
  }

  /** Sends a form to a host of the cloud, whose name nobody has to know but the cloud. */
  void submit(String host, String path, String form) throws IOException {
    // Read once, by the first client of this process.
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    send(
        request(path)
            .header("Host", host + ":" + record.port())
            .header("X-Cloudjar", "token")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build());
  }

  private HttpRequest.Builder request(String path) {
    URI page = URI.create("http://127.0.0.1:" + record.port() + path);
    return HttpRequest.newBuilder(page)
        .header("Accept", "application/json")
        .timeout(Duration.ofMinutes(10));
  }

  private String send(HttpRequest request) throws IOException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() >= 400) {
        throw new CommandFailure(
            "The cloud on port " + record.port() + " refused: " + response.body().strip());
      }
      return response.body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("Interrupted.");
    }
  }
}
