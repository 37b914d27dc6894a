package dev.cloudjar.ec2.instance;

import dev.cloudjar.cloud.Work;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKey;
import dev.cloudjar.ec2.volume.Volume;
import dev.cloudjar.ec2.volume.Volume.Step;
import dev.cloudjar.ec2.volume.Volumes;
import dev.cloudjar.store.Transaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes the disks of machines follow what volumes are attached. Each step is taken before the
 * caller is answered, and by an item of work of the same transaction as the row: whichever comes
 * first does it, so that it is done after a crash in between, too.
 */
final class AttachmentWork {
  private static final String ATTACH = "ec2:attach-volume";
  private static final String DETACH = "ec2:detach-volume";
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Ground ground;
  private final InstanceMachines machines;
  private final InstanceRunner runner;

  AttachmentWork(Ground ground, InstanceMachines machines, InstanceRunner runner) {
    this.ground = ground;
    this.machines = machines;
    this.runner = runner;
    ground.cloud().work().handle(ATTACH, item -> attach(Pair.of(item)));
    ground.cloud().work().handle(DETACH, item -> detach(Pair.of(item)));
  }

  /** A volume and an instance. */
  record Pair(Place place, String volumeId, String instanceId) {
    private static Pair of(Work.Item item) {
      String[] parts = new String(item.payload(), StandardCharsets.UTF_8).split("/", 4);
      return new Pair(new Place(parts[0], parts[1]), parts[2], parts[3]);
    }

    private String text() {
      return String.join("/", place.accountId(), place.region(), volumeId, instanceId);
    }

    private ResourceKey instance() {
      return new ResourceKey(place, instanceId);
    }
  }

  void scheduleAttaching(Transaction transaction, Pair pair, Instant now) {
    schedule(transaction, ATTACH, pair, now);
  }

  void scheduleDetaching(Transaction transaction, Pair pair, Instant now) {
    schedule(transaction, DETACH, pair, now);
  }

  private void schedule(Transaction transaction, String kind, Pair pair, Instant due) {
    ground
        .cloud()
        .work()
        .schedule(
            transaction, kind, pair.text(), due, pair.text().getBytes(StandardCharsets.UTF_8));
  }

  /** Why no volume can be attached here, where none can. */
  Optional<String> whyNot() {
    return machines.whyNoDisks();
  }

  /**
   * Attaches a volume whose row says that it is to be.
   *
   * @throws IOException where the machine refuses; the row then says no longer that it is attached
   */
  void attach(Pair pair) throws IOException {
    runner.alone(
        pair.instance(),
        key -> {
          Volume volume = find(pair);
          Volume.Attachment attachment = at(volume, pair, Step.ATTACHING);
          if (volume == null || attachment == null) {
            return;
          }
          try {
            machines.attach(pair.instanceId(), volume, attachment.device());
          } catch (IOException | RuntimeException e) {
            leave(pair);
            throw e;
          }
          put(pair, attachment, Optional.empty());
        });
  }

  /** Detaches a volume whose row says that it is to be, or tries again later. */
  void detach(Pair pair) throws IOException {
    runner.alone(
        pair.instance(),
        key -> {
          Volume volume = find(pair);
          Volume.Attachment attachment = at(volume, pair, Step.DETACHING);
          if (attachment == null) {
            attachment = at(volume, pair, Step.BUSY);
          }
          if (attachment == null) {
            return;
          }
          try {
            machines.detach(pair.instanceId(), pair.volumeId(), attachment.device());
            leave(pair);
          } catch (IOException e) {
            put(pair, attachment, Optional.of(Step.BUSY));
          }
        });
  }

  private @Nullable Volume find(Pair pair) {
    return ground
        .read(snapshot -> Volumes.find(snapshot, pair.place(), pair.volumeId()))
        .orElse(null);
  }

  private static Volume.@Nullable Attachment at(@Nullable Volume volume, Pair pair, Step step) {
    return volume == null
        ? null
        : volume
            .in(pair.instanceId())
            .filter(it -> it.step().equals(Optional.of(step)))
            .orElse(null);
  }

  private void put(Pair pair, Volume.Attachment attachment, Optional<Step> step) {
    ground.transact(
        transaction -> {
          Volumes.find(transaction, pair.place(), pair.volumeId())
              .filter(it -> it.in(pair.instanceId()).isPresent())
              .ifPresent(
                  it -> Volumes.put(transaction, pair.place(), it.attached(attachment.at(step))));
          if (step.isPresent()) {
            scheduleDetaching(transaction, pair, ground.cloud().clock().now().plus(PATIENCE));
          }
          return true;
        });
  }

  private void leave(Pair pair) {
    ground.transact(
        transaction -> {
          Instance instance = Instances.TABLE.find(transaction, pair.place(), pair.instanceId());
          if (instance != null) {
            Instances.put(ground, transaction, pair.place(), instance.without(pair.volumeId()));
          }
          Volumes.find(transaction, pair.place(), pair.volumeId())
              .filter(it -> it.in(pair.instanceId()).isPresent())
              .ifPresent(
                  it -> Volumes.put(transaction, pair.place(), it.detached(pair.instanceId())));
          return true;
        });
  }
}
