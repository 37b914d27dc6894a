package dev.cloudjar.fabric.machine;

import dev.cloudjar.fabric.Capability;
import dev.cloudjar.fabric.Disks;
import dev.cloudjar.fabric.Images;
import dev.cloudjar.fabric.MachineRoom;
import dev.cloudjar.fabric.Machines;
import dev.cloudjar.fabric.Networks;
import dev.cloudjar.fabric.kernel.Installation;
import dev.cloudjar.fabric.network.KernelNetworks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The machine room of this machine, as good as it can be here. */
final class HostMachineRoom implements MachineRoom {
  private final List<Capability> capabilities;
  private final Networks networks;
  private final Machines machines;
  private final DiskStore disks;
  private final ImageCache images;
  private final Step clearing;
  private final Step closing;

  private interface Step {
    void take() throws IOException;
  }

  private HostMachineRoom(
      List<Capability> capabilities,
      Networks networks,
      Machines machines,
      DiskStore disks,
      ImageCache images,
      Step clearing,
      Step closing) {
    this.capabilities = capabilities;
    this.networks = networks;
    this.machines = machines;
    this.disks = disks;
    this.images = images;
    this.clearing = clearing;
    this.closing = closing;
  }

  /** Opens the machine room of an installation, with the images of a directory. */
  static HostMachineRoom open(Installation installation, Path images) throws IOException {
    Probe probe = Probe.of(installation);
    return probe.hasMachines()
        ? kernel(installation, images, probe)
        : plain(installation, images, probe);
  }

  /** What an installation's would be able to do. */
  static List<Capability> capabilities(Installation installation) throws IOException {
    return Probe.of(installation).capabilities();
  }

  /** One of plain processes, whatever else this machine could do. */
  static HostMachineRoom plain(Installation installation, Path directory, Probe probe)
      throws IOException {
    // Apart from those of machines that the kernel keeps apart, which share the directory.
    ImageCache images =
        ImageCache.of(
            directory.resolve(".plain"),
            (tree, name, progress) -> {
              progress.accept("machines are plain processes here: their homes begin empty");
              Files.createDirectory(tree);
            });
    var disks = new DiskStore(installation.directory(), images, new PlainStage());
    var machines = new PlainMachines(installation.directory(), disks, probe.processes());
    return new HostMachineRoom(
        probe.capabilities(),
        new PlainNetworks(),
        machines,
        disks,
        images,
        machines::clear,
        () -> {});
  }

  private static HostMachineRoom kernel(Installation installation, Path directory, Probe probe)
      throws IOException {
    ImageCache images = ImageCache.ofPackages(directory);
    var stage = new MachineStage(installation.directory(), probe.limits());
    var disks = new DiskStore(installation.directory(), images, stage);
    var networks = KernelNetworks.open(installation);
    var machines = new KernelMachines(installation, disks, probe.limits(), stage);
    return new HostMachineRoom(
        probe.capabilities(),
        networks,
        machines,
        disks,
        images,
        () -> {
          machines.clear();
          networks.clear();
        },
        () -> {
          machines.close();
          networks.close();
        });
  }

  @Override
  public List<Capability> capabilities() {
    return capabilities;
  }

  @Override
  public Networks networks() {
    return networks;
  }

  @Override
  public Machines machines() {
    return machines;
  }

  @Override
  public Disks disks() {
    return disks;
  }

  @Override
  public Images images() {
    return images;
  }

  @Override
  public void clear() throws IOException {
    clearing.take();
    disks.clear();
  }

  @Override
  public void close() {
    try {
      closing.take();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
