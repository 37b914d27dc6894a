package dev.cloudjar.ec2.instance;

import dev.cloudjar.cloud.Events;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTable;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.time.Instant;

/** The instances of accounts, and the news of what becomes of them. */
final class Instances {
  /** Tells of each state that an instance comes to. */
  static final String TOPIC = "ec2.instance";

  static final ResourceTable<Instance> TABLE =
      new ResourceTable<>(ResourceKind.INSTANCE, Instance.class);
  private static final RecordCodec<News> NEWS = RecordCodec.of(News.class);

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

  static Instance require(Snapshot snapshot, Place place, String id) {
    return TABLE.require(snapshot, place, id);
  }

  /** Changes an instance, and tells of it where its state is another one. */
  static void put(Ground ground, Transaction transaction, Place place, Instance instance) {
    Instance before = TABLE.find(transaction, place, instance.id());
    TABLE.put(transaction, place, instance);
    if (before == null || before.state() != instance.state()) {
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
