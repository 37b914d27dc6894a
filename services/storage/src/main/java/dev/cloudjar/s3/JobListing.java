package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Gate.Need;
import dev.cloudjar.s3.Document.Structure;
import dev.cloudjar.s3.JobFaults.JobFailed;
import dev.cloudjar.s3.Version.Stored;
import dev.cloudjar.s3.batch.JobTask;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/** Finds the objects of a bucket that a job is for, where it brings no list of them. */
final class JobListing {
  private static final Listing ALL = new Listing("", null, 1000);

  private final KeyValueStore store;
  private final BucketDirectory directory;
  private final ConfigurationStore configurations;
  private final ObjectListings listings;
  private final ReplicationStates states = new ReplicationStates();

  JobListing(
      KeyValueStore store,
      BucketDirectory directory,
      ConfigurationStore configurations,
      ObjectListings listings) {
    this.store = store;
    this.directory = directory;
    this.configurations = configurations;
    this.listings = listings;
  }

  /**
   * Gives every object to {@code each} that passes the filter.
   *
   * @param question a call that is the role's, by which the gate is asked
   * @param request what stands for the request that it makes
   * @param allVersions whether those are wanted, too, that are not current
   */
  void read(
      Call question,
      SdkPojo request,
      Structure generator,
      boolean allVersions,
      Consumer<JobTask> each)
      throws JobFailed {
    String name = S3Arn.of(generator.text("SourceBucket")).bucket();
    Bucket bucket;
    try {
      bucket =
          store.read(
              snapshot ->
                  directory.require(
                      snapshot, question, name, generator.text("ExpectedBucketOwner")));
    } catch (Fault e) {
      throw new JobFailed(e.code(), "Generating the manifest failed: " + e.getMessage());
    }
    // AWS takes an inventory, which is what the role must be allowed to want.
    if (!question.allows(
        new Need("s3:PutInventoryConfiguration", directory.resource(question, request, name)))) {
      throw new JobFailed("AccessDenied", "Generating the manifest is forbidden: AccessDenied");
    }
    Structure filter =
        generator.member("Filter") instanceof Structure wanted ? wanted : Structure.EMPTY;
    Portion portion = new Portion(List.of(), new Place("", ""));
    while (portion.next() != null) {
      Place from = portion.next();
      portion =
          store.read(
              snapshot ->
                  allVersions
                      ? versions(snapshot, bucket, filter, from)
                      : objects(snapshot, bucket, filter, from));
      portion.tasks().forEach(each);
    }
  }

  /** Where a listing stopped; empty before it began. */
  private record Place(String key, String versionId) {}

  /**
   * Some of what is listed.
   *
   * @param next null at the end
   */
  private record Portion(List<JobTask> tasks, @Nullable Place next) {}

  private Portion objects(Snapshot snapshot, Bucket bucket, Structure filter, Place from) {
    Page<ListedObject> page =
        listings.objects(
            snapshot,
            bucket,
            ALL,
            from.key().isEmpty()
                ? ObjectListings.BEGINNING
                : new ObjectListings.Start.AfterKey(from.key()));
    Page.Last<ListedObject> last = page.last();
    return new Portion(
        page.entries().stream()
            .filter(it -> passes(snapshot, bucket, filter, it.key(), it.object()))
            .map(it -> task(bucket, it.key(), it.object()))
            .toList(),
        last == null ? null : new Place(last.key(), ""));
  }

  private Portion versions(Snapshot snapshot, Bucket bucket, Structure filter, Place from) {
    Page<ListedVersion> page =
        from.key().isEmpty()
            ? listings.versions(snapshot, bucket, ALL, ObjectListings.BEGINNING)
            : listings.versionsAfter(snapshot, bucket, ALL, from.key(), from.versionId());
    List<JobTask> tasks = new ArrayList<>();
    for (ListedVersion listed : page.entries()) {
      if (listed.version() instanceof Stored stored
          && passes(snapshot, bucket, filter, listed.key(), stored)) {
        tasks.add(task(bucket, listed.key(), stored));
      }
    }
    Page.Last<ListedVersion> last = page.last();
    ListedVersion entry = last == null ? null : last.entry();
    return new Portion(
        tasks, entry == null ? null : new Place(entry.key(), entry.version().versionId()));
  }

