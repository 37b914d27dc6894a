package dev.cloudjar.fabric.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * An installation, as the kernel's objects tell it from others: all that it makes outside its
 * directory carries its id, which follows from the directory, so that leftovers are found by
 * whoever opens it again.
 *
 * @param directory where the machine room keeps its files
 * @param id eight hexadecimal digits
 */
public record Installation(Path directory, String id) {
  private static final int ID_BYTES = 4;

  /** The installation of a directory, which is made if there is none. */
  public static Installation of(Path directory) throws IOException {
    Path real = Files.createDirectories(directory).toRealPath();
    return new Installation(real, digest(real.toString(), ID_BYTES));
  }

  /** The network namespace of a network's router. */
  public Namespace router(String network) {
    return Namespace.named(routers() + network);
  }

  /** The network namespace of a host of {@code NetworkPlan.Interface}. */
  public Namespace host(String host) {
    return Namespace.named("cj-" + id + "-h-" + host);
  }

  /** The network namespace between the networks and this machine. */
  public Namespace outside() {
    return Namespace.named("cj-" + id + "-outside");
  }

  /**
   * The network namespace that public addresses are reached from, where this machine's own can't be
   * given routes to them.
   */
  public Namespace beside() {
    return Namespace.named("cj-" + id + "-beside");
  }

  /** What the names of routers' namespaces begin with. */
  public String routers() {
    return "cj-" + id + "-n-";
  }

  /** What the names of all its namespaces begin with. */
  public String prefix() {
    return "cj-" + id + "-";
  }

  /** The first bytes of a text's SHA-256, in hexadecimal digits. */
  public static String digest(String text, int bytes) {
    try {
      byte[] all =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(all, 0, bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
