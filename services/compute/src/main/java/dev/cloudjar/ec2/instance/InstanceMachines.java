package dev.cloudjar.ec2.instance;

import dev.cloudjar.ec2.boot.BootScript;
import dev.cloudjar.ec2.boot.PlainBootScript;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.instance.InstanceNetwork.Attached;
import dev.cloudjar.ec2.volume.Volume;
import dev.cloudjar.ec2.volume.Volumes;
import dev.cloudjar.ec2.vpc.HostNames;
import dev.cloudjar.fabric.Capability;
import dev.cloudjar.fabric.Disks;
import dev.cloudjar.fabric.MachinePlan;
import dev.cloudjar.fabric.MachinePlan.Attachment;
import dev.cloudjar.fabric.MachineRoom;
import dev.cloudjar.fabric.Tier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The machines that instances are: by the same names, with the volumes as their disks. */
final class InstanceMachines {
  private static final long MEBIBYTE = 1L << 20;
  private static final long GIGABYTE = 1_000_000_000L;

  /** Knows names in every VPC, as its third address does. */
  private static final String NAME_SERVER = "169.254.169.253";

  private static final int LONGEST_NOTE = 4_096;

  private final Ground ground;
  private final MachineRoom room;
  private final InstanceNetwork network;

  /** What was done to start an instance, before it could write to its console itself. */
  private final Map<String, String> notes = new ConcurrentHashMap<>();

  InstanceMachines(Ground ground, InstanceNetwork network) {
    this.ground = ground;
    this.room = ground.cloud().machineRoom();
    this.network = network;
  }

  /** Whether there can be machines here, if only as plain processes. */
  boolean arePossible() {
    return tier() != Tier.ABSENT;
  }

  private Tier tier() {
    return tier(room);
  }

  /** How machines are made here. */
  static Tier tier(MachineRoom room) {
    return room.capabilities().stream()
        .filter(it -> it.name().equals("machines"))
        .map(Capability::tier)
        .findFirst()
        .orElse(Tier.ABSENT);
  }

  /** Why machines can't have disks attached, where they can't. */
  Optional<String> whyNoDisks() {
    return room.capabilities().stream()
        .filter(it -> it.name().equals("disks") && it.tier() != Tier.KERNEL)
        .map(Capability::detail)
        .findFirst();
  }

  /** Why there can be none. */
  String whyNot() {
    return room.capabilities().stream()
        .filter(it -> it.name().equals("machines"))
        .map(it -> it.detail())
        .findFirst()
        .orElse("there is no machine room");
  }

  Set<String> running() {
    return arePossible() ? room.machines().running() : Set.of();
  }

  /** Starts the machine of an instance; one that runs already is left as it is. */
  void start(Place place, Instance instance) throws IOException {
    if (!arePossible()) {
      throw new IOException(whyNot());
    }
    if (running().contains(instance.id())) {
      return;
    }
    notes.remove(instance.id());
    List<Volume> volumes = ground.read(snapshot -> Volumes.of(snapshot, place, instance.id()));
    if (instance.launch().image().startsWith("debian-")) {
      room.images().prepare(instance.launch().image(), line -> note(instance.id(), line));
    }
    for (Volume volume : volumes) {
      Volumes.make(room.disks(), volume);
    }
    List<Attachment> attachments = new ArrayList<>();
    for (Instance.Device device : instance.devices()) {
      if (!device.name().equals(instance.launch().rootDevice())) {
        volumes.stream()
            .filter(it -> it.id().equals(device.volumeId()))
            .forEach(it -> attachments.add(Volumes.disk(it, device.name())));
      }
    }
    attachments.addAll(store(instance));
    room.machines().start(plan(place, instance, attachments));
  }

  private MachinePlan plan(Place place, Instance instance, List<Attachment> attachments) {
    InstanceType type = InstanceTypes.of(instance.settings().type()).orElseThrow();
    Attached first = ground.read(snapshot -> network.of(snapshot, place, instance.id())).getFirst();
    Optional<byte[]> userData =
        instance.settings().userData().map(it -> Base64.getDecoder().decode(it));
    return new MachinePlan(
        instance.id(),
        "ip-" + first.address().replace('.', '-'),
        instance.root().orElseThrow().volumeId(),
        type.virtualCpus(),
        type.memoryMebibytes() * MEBIBYTE,
        attachments,
        Map.of(
            "init",
            tier() == Tier.PROCESSES
                ? PlainBootScript.of(instance.id(), userData)
                : BootScript.of(
                    instance.id(),
                    HostNames.domain(place.region()),
                    NAME_SERVER,
                    ground.cloud().doors().certificatePem(),
                    instance.launch().key(),
                    userData)));
  }

  /** The disks of the host that an instance of its type has while it is there. */
  private List<Attachment> store(Instance instance) throws IOException {
    List<Attachment> attachments = new ArrayList<>();
    for (String disk : storeDisks(instance)) {
      int number = attachments.size();
      if (!room.disks().present().contains(disk)) {
        long gigabytes =
            InstanceTypes.of(instance.settings().type())
                .flatMap(InstanceType::store)
                .orElseThrow()
                .gigabytesEach();
        room.disks().createBlocks(disk, gigabytes * GIGABYTE);
      }
      attachments.add(new Attachment(disk, "/dev/nvme%dn1".formatted(number + 1)));
    }
    return attachments;
  }

  private static List<String> storeDisks(Instance instance) {
    int count =
        InstanceTypes.of(instance.settings().type())
            .flatMap(InstanceType::store)
            .map(InstanceType.Store::disks)
            .orElse(0);
    List<String> disks = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      disks.add(instance.id() + "-ephemeral" + number);
    }
    return disks;
  }

  /** Ends the machine of an instance, and with it what was on the host's disks. */
  void stop(Instance instance, Duration grace) throws IOException {
    halt(instance.id(), grace);
    if (arePossible()) {
      for (String disk : storeDisks(instance)) {
        room.disks().remove(disk);
      }
    }
  }

  /** Ends the machine of an instance; the host's disks stay. */
  void halt(String instanceId, Duration grace) throws IOException {
    if (running().contains(instanceId)) {
      room.machines().stop(instanceId, grace);
    }
  }

  void remove(String disk) throws IOException {
    if (arePossible()) {
      room.disks().remove(disk);
    }
  }

  /** The disks, to make images and volumes of. */
  Disks disks() {
    return room.disks();
  }

  void attach(String instanceId, Volume volume, String device) throws IOException {
    if (running().contains(instanceId)) {
      room.machines().attach(instanceId, Volumes.disk(volume, device));
    }
  }

  void detach(String instanceId, String volumeId, String device) throws IOException {
    if (running().contains(instanceId)) {
      room.machines().detach(instanceId, new Attachment(volumeId, device));
    }
  }

  /** Adds a line to what is told of an instance before it tells by itself. */
  void note(String instanceId, String line) {
    notes.merge(
        instanceId,
        line + "\n",
        (before, more) -> {
          String all = before + more;
          return all.substring(Math.max(0, all.length() - LONGEST_NOTE));
        });
  }

  /** What an instance has written to its console. */
  byte[] console(String instanceId) {
    byte[] note = notes.getOrDefault(instanceId, "").getBytes(StandardCharsets.UTF_8);
    if (!arePossible()) {
      return note;
    }
    byte[] written;
    try {
      written = room.machines().console(instanceId);
    } catch (IOException e) {
      return note;
    }
    byte[] all = new byte[note.length + written.length];
    System.arraycopy(note, 0, all, 0, note.length);
    System.arraycopy(written, 0, all, note.length, written.length);
    return all;
  }
}
