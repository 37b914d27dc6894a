package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Gate.Need;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.s3.Version.Stored;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Snapshot;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/** Finds the bucket that a call is about, and refuses the call where it came to the wrong place. */
final class BucketDirectory {
  private final KeyValueStore store;
  private final BucketStore buckets;
  private final ConfigurationStore configurations;
  private final ObjectStore objects;
  private final AccessPointStore points;

  BucketDirectory(
      KeyValueStore store,
      BucketStore buckets,
      ConfigurationStore configurations,
      ObjectStore objects,
      AccessPointStore points) {
    this.store = store;
    this.buckets = buckets;
    this.configurations = configurations;
    this.objects = objects;
    this.points = points;
  }

  /**
   * What stands for a bucket in a request.
   *
   * @param through the access point that leads to it; null for the bucket's own name
   */
  private record Found(Bucket bucket, @Nullable AccessPoint through) {}

  /**
   * The bucket of a name in the Region that is called.
   *
   * @param expectedOwner the account that the caller takes for its owner; null for any
   */
  Bucket require(Snapshot snapshot, Call call, String name, @Nullable String expectedOwner) {
    return find(snapshot, call, name, expectedOwner).bucket();
  }

  private Found find(Snapshot snapshot, Call call, String name, @Nullable String expectedOwner) {
    Found found = findAnywhere(snapshot, call, name, expectedOwner);
    if (!found.bucket().region().equals(call.region()) && isBoundToRegion(call)) {
      throw wrongRegion(call, found.bucket());
    }
    return found;
  }

  /** The bucket of a name, whatever Region is called. */
  Bucket requireAnywhere(
      Snapshot snapshot, Call call, String name, @Nullable String expectedOwner) {
    return findAnywhere(snapshot, call, name, expectedOwner).bucket();
  }

  private Found findAnywhere(
      Snapshot snapshot, Call call, String name, @Nullable String expectedOwner) {
    Bucket bucket = buckets.find(snapshot, Partition.of(call.region()), name);
    AccessPoint through = null;
    if (bucket == null) {
      through = points.named(snapshot, call.region(), name);
      bucket =
          through == null
              ? null
              : buckets.find(snapshot, Partition.of(through.region()), through.bucket());
    }
    if (bucket == null) {
      throw AccessPointFaults.nothingOf(name);
    }
    if (through != null) {
      AccessPointFaults.check(call, through);
    }
    Acceleration.check(configurations, snapshot, call, bucket);
    if (expectedOwner != null && !expectedOwner.equals(bucket.accountId())) {
      throw S3Faults.accessDenied();
    }
    return new Found(bucket, through);
  }

  /** Whether there is a bucket that the host and path of a request name. */
  boolean exists(HostedBucket place) {
    return store.read(
        snapshot -> buckets.find(snapshot, place.partition(), place.bucket()) != null);
  }

  /** The bucket as what a request needs permission for. */
  Resource resource(Call call, SdkPojo request, String name) {
    return store.read(
        snapshot -> guarded(snapshot, call, request, find(snapshot, call, name, null), null));
  }

  /** The bucket as what a request needs permission for, whatever Region is called. */
  Resource resourceAnywhere(Call call, SdkPojo request, String name) {
    return store.read(
        snapshot ->
            guarded(snapshot, call, request, findAnywhere(snapshot, call, name, null), null));
  }

  /** The place of an object in a bucket, as what its writer needs permission for. */
  Resource place(Call call, SdkPojo request, String name, String key) {
    return store.read(
        snapshot -> guarded(snapshot, call, request, find(snapshot, call, name, null), key));
  }

  /** An object that is there, as what a request needs permission for. */
  Resource object(Call call, SdkPojo request, String name, String key, @Nullable String versionId) {
    return store.read(
        snapshot ->
            object(snapshot, call, request, find(snapshot, call, name, null), key, versionId));
  }

  /** An object that a request copies from, which may be in another Region. */
  Resource objectAnywhere(Call call, SdkPojo request, CopySource source) {
    return store.read(
        snapshot ->
            object(
                snapshot,
                call,
                request,
                findAnywhere(snapshot, call, source.bucket(), null),
                source.key(),
                source.versionId()));
  }

  /** Where lists count, the object may be somebody else's than the bucket is. */
  private Resource object(
      Snapshot snapshot,
      Call call,
      SdkPojo request,
      Found place,
      String key,
      @Nullable String versionId) {
    Bucket bucket = place.bucket();
    if (!Ownership.of(configurations, snapshot, bucket).listsCount()) {
      return guarded(snapshot, call, request, place, key);
    }
    Version found =
        versionId == null
            ? objects.current(snapshot, bucket, key)
            : objects.find(snapshot, bucket, key, versionId);
    return guarded(
        snapshot,
        call,
        request,
        new AccessTarget(bucket, key, found instanceof Stored it ? it : null),
        place.through());
  }

  /** The bucket of an object, as what its lister needs permission for. */
  Need listing(Call call, SdkPojo request, Bucket bucket) {
    return new Need(
        "s3:ListBucket",
        store.read(snapshot -> guarded(snapshot, call, request, new Found(bucket, null), null)));
  }

  private Resource guarded(
      Snapshot snapshot, Call call, SdkPojo request, Found place, @Nullable String key) {
    return guarded(
        snapshot, call, request, new AccessTarget(place.bucket(), key, null), place.through());
  }

  private Resource guarded(
      Snapshot snapshot,
      Call call,
      SdkPojo request,
      AccessTarget target,
      @Nullable AccessPoint through) {
    RequesterPays.check(configurations, snapshot, call, target.bucket());
    return new Resource(
        target.arn(),
        target.ownerAccountId(),
        new AccessGuard(store, configurations, objects, call, target, request, through));
  }

  /** Calls from within and without a signature name no Region that could be the wrong one. */
  private static boolean isBoundToRegion(Call call) {
    return call.http().sourceAddress().isPresent()
        && !(call.principal() instanceof Principal.Anonymous);
  }

  /**
   * The global endpoint leads to every Region, so there only the signature is wrong; any other
   * endpoint is that of the Region that the call is signed for.
   */
  private static Fault wrongRegion(Call call, Bucket bucket) {
    String host = call.http().host();
    if (host.equals("s3.amazonaws.com") || host.endsWith(".s3.amazonaws.com")) {
      return S3Faults.authorizationHeaderMalformed(bucket, call.region());
    }
    return S3Faults.permanentRedirect(
        bucket,
        host.endsWith(".amazonaws.com")
            ? bucket.name() + ".s3." + bucket.region() + ".amazonaws.com"
            : host);
  }
}
