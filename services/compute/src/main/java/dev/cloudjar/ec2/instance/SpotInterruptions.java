package dev.cloudjar.ec2.instance;

import dev.cloudjar.cloud.Interruptions;
import dev.cloudjar.cloud.Work;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKey;
import dev.cloudjar.ec2.instance.Instance.Reason;
import dev.cloudjar.ec2.instance.Instance.Spot;
import dev.cloudjar.ec2.spot.SpotRequest;
import dev.cloudjar.ec2.spot.SpotRequests;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Takes Spot instances away: two minutes after they have been told, on the virtual clock. */
final class SpotInterruptions implements Interruptions.Lender {
  private static final String INTERRUPT = "ec2:interrupt-spot-instance";
  private static final Duration NOTICE = Duration.ofMinutes(2);
  private static final Reason TERMINATED =
      Reason.of("Server.SpotInstanceTermination", "Spot instance termination");
  private static final Reason STOPPED =
      Reason.of("Server.SpotInstanceShutdown", "Spot instance shutdown");

  private final Ground ground;
  private final InstanceNetwork network;
  private final InstanceRunner runner;

  SpotInterruptions(Ground ground, InstanceNetwork network, InstanceRunner runner) {
    this.ground = ground;
    this.network = network;
    this.runner = runner;
  }

  void open() {
    ground.cloud().work().handle(INTERRUPT, this::takeAway);
    ground.cloud().interruptions().provide(this);
  }

  private static ResourceKey locate(Snapshot snapshot, String instanceId) {
    return Instances.locate(snapshot, instanceId)
        .orElseThrow(() -> new IllegalArgumentException("there is no instance " + instanceId));
  }

  @Override
  public Instant interrupt(String instanceId) {
    return ground.transact(
        transaction -> {
          ResourceKey key = locate(transaction, instanceId);
          Instance instance = Instances.require(transaction, key.place(), instanceId);
          SpotRequest request = request(transaction, key.place(), instance);
          if (request == null || instance.state() != InstanceState.RUNNING) {
            throw new IllegalArgumentException(instanceId + " is no Spot instance that runs");
          }
          if (request.interruption().isPresent()) {
            return request.interruption().get();
          }
          Instant now = ground.cloud().clock().now();
          Instant end = now.plus(NOTICE);
          SpotRequests.TABLE.put(transaction, key.place(), request.warned(end, now));
          Instances.tell(
              ground,
              transaction,
              key.place(),
              "EC2 Spot Instance Interruption Warning",
              instanceId,
              request.terms().interruptionBehavior(),
              now);
          ground
              .cloud()
              .work()
              .schedule(
                  transaction,
                  INTERRUPT,
                  instanceId,
                  end,
                  instanceId.getBytes(StandardCharsets.UTF_8));
          return end;
        });
  }

  private static @Nullable SpotRequest request(Snapshot snapshot, Place place, Instance instance) {
    return instance
        .launch()
        .spot()
        .map(Spot::requestId)
        .map(id -> SpotRequests.TABLE.find(snapshot, place, id))
        .orElse(null);
  }

  private void takeAway(Work.Item item) {
    ground.transact(
        transaction -> {
          Instances.locate(transaction, item.id())
              .ifPresent(
                  key -> {
                    Instance instance = Instances.require(transaction, key.place(), key.id());
                    SpotRequest request = request(transaction, key.place(), instance);
                    if (instance.state() == InstanceState.RUNNING
                        && request != null
                        && request.interruption().isPresent()) {
                      takeAway(transaction, key.place(), instance, request);
                    }
                  });
          return true;
        });
  }

  private void takeAway(
      Transaction transaction, Place place, Instance instance, SpotRequest request) {
    Instant now = ground.cloud().clock().now();
    boolean stops = request.terms().interruptionBehavior().equals("stop");
    Instances.put(
        ground,
        transaction,
        place,
        instance.with(
            stops
                ? instance.life().to(InstanceState.STOPPING, now, STOPPED, STOPPED.code())
                : instance
                    .life()
                    .to(InstanceState.SHUTTING_DOWN, now, TERMINATED, TERMINATED.code())));
    if (stops) {
      runner.scheduleStop(transaction, place, instance.id(), now);
    } else {
      runner.scheduleTermination(transaction, place, instance.id(), now);
    }
  }

  @Override
  public void restore(String instanceId) {
    ground.transact(
        transaction -> {
          ResourceKey key = locate(transaction, instanceId);
          Instance instance = Instances.require(transaction, key.place(), instanceId);
          boolean waits =
              instance.state() == InstanceState.STOPPED
                  && instance
                      .life()
                      .reason()
                      .filter(it -> it.code().equals(STOPPED.code()))
                      .isPresent();
          if (!waits) {
            throw new IllegalArgumentException(instanceId + " waits for no Spot capacity");
          }
          Instant now = ground.cloud().clock().now();
          runner.scheduleStart(transaction, key.place(), instanceId, now);
          if (instance.launch().publicAddress()) {
            network.leasePublicAddress(transaction, key.place(), instanceId);
          }
          Instances.put(
              ground, transaction, key.place(), instance.with(instance.life().startedAt(now)));
          return true;
        });
  }
}
