package dev.cloudjar.fabric.machine;

import dev.cloudjar.fabric.kernel.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What little plain processes are held by: what an instance runs is never this machine's root, and
 * can't become it by programs such as {@code sudo}.
 *
 * @param words what its programs are started by; none where this machine has no such thing
 * @param asAnother whether they run as a user of their own, since this process is root
 */
record Confinement(List<String> words, boolean asAnother) {

  /** Finds out how. */
  static Confinement find() throws IOException {
    boolean root = isRoot();
    Command.of("sh", "-c", ":").run();
    try {
      Command.of("setpriv", "--no-new-privs", "true").run();
    } catch (IOException e) {
      if (root) {
        throw new IOException(
            "as root, instances that are plain processes take setpriv (Debian: util-linux), so that"
                + " they aren't root, too",
            e);
      }
      return new Confinement(List.of(), false);
    }
    if (!root) {
      return new Confinement(List.of("setpriv", "--no-new-privs"), false);
    }
    String user = Integer.toString(Ownership.FIRST);
    return new Confinement(
        List.of("setpriv", "--no-new-privs", "--reuid", user, "--regid", user, "--clear-groups"),
        true);
  }

  private static boolean isRoot() throws IOException {
    Path probe = Files.createTempFile("cloudjar", "");
    try {
      return Files.getFileAttributeView(probe, java.nio.file.attribute.FileOwnerAttributeView.class)
          .getOwner()
          .getName()
          .equals("root");
    } finally {
      Files.delete(probe);
    }
  }

  /** Gives directories to whoever runs what a machine runs. */
  void give(List<Path> directories) throws IOException {
    if (!asAnother) {
      return;
    }
    for (Path directory : directories) {
      String owner = Ownership.FIRST + ":" + Ownership.FIRST;
      Command.of("chown", "-R", "--no-dereference", owner, "--", directory.toString()).run();
      if (Command.of(append("test", "-w", directory.toString())).attempt().status() != 0) {
        throw new IOException(
            "what instances run must not be root, and other users can't get to "
                + directory
                + ": choose another folder with --data, or run Cloudjar as another user");
      }
    }
  }

  private String[] append(String... more) {
    var all = new java.util.ArrayList<>(words);
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }
}
