package dev.cloudjar.fabric.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is mounted, as the kernel tells it. */
final class Mounts {
  private static final Path PROCESSES = Path.of("/proc");
  private static final int MOUNT_POINT = 4;

  private Mounts() {}

  /** Whether any process sees an overlay over a layer. */
  static boolean anybodyUses(Path layer) throws IOException {
    if (!Files.isDirectory(PROCESSES)) {
      return false;
    }
    String option = "=" + layer;
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
      for (Path process : processes) {
        for (String line : lines(process.resolve("mountinfo"))) {
          if (line.contains(option + ",")
              || line.contains(option + ":")
              || line.contains(":" + layer + ",")
              || line.contains(":" + layer + ":")) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** The mount points below a directory that this process sees, the innermost first. */
  static List<Path> below(Path directory) {
    var points = new ArrayList<Path>();
    for (String line : lines(Path.of("/proc/self/mountinfo"))) {
      Path point = Path.of(line.split(" ", -1)[MOUNT_POINT].replace("\\040", " "));
      if (point.startsWith(directory)) {
        points.addFirst(point);
      }
    }
    return points;
  }

  private static List<String> lines(Path file) {
    try {
      // Whole at once: it changes between reads.
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
