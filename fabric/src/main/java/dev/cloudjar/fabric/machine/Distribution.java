package dev.cloudjar.fabric.machine;

import java.util.List;
import java.util.Map;

/**
 * A distribution that images can be made of.
 *
 * @param name such as {@code debian-12}
 * @param suite what its archive calls it
 */
record Distribution(String name, String suite) {
  private static final Map<String, String> SUITES =
      Map.of("debian-11", "bullseye", "debian-12", "bookworm", "debian-13", "trixie");

  /** Beside what no Debian does without: what instances are used with, and as little as will do. */
  static final List<String> PACKAGES =
      List.of(
          "openssh-server",
          "iproute2",
          "iputils-ping",
          "curl",
          "ca-certificates",
          "python3",
          "bind9-dnsutils",
          "procps",
          "e2fsprogs",
          "sudo");

  static Distribution of(String name) {
    String suite = SUITES.get(name);
    if (suite == null) {
      throw new IllegalArgumentException(
          "no distribution that images are made of: %s; there are %s"
              .formatted(name, SUITES.keySet().stream().sorted().toList()));
    }
    return new Distribution(name, suite);
  }
}
