package dev.cloudjar.fabric.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is kept of a machine while it runs, and its console afterwards.
 *
 * <pre>
 * process              its first process, as the kernel tells of it; there as long as it counts as running
 * boot                 which start of this machine that was in
 * root                 the disk that it has booted from
 * attached/DEVICE      a disk and the loop device that was made of it
 * console.old, .new    what it has written
 * dev                  where its devices are mounted
 * volumes              where file systems are mounted for it
 * files, *.sh          what it was started with
 * failure              what was wrong where it didn't start
 * </pre>
 */
record MachineDirectory(Path path) {
  private static final Path THIS_BOOT = Path.of("/proc/sys/kernel/random/boot_id");
  private static final int CONSOLE_BYTES = 64 << 10;
  private static final int START_TIME = 19;
  private static final int STATE = 0;

  /** The first process of a machine; the time tells it from others that get its number. */
  record Started(long process, String time) {}

  /** A disk in a machine. */
  record Attached(String disk, String loop) {}

  String machine() {
    return String.valueOf(path.getFileName());
  }

  /** Makes it as if no machine of the name had ever run. */
  void begin(String rootDisk) throws IOException {
    Trees.remove(path);
    Files.createDirectories(path.resolve("attached"));
    for (String name : List.of("dev", "volumes", "files")) {
      Files.createDirectory(path.resolve(name));
    }
    Files.copy(THIS_BOOT, path.resolve("boot"));
    Files.writeString(path.resolve("root"), rootDisk);
    Files.createFile(path.resolve("process"));
  }

  /** Whether it was started and its end is not yet known. */
  boolean counts() {
    return Files.exists(path.resolve("process"));
  }

  /** Its first process, if that still runs. */
  Optional<Started> alive() throws IOException {
    String told = read("process");
    if (told.isEmpty() || !read("boot").equals(Files.readString(THIS_BOOT).strip())) {
      return Optional.empty();
    }
    Started started = started(told);
    Path now = Path.of("/proc", Long.toString(started.process()), "stat");
    try {
      String status = Files.readString(now);
      return started.equals(started(status)) && !fields(status).get(STATE).equals("Z")
          ? Optional.of(started)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  static Started started(String status) {
    return new Started(
        Long.parseLong(status.substring(0, status.indexOf(' '))), fields(status).get(START_TIME));
  }

  private static List<String> fields(String status) {
    // The program's name comes second, in parentheses, and can be anything.
    return Arrays.asList(status.substring(status.lastIndexOf(')') + 2).strip().split(" ", -1));
  }

  void end() throws IOException {
    Files.deleteIfExists(path.resolve("process"));
  }

  String rootDisk() throws IOException {
    return read("root");
  }

  String failure() throws IOException {
    return read("failure");
  }

  private String read(String file) throws IOException {
    try {
      return Files.readString(path.resolve(file)).strip();
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  Map<String, Attached> attached() throws IOException {
    var attached = new LinkedHashMap<String, Attached>();
    for (String device : Trees.names(path.resolve("attached"))) {
      List<String> words = Arrays.asList(read("attached/" + device).split(" ", -1));
      if (words.size() == 2) {
        attached.put(device, new Attached(words.get(0), words.get(1)));
      }
    }
    return attached;
  }

  void attach(String device, Attached attached) throws IOException {
    Files.writeString(
        path.resolve("attached").resolve(device), attached.disk() + " " + attached.loop());
  }

  void detach(String device) throws IOException {
    Files.deleteIfExists(path.resolve("attached").resolve(device));
  }

  /** Whether the machine boots from a disk or has it attached. */
  boolean uses(String disk) throws IOException {
    return counts()
        && (rootDisk().equals(disk)
            || attached().values().stream().anyMatch(one -> one.disk().equals(disk)));
  }

  byte[] console() throws IOException {
    byte[] all = new byte[0];
    for (String name : List.of("console.old", "console.new")) {
      try {
        byte[] more = Files.readAllBytes(path.resolve(name));
        byte[] both = Arrays.copyOf(all, all.length + more.length);
        System.arraycopy(more, 0, both, all.length, more.length);
        all = both;
      } catch (NoSuchFileException e) {
        // It has written nothing, or not as much.
      }
    }
    return Arrays.copyOfRange(all, Math.max(0, all.length - CONSOLE_BYTES), all.length);
  }

  String consoleText() throws IOException {
    return new String(console(), StandardCharsets.UTF_8).strip();
  }
}
