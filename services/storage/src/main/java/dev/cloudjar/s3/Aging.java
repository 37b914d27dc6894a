package dev.cloudjar.s3;

import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Work;

/**
 * What time does to objects, put together: the rules of buckets, the calendar by which they are
 * looked at, and what is done to their objects.
 */
final class Aging {
  private final Cloud cloud;
  private final BucketStore buckets;
  private final ObjectStore objects;
  private final LifecycleStore agenda = new LifecycleStore();
  private final QuietPrefixes quiet = new QuietPrefixes();
  private final Lifecycles lifecycles;
  private final LifecycleCalendar calendar;

  Aging(Cloud cloud, BucketStore buckets, ConfigurationStore configurations, ObjectStore objects) {
    this.cloud = cloud;
    this.buckets = buckets;
    this.objects = objects;
    this.lifecycles = new Lifecycles(cloud.store(), configurations);
    this.calendar =
        new LifecycleCalendar(
            cloud.clock(), cloud.work(), buckets, objects, lifecycles, agenda, quiet);
  }

  Lifecycles lifecycles() {
    return lifecycles;
  }

  LifecycleCalendar calendar() {
    return calendar;
  }

  /** Has everything done that falls due from now on. */
  RestoreWork begin(
      UploadStore uploads,
      LockStore locks,
      ObjectLocks lockRules,
      ReplicationStates replication,
      ObjectNews news,
      StorageRecord charges) {
    Work work = cloud.work();
    var deeds = new LifecycleDeeds(cloud.ids(), objects, locks, replication, agenda, news, charges);
    var rounds =
        new LifecycleRounds(
            cloud.store(), new ObjectListings(objects), uploads, lockRules, agenda, deeds, quiet);
    var looks = new LifecycleWork(cloud.store(), cloud.clock(), lifecycles, calendar, rounds);
    work.handle(LifecycleCalendar.KIND, looks::run);
    var restores =
        new RestoreWork(cloud.store(), cloud.clock(), cloud.ids(), work, buckets, objects, news);
    work.handle(RestoreWork.KIND, restores::run);
    return restores;
  }
}
