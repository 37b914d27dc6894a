package dev.cloudjar.fabric.machine;

import dev.cloudjar.fabric.MachinePlan;
import dev.cloudjar.fabric.Machines;
import dev.cloudjar.fabric.kernel.Command;
import dev.cloudjar.fabric.kernel.Installation;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Machines that the kernel keeps apart. */
final class KernelMachines implements Machines, AutoCloseable {
  private static final Duration LONGEST_KILL = Duration.ofSeconds(10);

  private final DiskStore disks;
  private final Limits limits;
  private final MachineStage stage;
  private final Boot boot;
  private final ProcessWatch watch = new ProcessWatch();
  private final Map<String, Running> running = new HashMap<>();
  private final Set<String> endedUnseen = new TreeSet<>();
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
  private final ConcurrentMap<String, ReentrantLock> turns = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /** Whether machines end because everything goes, which is no news. */
  private volatile boolean clearing;

  private record Running(
      MachineDirectory directory, long process, Volumes volumes, MachineEnd ended) {}

  KernelMachines(Installation installation, DiskStore disks, Limits limits, MachineStage stage)
      throws IOException {
    this.disks = disks;
    this.limits = limits;
    this.stage = stage;
    this.boot = new Boot(installation, limits);
    for (MachineDirectory directory : stage.all()) {
      find(directory);
    }
  }

  private void find(MachineDirectory directory) throws IOException {
    if (!directory.counts()) {
      if (!disks.present().contains(directory.rootDisk())) {
        Trees.remove(directory.path());
      }
      return;
    }
    var started = directory.alive();
    if (started.isPresent()) {
      begin(directory, started.get());
    } else {
      cleanUp(directory);
      endedUnseen.add(directory.machine());
    }
  }

  private void begin(MachineDirectory directory, MachineDirectory.Started started)
      throws IOException {
    var machine =
        new Running(
            directory,
            started.process(),
            Volumes.open(directory, started.process()),
            new MachineEnd());
    synchronized (running) {
      running.put(directory.machine(), machine);
    }
    watch.add(started.process(), () -> ended(machine));
  }

  private void ended(Running machine) {
    String name = machine.directory().machine();
    boolean news = !clearing;
    machine.volumes().close();
    if (closed) {
      // Whoever opens the directory next finds out.
      return;
    }
    try {
      cleanUp(machine.directory());
    } catch (IOException e) {
      // What is left over goes when a machine of the name starts, or when everything is cleared.
      System.getLogger(KernelMachines.class.getName())
          .log(System.Logger.Level.WARNING, "can't clear up after machine " + name, e);
    }
    synchronized (running) {
      running.remove(name, machine);
    }
    machine.ended().tell();
    if (news) {
      listeners.forEach(listener -> listener.accept(name));
    }
  }

  private void cleanUp(MachineDirectory directory) throws IOException {
    limits.remove(directory.machine());
    for (var point : Mounts.below(directory.path())) {
      Command.of("umount", "--lazy", point.toString()).attempt();
    }
    for (var attached : directory.attached().entrySet()) {
      Blocks.detach(attached.getValue().loop(), disks.place(attached.getValue().disk()));
      directory.detach(attached.getKey());
    }
    directory.end();
  }

  private interface Turn<T> {
    T take() throws IOException;
  }

