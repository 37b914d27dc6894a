package dev.cloudjar.ec2.instance;

import dev.cloudjar.cloud.Events;
import dev.cloudjar.ec2.capacity.CapacityReservations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKey;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTable;
import dev.cloudjar.ec2.spot.SpotRequests;
import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.time.Instant;
import java.util.Optional;

/** The instances of accounts, and the news of what becomes of them. */
final class Instances {
  /** Tells of each state that an instance comes to. */
  static final String TOPIC = "ec2.instance";

  static final ResourceTable<Instance> TABLE =
      new ResourceTable<>(ResourceKind.INSTANCE, Instance.class);
  private static final RecordCodec<News> NEWS = RecordCodec.of(News.class);
  private static final Table<String, Place> PLACES =
      new Table<>("ec2.instance-place", new IdCodec(), RecordCodec.of(Place.class));

  /** What state reasons begin with that tell of the Spot market. */
  static final String SPOT_REASON = "Server.SpotInstance";

  private Instances() {}

  /**
   * What is told.
   *
   * @param detailType as EventBridge names it
   */
  private record News(
      String accountId,
      String region,
      String detailType,
      String instanceId,
      String state,
      Instant time) {}

  private static final class IdCodec implements KeyCodec<String> {
    @Override
    public void write(String key, KeyWriter out) {
      out.text(key);
    }

    @Override
    public String read(KeyReader in) {
      return in.text();
    }
  }

  /** Where an instance is of which only the id is known, as machines know it. */
  static Optional<ResourceKey> locate(Snapshot snapshot, String id) {
    return Optional.ofNullable(PLACES.get(snapshot, id)).map(place -> new ResourceKey(place, id));
  }

  /** Has an instance be found by its id alone. */
  static void index(Transaction transaction, ResourceKey key) {
    PLACES.put(transaction, key.id(), key.place());
  }

  static void delete(Transaction transaction, Place place, Instance instance) {
    TABLE.delete(transaction, place, instance);
    PLACES.delete(transaction, instance.id());
    ConnectKeys.delete(transaction, place, instance.id());
  }

  static Instance require(Snapshot snapshot, Place place, String id) {
    return TABLE.require(snapshot, place, id);
  }

  /** Changes an instance, and tells of it where its state is another one. */
  static void put(Ground ground, Transaction transaction, Place place, Instance instance) {
    Instance before = TABLE.find(transaction, place, instance.id());
    TABLE.put(transaction, place, instance);
    if (before == null) {
      index(transaction, new ResourceKey(place, instance.id()));
    }
    if (before == null || before.state() != instance.state()) {
      followCapacity(transaction, place, instance);
      instance
          .launch()
          .spot()
          .ifPresent(spot -> followSpot(transaction, place, spot.requestId(), instance));
      tell(
          ground,
          transaction,
          place,
          "EC2 Instance State-change Notification",
          instance.id(),
          instance.state().wireName(),
          instance.life().since());
    }
  }

  private static void followCapacity(Transaction transaction, Place place, Instance instance) {
    switch (instance.state()) {
      case PENDING ->
          CapacityReservationOperations.demand(instance)
              .ifPresent(it -> CapacityReservations.enter(transaction, place, it));
      case STOPPING, STOPPED, SHUTTING_DOWN ->
          CapacityReservations.leave(transaction, place, instance.id());
      case RUNNING, TERMINATED -> {
        // Nothing is taken or given back.
      }
    }
  }

  private static void followSpot(
      Transaction transaction, Place place, String requestId, Instance instance) {
    Instant now = instance.life().since();
    boolean interrupted =
        instance.life().reason().filter(it -> it.code().startsWith(SPOT_REASON)).isPresent();
    switch (instance.state()) {
      case PENDING -> SpotRequests.started(transaction, place, requestId, now);
      case STOPPING -> SpotRequests.stopped(transaction, place, requestId, interrupted, now);
      case SHUTTING_DOWN -> SpotRequests.ended(transaction, place, requestId, interrupted, now);
      case RUNNING, STOPPED, TERMINATED -> {
        // The request has followed already.
      }
    }
  }

  /** Tells of something that happens to an instance. */
  static void tell(
      Ground ground,
      Transaction transaction,
      Place place,
      String detailType,
      String instanceId,
      String state,
      Instant time) {
    News news = new News(place.accountId(), place.region(), detailType, instanceId, state, time);
    ground
        .cloud()
        .events()
        .publish(transaction, new Events.Event(TOPIC, instanceId, NEWS.write(news)));
  }
}
