package dev.cloudjar.ec2.instance;

import dev.cloudjar.cloud.Work;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKey;
import dev.cloudjar.ec2.instance.Instance.Reason;
import dev.cloudjar.ec2.volume.Volumes;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Transaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes machines follow what instances are to be. Each step is an item of work that looks at the
 * instance first, so that it goes on after a crash where it was, and does nothing twice.
 */
final class InstanceRunner {
  private static final String START = "ec2:start-instance";
  private static final String STOP = "ec2:stop-instance";
  private static final String REBOOT = "ec2:reboot-instance";
  private static final String TERMINATE = "ec2:terminate-instance";
  private static final String FORGET = "ec2:forget-instance";
  private static final int LOCKS = 64;
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final Duration LAST_GRACE = Duration.ofSeconds(2);

  /** How long AWS tells of instances that have ended. */
  private static final Duration REMEMBERED = Duration.ofHours(1);

  private static final Reason INVALID_KEY =
      Reason.of(
          "Client.InvalidKMSKey.InvalidState", "The KMS key provided is in an incorrect state");

  private static final Reason SHUT_DOWN_FROM_WITHIN =
      Reason.of("Client.InstanceInitiatedShutdown", "Instance initiated shutdown");

  private final Ground ground;
  private final InstanceNetwork network;
  private final InstanceMachines machines;
  private final InstanceMetadataService metadata;
  private final ReentrantLock[] locks = new ReentrantLock[LOCKS];
  private Consumer<ResourceKey> whenStopped = key -> {};

  InstanceRunner(
      Ground ground,
      InstanceNetwork network,
      InstanceMachines machines,
      InstanceMetadataService metadata) {
    this.ground = ground;
    this.network = network;
    this.machines = machines;
    this.metadata = metadata;
    Arrays.setAll(locks, index -> new ReentrantLock());
  }

  /** Has somebody told of each instance that has stopped. */
  void whenStopped(Consumer<ResourceKey> listener) {
    whenStopped = listener;
  }

  /** Takes up the work, and looks after the machines that there are. */
  void open() {
    Work work = ground.cloud().work();
    work.handle(START, item -> alone(key(item), this::start));
    work.handle(STOP, item -> alone(key(item), this::stop));
    work.handle(REBOOT, item -> alone(key(item), this::reboot));
    work.handle(TERMINATE, item -> alone(key(item), this::terminate));
    work.handle(FORGET, item -> forget(key(item)));
    List<ResourceKey> alive = alive();
    if (!alive.isEmpty()) {
      index(alive);
      reconcile(alive);
      watch();
    }
  }

  /** What is done to one instance. */
  @FunctionalInterface
  interface Step {
    void take(ResourceKey key) throws IOException;
  }

  /** Steps of one instance are taken one after the other: a stop waits for a start. */
  void alone(ResourceKey key, Step step) throws IOException {
    ReentrantLock lock = locks[Math.floorMod(key.hashCode(), locks.length)];
    lock.lock();
    try {
      step.take(key);
    } finally {
      lock.unlock();
    }
  }

  private boolean watching;

  /** Hears of machines that end by themselves. */
  private synchronized void watch() {
    if (!watching && machines.arePossible()) {
      watching = true;
      ground.cloud().machineRoom().machines().onEnd(this::ended);
    }
  }

  private List<ResourceKey> alive() {
    return ground.read(
        snapshot -> {
          List<ResourceKey> keys = new ArrayList<>();
          try (Rows<ResourceKey, Instance> rows = Instances.TABLE.everywhere(snapshot)) {
            while (rows.next()) {
              if (rows.value().state().mayHaveMachine()) {
                keys.add(rows.key());
              }
            }
          }
          return keys;
        });
  }

  /** Instances of before there was an index are found by their ids, too. */
  private void index(List<ResourceKey> alive) {
    ground.transact(
        transaction -> {
          alive.stream()
              .filter(key -> Instances.locate(transaction, key.id()).isEmpty())
              .forEach(key -> Instances.index(transaction, key));
          return true;
        });
  }

  /** Sees which machines have ended while nobody looked, and has networks be as they were. */
  private void reconcile(List<ResourceKey> alive) {
    Set<String> running = machines.running();
    for (ResourceKey key : alive) {
      Instance instance = find(key);
      if (instance == null) {
        continue;
      }
      if (instance.state() == InstanceState.RUNNING && !running.contains(key.id())) {
        end(key, Reason.of("Server.InternalError", "the machine ended while nothing watched it"));
      } else if (running.contains(key.id())) {
        serveAgain(key, instance);
      }
    }
  }

