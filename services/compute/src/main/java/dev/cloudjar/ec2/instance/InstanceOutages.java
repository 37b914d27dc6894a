package dev.cloudjar.ec2.instance;

import dev.cloudjar.cloud.ZoneOutages;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKey;
import dev.cloudjar.ec2.instance.Instance.Life;
import dev.cloudjar.ec2.instance.Instance.Reason;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Stops the instances of a zone that goes down, and has them run again when it comes up. */
final class InstanceOutages {
  private static final String CODE = "Server.InternalError";
  private static final Reason OUTAGE =
      Reason.of(CODE, "the Availability Zone of the instance is down");

  private final Ground ground;
  private final InstanceNetwork network;
  private final InstanceRunner runner;

  InstanceOutages(Ground ground, InstanceNetwork network, InstanceRunner runner) {
    this.ground = ground;
    this.network = network;
    this.runner = runner;
  }

  /** Whether an instance was stopped since its zone is down, and by nobody since. */
  static boolean stopped(Instance instance) {
    return instance.life().reason().filter(OUTAGE::equals).isPresent()
        && (instance.state() == InstanceState.STOPPED
            || instance.state() == InstanceState.STOPPING);
  }

  /** Whether an instance's zone is down. */
  static boolean concerns(Snapshot snapshot, Instance instance) {
    return ZoneOutages.isDown(snapshot, instance.launch().zone());
  }

  /** Hears of zones, and makes good what was left undone by a crash. */
  void open() {
    runner.whenStopped(this::follow);
    ground
        .cloud()
        .events()
        .subscribe(
            "ec2:instance-outages",
            ZoneOutages.TOPIC,
            event -> {
              String zone = new String(event.payload(), StandardCharsets.UTF_8);
              in(it -> it.launch().zone().equals(zone)).forEach(this::follow);
            });
    in(InstanceOutages::stopped).forEach(this::follow);
  }

  private List<ResourceKey> in(Predicate<Instance> wanted) {
    return ground.read(
        snapshot -> {
          List<ResourceKey> keys = new ArrayList<>();
          try (Rows<ResourceKey, Instance> rows = Instances.TABLE.everywhere(snapshot)) {
            while (rows.next()) {
              if (wanted.test(rows.value())) {
                keys.add(rows.key());
              }
            }
          }
          return keys;
        });
  }

  /** Has an instance be as its zone is. */
  private void follow(ResourceKey key) {
    ground.transact(
        transaction -> {
          Instance instance = Instances.TABLE.find(transaction, key.place(), key.id());
          if (instance != null) {
            follow(transaction, key.place(), instance);
          }
          return true;
        });
  }

  private void follow(Transaction transaction, Place place, Instance instance) {
    Instant now = ground.cloud().clock().now();
    boolean down = concerns(transaction, instance);
    InstanceState state = instance.state();
    if (down && (state == InstanceState.RUNNING || state == InstanceState.PENDING)) {
      Life life = instance.life().to(InstanceState.STOPPING, now, OUTAGE, CODE);
      Instances.put(ground, transaction, place, instance.with(life));
      runner.scheduleStop(transaction, place, instance.id(), now);
    } else if (!down && state == InstanceState.STOPPED && stopped(instance)) {
      if (instance.launch().publicAddress()) {
        network.leasePublicAddress(transaction, place, instance.id());
      }
      Instances.put(ground, transaction, place, instance.with(instance.life().startedAt(now)));
      runner.scheduleStart(transaction, place, instance.id(), now);
    }
  }
}
