package dev.cloudjar.fabric.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * All processes that have come of a plain machine, also those that have left their parents and
 * their group: the environment that they have inherited tells.
 */
final class PlainProcesses {
  /** What the directory of a machine is called in the environment of all that it runs. */
  static final String MARK = "CLOUDJAR_MACHINE";

  private static final Path PROCESSES = Path.of("/proc");

  private PlainProcesses() {}

  static List<ProcessHandle> of(ProcessHandle first, Path directory) {
    Set<ProcessHandle> all = new HashSet<>(first.descendants().toList());
    if (Files.isDirectory(PROCESSES)) {
      byte[] mark = ("\0" + MARK + "=" + directory + "\0").getBytes(StandardCharsets.ISO_8859_1);
      String wanted = new String(mark, StandardCharsets.ISO_8859_1);
      ProcessHandle.allProcesses().filter(one -> isOf(one, wanted)).forEach(all::add);
    }
    all.remove(first);
    return new ArrayList<>(all);
  }

  private static boolean isOf(ProcessHandle process, String mark) {
    try {
      byte[] environment =
          Files.readAllBytes(PROCESSES.resolve(Long.toString(process.pid())).resolve("environ"));
      return ("\0" + new String(environment, StandardCharsets.ISO_8859_1)).contains(mark);
    } catch (IOException e) {
      // It is somebody else's, or has ended.
      return false;
    }
  }

  /** Kills them until none is left that could have made others. */
  static void kill(ProcessHandle first, Path directory, Duration patience) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    List<ProcessHandle> left = of(first, directory);
    while (!left.isEmpty()) {
      left.forEach(ProcessHandle::destroyForcibly);
      if (System.nanoTime() > deadline) {
        throw new IOException("processes of a machine can't be killed: " + left);
      }
      Thread.onSpinWait();
      left = of(first, directory).stream().filter(ProcessHandle::isAlive).toList();
    }
    first.destroyForcibly();
  }
}
