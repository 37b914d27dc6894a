package dev.cloudjar.catalog.compiler;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is known of a service beyond the SDK's classes and the API models, written by hand. Each
 * entry names its source.
 */
final class Patch {
  private final String service;
  private final JsonNode root;

  private Patch(String service, JsonNode root) {
    this.service = service;
    this.root = root;
    requireSources();
  }

  static Patch read(Path folder, String service) {
    Path file = folder.resolve(service + ".json");
    try {
      return new Patch(
          service,
          Files.exists(file)
              ? JsonMapper.shared().readTree(Files.readString(file))
              : JsonMapper.shared().createObjectNode());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is said of the service as a whole. */
  JsonNode service() {
    return root.path("service");
  }

  /** A list of texts that is said of the service as a whole; empty when nothing is said. */
  List<String> list(String key) {
    return service().path(key).valueStream().map(JsonNode::asString).toList();
  }

  JsonNode operation(String name) {
    return root.path("operations").path(name);
  }

  List<JsonNode> errors() {
    return root.path("errors").valueStream().toList();
  }

  JsonNode validation() {
    return root.path("validation");
  }

  JsonNode queryNames() {
    return root.path("queryNames");
  }

  /** The constraints of structures: by structure, then by member. */
  JsonNode shapes() {
    return root.path("shapes");
  }

  private void requireSources() {
    root.properties()
        .forEach(
            section -> {
              JsonNode content = section.getValue();
              if (content.has("source")) {
                requireSource(section.getKey(), content);
              } else {
                content.valueStream().forEach(entry -> requireSource(section.getKey(), entry));
              }
            });
  }

  private void requireSource(String section, JsonNode entry) {
    if (!entry.path("source").asString("").startsWith("https://")) {
      throw new IllegalStateException(
          "an entry of " + section + " in the patch of " + service + " names no source: " + entry);
    }
  }
}
