package dev.cloudjar.fabric.kernel;

import java.io.IOException;

/** Whether this machine lets tests make network namespaces. */
public final class Namespaces {
  public static final String WHY_NOT =
      "SKIPPED: needs root, iproute2, nftables and a kernel with network namespaces";

  /** Tried once: tests that run side by side would find each other's trial in their way. */
  private static final boolean USABLE = trial();

  private Namespaces() {}

  public static boolean usable() {
    return USABLE;
  }

  private static boolean trial() {
    String name = "cj-probe-" + ProcessHandle.current().pid();
    try {
      Command.of("nft", "--version").run();
      Command.of("ip", "netns", "add", name).run();
      Command.of("ip", "netns", "delete", name).run();
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