  private void serveAgain(ResourceKey key, Instance instance) {
    try {
      metadata.serve(key.place(), instance.launch().vpcId());
    } catch (IOException e) {
      machines.note(key.id(), "Its metadata cannot be served: " + e.getMessage());
    }
  }

  private static ResourceKey key(Work.Item item) {
    String[] parts = new String(item.payload(), StandardCharsets.UTF_8).split("/", -1);
    return new ResourceKey(new Place(parts[0], parts[1]), parts[2]);
  }

  private void schedule(Transaction transaction, String kind, Place place, String id, Instant due) {
    String item = String.join("/", place.accountId(), place.region(), id);
    ground
        .cloud()
        .work()
        .schedule(transaction, kind, item, due, item.getBytes(StandardCharsets.UTF_8));
  }

  void scheduleStart(Transaction transaction, Place place, String id, Instant now) {
    schedule(transaction, START, place, id, now);
  }

  void scheduleStop(Transaction transaction, Place place, String id, Instant now) {
    schedule(transaction, STOP, place, id, now);
  }

  void scheduleReboot(Transaction transaction, Place place, String id, Instant now) {
    schedule(transaction, REBOOT, place, id, now);
  }

  void scheduleTermination(Transaction transaction, Place place, String id, Instant now) {
    schedule(transaction, TERMINATE, place, id, now);
  }

  private @Nullable Instance find(ResourceKey key) {
    return ground.read(snapshot -> Instances.TABLE.find(snapshot, key.place(), key.id()));
  }

  private void start(ResourceKey key) {
    Instance instance = find(key);
    if (instance == null || instance.state() != InstanceState.PENDING) {
      return;
    }
    Optional<Reason> refusal = keyRefusal(key, instance);
    if (refusal.isPresent()) {
      failed(key, refusal.get());
      return;
    }
    watch();
    try {
      network.await(key.place(), instance.launch().vpcId());
      metadata.serve(key.place(), instance.launch().vpcId());
      machines.start(key.place(), instance);
    } catch (IOException | RuntimeException e) {
      machines.note(key.id(), "The instance could not be started: " + e.getMessage());
      failed(key, Reason.of("Server.InternalError", "Internal error on launch: " + e.getMessage()));
      return;
    }
    change(
        key,
        InstanceState.PENDING,
        (transaction, it) ->
            it.with(it.life().to(InstanceState.RUNNING, ground.cloud().clock().now())));
  }

  /** Why KMS didn't give the keys of volumes to whoever starts an instance. */
  private Optional<Reason> keyRefusal(ResourceKey key, Instance instance) {
    boolean refused =
        ground.read(
            snapshot ->
                Volumes.of(snapshot, key.place(), key.id()).stream()
                    .anyMatch(it -> it.refusal().isPresent()));
    return refused ? Optional.of(INVALID_KEY) : instance.life().reason();
  }

  /** An instance that can't be launched ends at once; one that was there before stays stopped. */
  private void failed(ResourceKey key, Reason reason) {
    change(
        key,
        InstanceState.PENDING,
        (transaction, it) -> {
          Instant now = ground.cloud().clock().now();
          boolean first =
              it.root().map(root -> root.attached().equals(it.life().launched())).orElse(true);
          if (first) {
            scheduleTermination(transaction, key.place(), key.id(), now);
            return it.with(it.life().to(InstanceState.SHUTTING_DOWN, now, reason, reason.code()));
          }
          network.stopped(transaction, key.place(), key.id());
          return it.with(it.life().to(InstanceState.STOPPED, now, reason, reason.code()));
        });
  }

  private void stop(ResourceKey key) throws IOException {
    Instance instance = find(key);
    if (instance == null || instance.state() != InstanceState.STOPPING) {
      return;
    }
    boolean cut = ground.read(snapshot -> InstanceOutages.concerns(snapshot, instance));
    machines.stop(instance, cut ? Duration.ZERO : GRACE);
    change(
        key,
        InstanceState.STOPPING,
        (transaction, it) -> {
          network.stopped(transaction, key.place(), key.id());
          Instance.Life life = it.life().to(InstanceState.STOPPED, ground.cloud().clock().now());
          return it.with(
              new Instance.Life(
                  life.state(),
                  life.launched(),
                  life.since(),
                  it.life().reason(),
                  it.life().transition(),
                  false));
        });
    whenStopped.accept(key);
  }

