package dev.cloudjar.s3;

import dev.cloudjar.cloud.Clock;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.s3.content.ContentKey;
import dev.cloudjar.s3.content.ContentReader;
import dev.cloudjar.s3.content.ContentStore;
import dev.cloudjar.store.KeyValueStore;

/** What the operations of S3 are made of and share. */
final class S3Parts {
  final Cloud cloud;
  final KeyValueStore store;
  final Clock clock;

  final BucketStore buckets = new BucketStore();
  final ConfigurationStore configurations = new ConfigurationStore();
  final BucketDirectory directory;
  final LoggedBuckets logged;
  final AccessLists lists;
  final RequestNeeds needs;

  final ContentStore contents;
  final ContentReader reader;
  final BodyReceiver receiver;
  final ObjectStore objects;
  final ObjectFinder finder;
  final UploadStore uploads;
  final CopyContent copies;
  final ObjectKeys keys;

  final LockStore lockStore = new LockStore();
  final ObjectLocks locks;
  final MultiFactor multiFactor;

  final StorageCharges charges;
  final Payers payers;
  final Aging aging;
  final Lifecycles lifecycles;
  final ReplicationStates states = new ReplicationStates();

  S3Parts(Cloud cloud) {
    this.cloud = cloud;
    store = cloud.store();
    clock = cloud.clock();
    charges = new StorageCharges(cloud.costs(), clock);
    contents = new ContentStore(cloud.blobs(), clock, cloud.ids());
    reader = new ContentReader(contents);
    receiver = new BodyReceiver(contents);
    objects = new ObjectStore(contents, cloud.ids(), charges);
    finder = new ObjectFinder(objects);
    uploads = new UploadStore(contents);
    directory =
        new BucketDirectory(store, buckets, configurations, objects, new AccessPointStore());
    logged = new LoggedBuckets(store);
    lists = new AccessLists(configurations);
    needs = new RequestNeeds(directory);
    copies = new CopyContent(store, directory, finder, contents, reader);
    keys =
        new ObjectKeys(
            store,
            cloud.ids(),
            directory,
            configurations,
            new ContentKey(cloud.secrets().secret("s3")),
            new DataKeyOperations());
    locks = new ObjectLocks(lockStore, configurations);
    multiFactor = new MultiFactor(cloud.identities());
    payers = new Payers(store, buckets, configurations);
    aging = new Aging(cloud, buckets, configurations, objects);
    lifecycles = aging.lifecycles();
  }
}
