package dev.cloudjar.fabric.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A user namespace whose root is nobody outside. A process holds it until somebody is in it, or
 * until this one ends.
 */
final class UserNamespace implements AutoCloseable {
  private final Process holder;

  private UserNamespace(Process holder) {
    this.holder = holder;
  }

  static UserNamespace create() throws IOException {
    Process holder =
        new ProcessBuilder("unshare", "--user", "sh", "-c", "echo made; read -r end")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    var namespace = new UserNamespace(holder);
    try {
      if (holder.getInputStream().read() < 0) {
        throw new IOException("this machine refuses user namespaces");
      }
      Path process = Path.of("/proc", Long.toString(holder.pid()));
      Files.writeString(process.resolve("uid_map"), Ownership.map());
      Files.writeString(process.resolve("gid_map"), Ownership.map());
      return namespace;
    } catch (IOException | RuntimeException e) {
      namespace.close();
      throw e;
    }
  }

  /** The file that it is entered by. */
  Path path() {
    return Path.of("/proc", Long.toString(holder.pid()), "ns", "user");
  }

  @Override
  public void close() {
    holder.destroyForcibly();
  }
}