  private void reboot(ResourceKey key) throws IOException {
    Instance instance = find(key);
    if (instance == null
        || instance.state() != InstanceState.RUNNING
        || !instance.life().restarting()) {
      return;
    }
    machines.halt(key.id(), GRACE);
    machines.start(key.place(), instance);
    change(key, InstanceState.RUNNING, (transaction, it) -> it.with(it.life().restarting(false)));
  }

  private void terminate(ResourceKey key) throws IOException {
    Instance instance = find(key);
    if (instance == null || instance.state() != InstanceState.SHUTTING_DOWN) {
      return;
    }
    machines.stop(instance, LAST_GRACE);
    for (Instance.Device device : instance.devices()) {
      if (device.deletedOnTermination() && isAlone(key, device)) {
        machines.remove(device.volumeId());
      }
    }
    change(
        key,
        InstanceState.SHUTTING_DOWN,
        (transaction, it) -> {
          Instant now = ground.cloud().clock().now();
          Instance left = it;
          for (Instance.Device device : it.devices()) {
            Volumes.find(transaction, key.place(), device.volumeId())
                .ifPresent(
                    volume -> {
                      if (device.deletedOnTermination() && volume.attachments().size() == 1) {
                        Volumes.delete(transaction, key.place(), volume);
                      } else {
                        Volumes.put(transaction, key.place(), volume.detached(key.id()));
                      }
                    });
            left = left.without(device.volumeId());
          }
          network.ended(transaction, key.place(), key.id());
          schedule(transaction, FORGET, key.place(), key.id(), now.plus(REMEMBERED));
          return left.with(
              new Instance.Life(
                  InstanceState.TERMINATED,
                  it.life().launched(),
                  now,
                  it.life().reason(),
                  it.life().transition(),
                  false));
        });
    metadata.leave(key.place(), instance.launch().vpcId());
  }

  /** Volumes that others have, too, go with the last of them. */
  private boolean isAlone(ResourceKey key, Instance.Device device) {
    return ground
        .read(snapshot -> Volumes.find(snapshot, key.place(), device.volumeId()))
        .filter(it -> it.attachments().size() > 1)
        .isEmpty();
  }

  private void forget(ResourceKey key) {
    ground.transact(
        transaction -> {
          Instance instance = Instances.TABLE.find(transaction, key.place(), key.id());
          if (instance != null && instance.state() == InstanceState.TERMINATED) {
            Instances.delete(transaction, key.place(), instance);
          }
          return true;
        });
  }

  /** A machine has ended, whoever ended it. */
  private void ended(String machine) {
    ground
        .read(snapshot -> Instances.locate(snapshot, machine))
        .ifPresent(key -> end(key, SHUT_DOWN_FROM_WITHIN));
  }

  /** An instance ends that nobody has asked to, in the way that it was told to. */
  private void end(ResourceKey key, Reason why) {
    change(
        key,
        InstanceState.RUNNING,
        (transaction, it) -> {
          if (it.life().restarting() || machines.running().contains(key.id())) {
            return it;
          }
          Instant now = ground.cloud().clock().now();
          if (it.settings().shutdownBehavior().equals("terminate")) {
            scheduleTermination(transaction, key.place(), key.id(), now);
            return it.with(
                it.life().to(InstanceState.SHUTTING_DOWN, now, why, "Instance initiated"));
          }
          scheduleStop(transaction, key.place(), key.id(), now);
          return it.with(it.life().to(InstanceState.STOPPING, now, why, "Instance initiated"));
        });
  }

  @FunctionalInterface
  private interface Change {
    Instance of(Transaction transaction, Instance instance);
  }

  /** Changes an instance that is still in the state that it was in. */
  private void change(ResourceKey key, InstanceState from, Change change) {
    ground.transact(
        transaction -> {
          Instance instance = Instances.TABLE.find(transaction, key.place(), key.id());
          if (instance != null && instance.state() == from) {
            Instances.put(ground, transaction, key.place(), change.of(transaction, instance));
          }
          return true;
        });
  }
}
