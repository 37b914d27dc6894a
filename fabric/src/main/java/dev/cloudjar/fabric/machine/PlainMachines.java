package dev.cloudjar.fabric.machine;

import dev.cloudjar.fabric.MachinePlan;
import dev.cloudjar.fabric.Machines;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Machines that are processes of this machine: with a directory of their own as their home, and
 * with nothing that would keep them from anything else that a user may do. They need a shell.
 */
final class PlainMachines implements Machines {
  private static final Duration LONGEST_KILL = Duration.ofSeconds(10);

  private final Path directory;
  private final DiskStore disks;
  private final Optional<String> whyNot;
  private final Map<String, Running> running = new HashMap<>();
  private final Set<String> endedUnseen = new TreeSet<>();
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

  private record Running(ProcessHandle process, MachineEnd ended) {}

  PlainMachines(Path installation, DiskStore disks, Optional<String> whyNot) throws IOException {
    this.directory = Files.createDirectories(installation.resolve("machines"));
    this.whyNot = whyNot;
    this.disks = disks;
    for (String name : Trees.names(directory)) {
      Path file = directory.resolve(name).resolve("process");
      if (Files.exists(file)) {
        List<String> told = Files.readAllLines(file);
        var process =
            ProcessHandle.of(Long.parseLong(told.getFirst()))
                .filter(one -> told.getLast().equals(begun(one)));
        if (process.isPresent()) {
          begin(name, process.get());
        } else {
          Files.delete(file);
          endedUnseen.add(name);
        }
      }
    }
  }

  private static String begun(ProcessHandle process) {
    return process.info().startInstant().map(Object::toString).orElse("");
  }

  private void begin(String name, ProcessHandle process) {
    var machine = new Running(process, new MachineEnd());
    running.put(name, machine);
    CompletableFuture<Void> _ = process.onExit().thenAcceptAsync(one -> ended(name, machine));
  }

  private void ended(String name, Running machine) {
    synchronized (this) {
      if (!running.remove(name, machine)) {
        return;
      }
    }
    try {
      Files.deleteIfExists(directory.resolve(name).resolve("process"));
    } catch (IOException e) {
      // Whoever opens the directory next sees that the process is gone.
    }
    machine.ended().tell();
    listeners.forEach(listener -> listener.accept(name));
  }

  @Override
  public synchronized void start(MachinePlan plan) throws IOException {
    Path place = directory.resolve(Names.check(plan.machine()));
    if (running.containsKey(plan.machine())) {
      throw new FileAlreadyExistsException(plan.machine(), null, "the machine runs");
    }
    if (!plan.attachments().isEmpty()) {
      throw refused();
    }
    if (whyNot.isPresent()) {
      throw new IOException(whyNot.get());
    }
    Confinement confinement = Confinement.find();
    Path home = disks.tree(plan.rootDisk()).upper();
    Trees.remove(place);
    Files.createDirectories(place.resolve("files"));
    for (var file : plan.files().entrySet()) {
      Files.writeString(
          place.resolve("files").resolve(Names.checkFile(file.getKey())), file.getValue());
    }
    try (InputStream script = PlainMachines.class.getResourceAsStream("plain.sh")) {
      if (script == null) {
        throw new IllegalStateException("plain.sh is missing");
      }
      Files.copy(script, place.resolve("plain.sh"));
    }
    confinement.give(List.of(home, place.resolve("files")));
    ProcessBuilder builder =
        new ProcessBuilder("sh", place.resolve("plain.sh").toString())
            .redirectInput(ProcessBuilder.Redirect.from(nothing()))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    Map<String, String> environment = builder.environment();
    String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
    environment.clear();
    environment.put("PATH", path);
    environment.put("HOME", home.toString());
    environment.put("HOSTNAME", Names.checkHost(plan.hostName()));
    environment.put("CLOUDJAR", place.resolve("files").toString());
    environment.put("CONFINED", String.join(" ", confinement.words()));
    environment.put(PlainProcesses.MARK, place.toString());
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new IOException("machines need a shell, and there is no sh on the path", e);
    }
    Files.writeString(
        place.resolve("process"), process.pid() + "\n" + begun(process.toHandle()) + "\n");
    begin(plan.machine(), process.toHandle());
  }

  private static File nothing() {
    File nothing = new File("/dev/null");
    return nothing.exists() ? nothing : new File("NUL");
  }

  private static IOException refused() {
    return new IOException(
        "machines are plain processes here, and can't have disks attached: that takes Linux, and"
            + " Cloudjar run as root");
  }

  @Override
  public void stop(String machine, Duration grace) throws IOException {
    Running one;
    synchronized (this) {
      one = running.get(Names.check(machine));
    }
    if (one == null) {
      return;
    }
    Path place = directory.resolve(machine);
    if (!grace.isZero()) {
      // The monitor stays, as it keeps what the others still say.
      PlainProcesses.of(one.process(), place).forEach(ProcessHandle::destroy);
      boolean _ = one.ended().await(grace);
    }
    PlainProcesses.kill(one.process(), place, LONGEST_KILL);
    if (!one.ended().await(LONGEST_KILL)) {
      throw new IOException("the machine %s can't be killed".formatted(machine));
    }
  }

  @Override
  public void attach(String machine, MachinePlan.Attachment attachment) throws IOException {
    throw refused();
  }

  @Override
  public void adjust(String machine, MachinePlan.Attachment attachment) throws IOException {
    throw refused();
  }

  @Override
  public void detach(String machine, MachinePlan.Attachment attachment) throws IOException {
    throw refused();
  }

  @Override
  public synchronized Set<String> running() {
    return Set.copyOf(running.keySet());
  }

  @Override
  public void onEnd(Consumer<String> listener) {
    List<String> unseen;
    synchronized (this) {
      listeners.add(listener);
      unseen = List.copyOf(endedUnseen);
      endedUnseen.clear();
    }
    unseen.forEach(listener);
  }

  @Override
  public byte[] console(String machine) throws IOException {
    Path place = directory.resolve(Names.check(machine));
    if (!Files.exists(place)) {
      throw new NoSuchFileException(machine, null, "no such machine has run");
    }
    return new MachineDirectory(place).console();
  }

  /** Kills all machines and takes away what is kept of them. */
  void clear() throws IOException {
    for (String machine : running()) {
      stop(machine, Duration.ZERO);
    }
    for (String name : Trees.names(directory)) {
      Trees.remove(directory.resolve(name));
    }
  }
}
