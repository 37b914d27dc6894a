package dev.cloudjar.catalog.compiler;

import dev.cloudjar.catalog.RequiredActions;
import dev.cloudjar.catalog.RequiredActions.Origin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The IAM actions of a service's operations. Most have the operation's name behind the name that
 * the service signs by; where AWS documents otherwise, a file says so, with its source:
 *
 * <ul>
 *   <li>{@code prefix}: what the service's actions begin with;
 *   <li>{@code entries}: each with {@code actions} that operations always need, {@code perhaps}
 *       those that depend on the request, {@code none} the operations that need no permission,
 *       {@code unknown} those that AWS's reference lacks, and {@code byMethod} where actions are
 *       called after HTTP's methods.
 * </ul>
 */
final class Authorisation {
  private final String service;
  private final JsonNode root;
  private final String prefix;

  private Authorisation(String service, JsonNode root, String signingName) {
    this.service = service;
    this.root = root;
    this.prefix = root.path("prefix").asString(signingName);
  }

  /** What the service's actions begin with. */
  String prefix() {
    return prefix;
  }

  static Authorisation read(Path folder, String service, String signingName) {
    Path file = folder.resolve(service + ".json");
    try {
      if (!Files.exists(file)) {
        return new Authorisation(service, JsonMapper.shared().createObjectNode(), signingName);
      }
      JsonNode root = JsonMapper.shared().readTree(Files.readString(file));
      requireSource(service, root);
      root.path("entries").valueStream().forEach(entry -> requireSource(service, entry));
      return new Authorisation(service, root, signingName);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void requireSource(String service, JsonNode entry) {
    if (!entry.path("source").asString("").startsWith("https://docs.aws.amazon.com/")) {
      throw new IllegalStateException(
          "an entry on the actions of " + service + " names no page of AWS: " + entry);
    }
  }

  /**
   * What an operation needs.
   *
   * @param signed whether it is signed: nothing can be asked of who is not known
   */
  RequiredActions of(String operation, String method, boolean signed) {
    if (names("none", operation)) {
      return RequiredActions.none();
    }
    if (names("unknown", operation)) {
      return new RequiredActions(Origin.UNKNOWN, List.of(), List.of());
    }
    List<String> perhaps = listed("perhaps", operation);
    if (has("actions", operation)) {
      return new RequiredActions(Origin.DOCUMENTED, listed("actions", operation), perhaps);
    }
    if (!signed && perhaps.isEmpty()) {
      return RequiredActions.none();
    }
    if (entries().stream().anyMatch(entry -> entry.path("byMethod").asBoolean(false))) {
      return new RequiredActions(Origin.DOCUMENTED, List.of(prefix + ":" + method), perhaps);
    }
    Origin origin = perhaps.isEmpty() ? Origin.NAME : Origin.DOCUMENTED;
    return new RequiredActions(origin, List.of(prefix + ":" + operation), perhaps);
  }

  /** Fails where the file speaks of operations that the service doesn't have. */
  void requireOperations(Collection<String> operations) {
    Set<String> named = new TreeSet<>();
    for (JsonNode entry : entries()) {
      for (String section : List.of("actions", "perhaps")) {
        entry.path(section).properties().forEach(each -> named.add(each.getKey()));
      }
      for (String section : List.of("none", "unknown")) {
        entry.path(section).valueStream().forEach(each -> named.add(each.asString()));
      }
    }
    named.removeAll(operations);
    if (!named.isEmpty()) {
      throw new IllegalStateException(service + " has no operations " + named);
    }
  }

  private List<JsonNode> entries() {
    return root.path("entries").valueStream().toList();
  }

  private boolean names(String section, String operation) {
    return entries().stream()
        .flatMap(entry -> entry.path(section).valueStream())
        .anyMatch(each -> each.asString().equals(operation));
  }

  private boolean has(String section, String operation) {
    return entries().stream().anyMatch(entry -> entry.path(section).has(operation));
  }

  private List<String> listed(String section, String operation) {
    return entries().stream()
        .flatMap(entry -> entry.path(section).path(operation).valueStream())
        .map(JsonNode::asString)
        .map(action -> action.indexOf(':') < 0 ? prefix + ":" + action : action)
        .collect(Collectors.toList());
  }
}
