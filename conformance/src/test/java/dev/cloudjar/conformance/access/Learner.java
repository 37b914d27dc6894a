package dev.cloudjar.conformance.access;

import dev.cloudjar.junit.TestCloud;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The page that watches what principals need. */
final class Learner {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final URI page;

  Learner(TestCloud cloud) {
    this.page = cloud.endpoint().resolve("/_cloudjar/learn");
  }

  /** A policy, with the actions and resources in it. */
  record Learned(String document, List<String> actions, List<String> resources) {}

  void watch() {
    post("{\"watch\": true}");
  }

  /** What a principal has needed; empty where it has needed nothing. */
  Optional<Learned> learned(String principalArn) {
    JsonNode policy = post("{\"watch\": false}").path("policies").path(principalArn);
    if (policy.isMissingNode()) {
      return Optional.empty();
    }
    List<String> actions = new ArrayList<>();
    List<String> resources = new ArrayList<>();
    for (JsonNode statement : policy.path("Statement")) {
      statement.path("Action").forEach(each -> actions.add(each.asString()));
      statement.path("Resource").forEach(each -> resources.add(each.asString()));
    }
    return Optional.of(new Learned(policy.toString(), actions, resources));
  }

  private JsonNode post(String body) {
    try {
      String answer =
          HTTP.send(
                  HttpRequest.newBuilder(page)
                      .header("Content-Type", "application/json")
                      .POST(HttpRequest.BodyPublishers.ofString(body))
                      .build(),
                  BodyHandlers.ofString())
              .body();
      return JsonMapper.shared().readTree(answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