  private static JobTask task(Bucket bucket, String key, Stored object) {
    return new JobTask(
        bucket.name(), key, Optional.ofNullable(ObjectFinder.toldVersionId(bucket, object)));
  }

  private boolean passes(
      Snapshot snapshot, Bucket bucket, Structure filter, String key, Stored object) {
    return passes(filter, key, object)
        && isReplicated(snapshot, bucket, filter.texts("ObjectReplicationStatuses"), key, object)
        && (!(filter.member("EligibleForReplication") instanceof Document.Flag(boolean wanted))
            || wanted == isEligible(snapshot, bucket, key, object));
  }

  private boolean isReplicated(
      Snapshot snapshot, Bucket bucket, List<String> any, String key, Stored object) {
    String status = states.status(snapshot, bucket, key, object.versionId());
    return any.isEmpty() || any.contains(status == null ? "NONE" : status);
  }

  private boolean isEligible(Snapshot snapshot, Bucket bucket, String key, Stored object) {
    ReplicationRules rules = ReplicationRules.find(configurations, snapshot, bucket);
    return rules != null && !Replications.holding(rules, key, object).isEmpty();
  }

  private static boolean passes(Structure filter, String key, Stored object) {
    Instant modified = object.lastModified();
    Structure name =
        filter.member("KeyNameConstraint") instanceof Structure it ? it : Structure.EMPTY;
    List<String> classes = filter.texts("MatchAnyStorageClass");
    Long larger = whole(filter, "ObjectSizeGreaterThanBytes");
    Long smaller = whole(filter, "ObjectSizeLessThanBytes");
    return (!(filter.member("CreatedAfter") instanceof Document.Time(Instant after))
            || modified.isAfter(after))
        && (!(filter.member("CreatedBefore") instanceof Document.Time(Instant before))
            || modified.isBefore(before))
        && matches(name.texts("MatchAnyPrefix"), key, String::startsWith)
        && matches(name.texts("MatchAnySuffix"), key, String::endsWith)
        && matches(name.texts("MatchAnySubstring"), key, String::contains)
        && (classes.isEmpty() || classes.contains(object.attributes().storageClass()))
        && (larger == null || object.sizeBytes() > larger)
        && (smaller == null || object.sizeBytes() < smaller)
        && isEncrypted(filter.structures("MatchAnyObjectEncryption"), object);
  }

  private static @Nullable Long whole(Structure filter, String member) {
    return filter.member(member) instanceof Document.Whole(long value) ? (Long) value : null;
  }

  private static boolean matches(List<String> any, String key, BiPredicate<String, String> test) {
    return any.isEmpty() || any.stream().anyMatch(it -> test.test(key, it));
  }

  private static boolean isEncrypted(List<Structure> any, Stored object) {
    Encryption encryption = object.attributes().encryption();
    return any.isEmpty()
        || any.stream()
            .anyMatch(
                it ->
                    switch (encryption) {
                      case Encryption.Managed _ -> it.member("SSES3") != null;
                      case Encryption.Customer _ -> it.member("SSEC") != null;
                      case Encryption.KeyService service ->
                          isUnder(
                              it.member(service.hasTwoLayers() ? "DSSEKMS" : "SSEKMS"), service);
                    });
  }

  private static boolean isUnder(@Nullable Document wanted, Encryption.KeyService service) {
    if (!(wanted instanceof Structure filter)) {
      return false;
    }
    String arn = filter.text("KmsKeyArn");
    return (arn == null || Objects.equals(arn, service.keyArn()))
        && (!(filter.member("BucketKeyEnabled") instanceof Document.Flag(boolean shared))
            || shared == service.bucketKey());
  }
}
