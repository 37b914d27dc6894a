package dev.cloudjar.app;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What this cloud can do on this machine, and at which tier; a lower tier says so and never
 * pretends.
 */
final class Capabilities {

  private Capabilities() {}

  /** Each capability with its tier, in words. */
  static Map<String, String> tiers() {
    Map<String, String> tiers = new LinkedHashMap<>();
    tiers.put("storage", "durable: every acknowledged write is on disk");
    tiers.put("machine room", "none yet: no networks, instances or volumes");
    return tiers;
  }

  static void print(PrintStream out) {
    tiers().forEach((name, tier) -> out.printf("  %-12s %s%n", name, tier));
  }
}
