package dev.cloudjar.app;

import io.netty.channel.epoll.Epoll;
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
  private static Map<String, String> tiers(boolean ephemeral) {
    Map<String, String> tiers = new LinkedHashMap<>();
    tiers.put(
        "storage",
        ephemeral
            ? "in memory: all is gone when it stops"
            : "durable: every acknowledged write is on the disk");
    tiers.put(
        "network",
        Epoll.isAvailable()
            ? "native: epoll, files leave by sendfile"
            : "portable: the JDK's selector, files are copied");
    tiers.put(
        "machine room",
        "opens when it is needed; 'cloudjar doctor' tells what this machine gives it");
    return tiers;
  }

  static void print(PrintStream out, boolean ephemeral) {
    tiers(ephemeral).forEach((name, tier) -> out.printf("  %-12s %s%n", name, tier));
  }
}
