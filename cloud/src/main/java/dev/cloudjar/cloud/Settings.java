package dev.cloudjar.cloud;

import java.util.Map;
import java.util.Optional;

/**
 * What whoever starts a cloud wants of single rooms, by name, such as {@code s3-request-rates}. A
 * room is as AWS is where nothing is said.
 */
public record Settings(Map<String, String> values) {
  /** Nothing is said. */
  public static final Settings NONE = new Settings(Map.of());

  public Settings {
    values = Map.copyOf(values);
  }

  /** What is said of something; empty for nothing. */
  public Optional<String> find(String name) {
    return Optional.ofNullable(values.get(name));
  }
}
