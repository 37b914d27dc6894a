package dev.cloudjar.catalog.compiler;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One service's model as AWS publishes it, in the format that is called C2J. */
final class ApiModel {
  private final JsonNode root;
  private final Map<String, JsonNode> operations;

  private ApiModel(JsonNode root) {
    this.root = root;
    this.operations =
        root.path("operations").properties().stream()
            .collect(
                Collectors.toMap(
                    e -> withoutVersion(e.getKey()).toLowerCase(Locale.ROOT), Map.Entry::getValue));
  }

  /** Reads a model such as {@code sqs-2012-11-05}. */
  static ApiModel read(String name) {
    String path = "models/" + name + "-model.json";
    try (InputStream in = ApiModel.class.getClassLoader().getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("the model is not there: " + path);
      }
      return new ApiModel(JsonMapper.shared().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A model without anything in it. */
  static ApiModel empty() {
    return new ApiModel(JsonMapper.shared().createObjectNode());
  }

  @Nullable String metadata(String key) {
    return text(root.path("metadata").path(key));
  }

  boolean hasMetadata(String key) {
    return root.path("metadata").has(key);
  }

  JsonNode metadataList(String key) {
    return root.path("metadata").path(key);
  }

  /** An operation, whatever the case of its name. */
  Optional<JsonNode> operation(String name) {
    return Optional.ofNullable(operations.get(name.toLowerCase(Locale.ROOT)));
  }

  Collection<JsonNode> operations() {
    return operations.values();
  }

  JsonNode shapes() {
    return root.path("shapes");
  }

  /** A text, or null where there is none. */
  static @Nullable String text(JsonNode node) {
    return node.isMissingNode() || node.isNull() ? null : node.asString();
  }

  /** CloudFront's operations carry the version of the API in their names. */
  static String withoutVersion(String operation) {
    return operation.replaceFirst("\\d{4}_\\d{2}_\\d{2}$", "");
  }
}
