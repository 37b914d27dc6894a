package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Gate.Need;
import dev.cloudjar.s3.Document.Structure;
import dev.cloudjar.s3.JobFaults.JobFailed;
import dev.cloudjar.s3.Version.Stored;
import dev.cloudjar.s3.batch.JobTask;
import dev.cloudjar.store.KeyValueStore;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/** Finds the objects of a bucket that a job is for, where it brings no list of them. */
final class JobListing {
  private static final int AT_A_TIME = 1000;

  private final KeyValueStore store;
  private final BucketDirectory directory;
  private final ObjectListings listings;

  JobListing(KeyValueStore store, BucketDirectory directory, ObjectListings listings) {
    this.store = store;
    this.directory = directory;
    this.listings = listings;
  }

  /**
   * Gives every object to {@code each} that is current and passes the filter.
   *
   * @param question a call that is the role's, by which the gate is asked
   * @param request what stands for the request that it makes
   */
  void read(Call question, SdkPojo request, Structure generator, Consumer<JobTask> each)
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
    ObjectListings.Start start = ObjectListings.BEGINNING;
    while (true) {
      ObjectListings.Start from = start;
      Page<ListedObject> page =
          store.read(
              snapshot ->
                  listings.objects(snapshot, bucket, new Listing("", null, AT_A_TIME), from));
      page.entries().stream()
          .filter(it -> passes(filter, it))
          .map(it -> task(bucket, it))
          .forEach(each);
      Page.Last<ListedObject> last = page.last();
      if (last == null) {
        return;
      }
      start = new ObjectListings.Start.AfterKey(last.key());
    }
  }

  private static JobTask task(Bucket bucket, ListedObject listed) {
    return new JobTask(
        bucket.name(),
        listed.key(),
        Optional.ofNullable(ObjectFinder.toldVersionId(bucket, listed.object())));
  }

  private static boolean passes(Structure filter, ListedObject listed) {
    Stored object = listed.object();
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
        && matches(name.texts("MatchAnyPrefix"), listed.key(), String::startsWith)
        && matches(name.texts("MatchAnySuffix"), listed.key(), String::endsWith)
        && matches(name.texts("MatchAnySubstring"), listed.key(), String::contains)
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
