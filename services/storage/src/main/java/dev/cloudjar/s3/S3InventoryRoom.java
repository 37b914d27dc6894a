package dev.cloudjar.s3;

import dev.cloudjar.cloud.Cloud;

/** Who plans and writes inventories. */
final class S3InventoryRoom {
  private S3InventoryRoom() {}

  static BucketInventory open(
      Cloud cloud,
      BucketStore buckets,
      ConfigurationStore configurations,
      ObjectStore objects,
      LockStore locks,
      ReplicationStates states) {
    var report =
        new InventoryReport(
            cloud,
            buckets,
            configurations,
            new ObjectListings(objects),
            new InventoryRows(configurations, locks, states, cloud.clock()),
            new DeliveryOperations(cloud.calls()));
    cloud.work().handle(BucketInventory.KIND, report::run);
    return new BucketInventory(cloud.work(), cloud.clock(), configurations);
  }
}
