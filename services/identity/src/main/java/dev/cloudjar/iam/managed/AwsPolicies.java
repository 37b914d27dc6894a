package dev.cloudjar.iam.managed;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The policies of AWS, by name; read when they are first asked for. */
public final class AwsPolicies {
  private static final class All {
    static final SortedMap<String, AwsPolicy> BY_NAME = load();
  }

  private AwsPolicies() {}

  /** The policy with a name, whatever the case of its letters. */
  public static Optional<AwsPolicy> find(String name) {
    return Optional.ofNullable(All.BY_NAME.get(name));
  }

  /** All, in the order of their names. */
  public static List<AwsPolicy> all() {
    return List.copyOf(All.BY_NAME.values());
  }

  private static SortedMap<String, AwsPolicy> load() {
    SortedMap<String, AwsPolicy> policies = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    text("index.tsv")
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("\t", -1))
        .forEach(
            columns ->
                policies.put(
                    columns[0],
                    new AwsPolicy(
                        columns[1],
                        columns[0],
                        columns[2],
                        Instant.parse(columns[3]),
                        Instant.parse(columns[4]),
                        Integer.parseInt(columns[5]),
                        text(columns[0] + ".json").strip())));
    return Collections.unmodifiableSortedMap(policies);
  }

  private static String text(String resource) {
    try (InputStream in =
        Objects.requireNonNull(AwsPolicies.class.getResourceAsStream(resource), resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