  /** What is done to one machine is done one after another. */
  private <T> T inTurn(String machine, Turn<T> turn) throws IOException {
    ReentrantLock lock = turns.computeIfAbsent(Names.check(machine), name -> new ReentrantLock());
    lock.lock();
    try {
      return turn.take();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void start(MachinePlan plan) throws IOException {
    inTurn(
        plan.machine(),
        () -> {
          startAlone(plan);
          return true;
        });
  }

  private void startAlone(MachinePlan plan) throws IOException {
    MachineDirectory directory = stage.of(plan.machine());
    if (directory.counts()) {
      throw new FileAlreadyExistsException(plan.machine(), null, "the machine runs");
    }
    requireFree(plan.rootDisk(), false);
    var used = new HashSet<>(Set.of(plan.rootDisk()));
    for (var attachment : plan.attachments()) {
      Names.checkDevice(attachment.device());
      disks.blocks(attachment.disk());
      if (!used.add(attachment.disk()) || !used.add(attachment.device())) {
        throw new IOException("attached twice: " + attachment);
      }
      requireFree(attachment.disk(), attachment.shared());
    }
    DiskStore.Tree tree = disks.tree(plan.rootDisk());
    cleanUp(directory);
    directory.begin(plan.rootDisk());
    try {
      for (var attachment : plan.attachments()) {
        String loop = Blocks.attach(disks.blocks(attachment.disk()));
        directory.attach(
            Names.checkDevice(attachment.device()),
            new MachineDirectory.Attached(attachment.disk(), loop));
      }
      begin(directory, boot.run(plan, tree, directory));
    } catch (IOException | RuntimeException e) {
      cleanUp(directory);
      throw e;
    }
  }

  private void requireFree(String disk, boolean shared) throws IOException {
    if (!shared && stage.uses(disk)) {
      throw new IOException("a machine uses the disk " + disk);
    }
  }

  @Override
  public void stop(String machine, Duration grace) throws IOException {
    Running one;
    synchronized (running) {
      one = running.get(Names.check(machine));
    }
    if (one == null) {
      return;
    }
    var process = ProcessHandle.of(one.process());
    if (!grace.isZero() && process.isPresent()) {
      process.get().destroy();
      if (one.ended().await(grace)) {
        return;
      }
    }
    limits.freeze(machine, false);
    process.ifPresent(ProcessHandle::destroyForcibly);
    if (!one.ended().await(LONGEST_KILL)) {
      throw new IOException("the machine %s can't be killed".formatted(machine));
    }
  }

  @Override
  public void attach(String machine, MachinePlan.Attachment attachment) throws IOException {
    String device = Names.checkDevice(attachment.device());
    inTurn(
        machine,
        () -> {
          MachineDirectory directory = existing(machine);
          var before = directory.attached().get(device);
          if (before == null) {
            if (directory.uses(attachment.disk())) {
              throw new IOException("the machine uses the disk %s".formatted(attachment.disk()));
            }
            attachAlone(directory, attachment, device);
          } else if (!before.disk().equals(attachment.disk())) {
            throw new FileAlreadyExistsException(device, null, "the machine has such a device");
          } else {
            // Whoever attached it may not have come to the end.
            show(directory, attachment, device, before.loop());
          }
          return true;
        });
  }

  private void attachAlone(
      MachineDirectory directory, MachinePlan.Attachment attachment, String device)
      throws IOException {
    var file = disks.blocks(attachment.disk());
    requireFree(attachment.disk(), attachment.shared());
    String loop = Blocks.attach(file);
    try {
      directory.attach(device, new MachineDirectory.Attached(attachment.disk(), loop));
      show(directory, attachment, device, loop);
    } catch (IOException | RuntimeException e) {
      Blocks.detach(loop, file);
      directory.detach(device);
      throw e;
    }
  }

  private void show(
      MachineDirectory directory, MachinePlan.Attachment attachment, String device, String loop)
      throws IOException {
    String numbers = Blocks.numbers(loop);
    limits.slow(directory.machine(), numbers, attachment.speed());
    limits.allow(directory.machine(), numbers, true);
    boot.addDevice(directory, device, numbers);
  }

  @Override
  public void adjust(String machine, MachinePlan.Attachment attachment) throws IOException {
    String device = Names.checkDevice(attachment.device());
    inTurn(
        machine,
        () -> {
          var attached = existing(machine).attached().get(device);
          if (attached != null && attached.disk().equals(attachment.disk())) {
            limits.slow(machine, Blocks.numbers(attached.loop()), attachment.speed());
          }
          return true;
        });
  }

  private MachineDirectory existing(String machine) throws NoSuchFileException {
    synchronized (running) {
      if (!running.containsKey(Names.check(machine))) {
        throw new NoSuchFileException(machine, null, "no such machine runs");
      }
    }
    return stage.of(machine);
  }

  @Override
  public void detach(String machine, MachinePlan.Attachment attachment) throws IOException {
    String device = Names.checkDevice(attachment.device());
    inTurn(
        machine,
        () -> {
          MachineDirectory directory = existing(machine);
          var attached = directory.attached().get(device);
          if (attached == null || !attached.disk().equals(attachment.disk())) {
            return false;
          }
          boot.removeDevice(directory, device);
          Volumes.unmount(directory, device);
          limits.allow(machine, Blocks.numbers(attached.loop()), false);
          limits.slow(machine, Blocks.numbers(attached.loop()), MachinePlan.Speed.UNLIMITED);
          if (!Blocks.detach(attached.loop(), disks.place(attached.disk()))) {
            throw new IOException(
                "%s is in use in the machine %s; it is gone when it is unmounted there"
                    .formatted(device, machine));
          }
          directory.detach(device);
          return true;
        });
  }

  @Override
  public Set<String> running() {
    synchronized (running) {
      return Set.copyOf(running.keySet());
    }
  }

  @Override
  public void onEnd(Consumer<String> listener) {
    listeners.add(listener);
    List<String> unseen;
    synchronized (endedUnseen) {
      unseen = List.copyOf(endedUnseen);
      endedUnseen.clear();
    }
    unseen.forEach(listener);
  }

  @Override
  public byte[] console(String machine) throws IOException {
    MachineDirectory directory = stage.of(machine);
    if (!Files.exists(directory.path())) {
      throw new NoSuchFileException(machine, null, "no such machine has run");
    }
    return directory.console();
  }

  /** Kills all machines and takes away what is kept of them. */
  void clear() throws IOException {
    clearing = true;
    try {
      for (String machine : new ArrayList<>(running())) {
        stop(machine, Duration.ZERO);
      }
    } finally {
      clearing = false;
    }
    for (MachineDirectory directory : stage.all()) {
      cleanUp(directory);
      Trees.remove(directory.path());
    }
    limits.clear();
  }

  @Override
  public void close() {
    closed = true;
    watch.close();
    synchronized (running) {
      running.values().forEach(machine -> machine.volumes().close());
    }
  }
}
