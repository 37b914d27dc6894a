package dev.cloudjar.catalog.compiler;

import dev.cloudjar.catalog.OperationModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The condition keys that actions have besides the global ones, as AWS's service authorization
 * reference tells them. A file for each prefix of actions has {@code source}, its page, and {@code
 * entries}, each with {@code keys} and the {@code actions} that have just these.
 */
final class ConditionKeys {
  private final Path folder;
  private final Map<String, Map<String, List<String>>> byPrefix = new HashMap<>();

  ConditionKeys(Path folder) {
    this.folder = folder;
  }

  /** The keys of all actions that operations may need, by action. */
  Map<String, List<String>> of(Collection<OperationModel> operations) {
    Map<String, List<String>> all = new TreeMap<>();
    operations.stream()
        .flatMap(
            it -> Stream.concat(it.actions().always().stream(), it.actions().perhaps().stream()))
        .distinct()
        .forEach(
            action -> {
              List<String> keys = of(action);
              if (!keys.isEmpty()) {
                all.put(action, keys);
              }
            });
    return all;
  }

  private List<String> of(String action) {
    int colon = action.indexOf(':');
    return byPrefix
        .computeIfAbsent(action.substring(0, colon), this::read)
        .getOrDefault(action.substring(colon + 1), List.of());
  }

  private Map<String, List<String>> read(String prefix) {
    Path file = folder.resolve(prefix + ".json");
    Map<String, List<String>> keys = new HashMap<>();
    if (!Files.exists(file)) {
      return keys;
    }
    try {
      JsonNode root = JsonMapper.shared().readTree(Files.readString(file));
      if (!root.path("source").asString("").startsWith("https://docs.aws.amazon.com/")) {
        throw new IllegalStateException(file + " names no page of AWS");
      }
      for (JsonNode entry : root.path("entries")) {
        List<String> its = texts(entry.path("keys"));
        texts(entry.path("actions")).forEach(action -> keys.put(action, its));
      }
      return keys;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asString).toList();
  }
}
