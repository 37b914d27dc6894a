package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Clock;
import dev.cloudjar.s3.BucketStore.OwnedBucket;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.model.BucketCannedACL;
import software.amazon.awssdk.services.s3.model.BucketLocationConstraint;
import software.amazon.awssdk.services.s3.model.CreateBucketConfiguration;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.CreateBucketResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketResponse;
import software.amazon.awssdk.services.s3.model.GetBucketLocationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLocationResponse;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketResponse;
import software.amazon.awssdk.services.s3.model.ListBucketsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;

/** Makes, finds, lists and deletes buckets. */
final class BucketOperations {
  private static final String FIRST_REGION = "us-east-1";
  private static final int MAX_BUCKETS = 10_000;

  /** What a bucket may be located in: every Region by its name, and one by its old name. */
  private static final Set<String> LOCATIONS =
      Stream.concat(
              BucketLocationConstraint.knownValues().stream()
                  .map(BucketLocationConstraint::toString),
              Region.regions().stream().filter(region -> !region.isGlobalRegion()).map(Region::id))
          .filter(location -> !location.equals(FIRST_REGION))
          .collect(Collectors.toUnmodifiableSet());

  private static final Map<String, String> OLD_LOCATIONS = Map.of("EU", "eu-west-1");

  private final KeyValueStore store;
  private final Clock clock;
  private final BucketStore buckets;
  private final BucketDirectory directory;
  private final ConfigurationStore configurations;
  private final ObjectStore objects;
  private final UploadStore uploads;
  private final AccessLists lists;
  private final LoggedBuckets logged;
  private final LifecycleCalendar calendar;
  private final Payers payers;
  private final BucketQuota quota;

  BucketOperations(
      KeyValueStore store,
      Clock clock,
      BucketStore buckets,
      BucketDirectory directory,
      ConfigurationStore configurations,
      ObjectStore objects,
      UploadStore uploads,
      AccessLists lists,
      LoggedBuckets logged,
      LifecycleCalendar calendar,
      Payers payers,
      BucketQuota quota) {
    this.store = store;
    this.clock = clock;
    this.buckets = buckets;
    this.directory = directory;
    this.configurations = configurations;
    this.objects = objects;
    this.uploads = uploads;
    this.lists = lists;
    this.logged = logged;
    this.calendar = calendar;
    this.payers = payers;
    this.quota = quota;
  }

  CreateBucketResponse create(Call call, CreateBucketRequest request) {
    String name = request.bucket();
    CreateBucketConfiguration configuration = request.createBucketConfiguration();
    String location = location(call.region(), configuration);
    String region =
        location.isEmpty() ? FIRST_REGION : OLD_LOCATIONS.getOrDefault(location, location);
    if (!BucketName.isValid(name)) {
      throw S3Faults.invalidBucketName(name);
    }
    AccessList list = list(call, request);
    Document.@Nullable Structure tags = tags(configuration);
    store.transact(
        transaction -> {
          Bucket taken = buckets.find(transaction, Partition.of(region), name);
          if (taken == null) {
            quota.check(transaction, call, region);
            create(transaction, call, request, region, location, tags, list);
          } else if (!taken.accountId().equals(call.accountId())) {
            throw S3Faults.bucketAlreadyExists(name);
          } else if (!region.equals(FIRST_REGION) || !taken.region().equals(FIRST_REGION)) {
            throw S3Faults.bucketAlreadyOwnedByYou(name);
          }
          return name;
        });
    return CreateBucketResponse.builder()
        .location(
            region.equals(FIRST_REGION) ? "/" + name : "http://" + name + ".s3.amazonaws.com/")
        .build();
  }

  private void create(
      Transaction transaction,
      Call call,
      CreateBucketRequest request,
      String region,
      String location,
      Document.@Nullable Structure tags,
      AccessList list) {
    Bucket bucket =
        buckets.create(
            transaction,
            request.bucket(),
            call.accountId(),
            region,
            location,
            clock.now().truncatedTo(ChronoUnit.SECONDS));
    if (request.objectOwnership() != null) {
      configurations.put(
          transaction,
          bucket,
          ConfigurationKind.OWNERSHIP.name(),
          ConfigurationStore.ONLY,
          ConfigurationKind.ownership(request.objectOwnershipAsString()));
    }
    if (AccessListReader.asks(request)) {
      lists.put(transaction, bucket, list);
    }
    if (Boolean.TRUE.equals(request.objectLockEnabledForBucket())) {
      buckets.replace(transaction, bucket.with(Versioning.ENABLED).withLock());
      configurations.put(
          transaction,
          bucket,
          ConfigurationKind.OBJECT_LOCK.name(),
          ConfigurationStore.ONLY,
          Document.Structure.of("ObjectLockEnabled", new Document.Text("Enabled")));
    }
    if (tags != null) {
      configurations.put(
          transaction,
          bucket,
          ConfigurationKind.TAGGING.name(),
          ConfigurationStore.ONLY,
          ConfigurationChecks.tagging(bucket, tags));
    }
  }

  /** The location constraint that {@code sent} names; empty for us-east-1. */
  private static String location(String called, @Nullable CreateBucketConfiguration sent) {
    String asked = sent == null ? null : sent.locationConstraintAsString();
    if (asked == null || asked.isEmpty()) {
      if (!called.equals(FIRST_REGION)) {
        throw S3Faults.illegalLocationConstraint("unspecified");
      }
      return "";
    }
    if (!LOCATIONS.contains(asked)) {
      throw S3Faults.invalidLocationConstraint(asked);
    }
    String region = OLD_LOCATIONS.getOrDefault(asked, asked);
    if (!called.equals(FIRST_REGION) && !called.equals(region)) {
      throw S3Faults.illegalLocationConstraint(asked);
    }
    return asked;
  }

  private static Document.@Nullable Structure tags(@Nullable CreateBucketConfiguration sent) {
    if (sent == null || !sent.hasTags()) {
      return null;
    }
    Document tags = Documents.read(sent).member("Tags");
    return tags == null ? null : Document.Structure.of("TagSet", tags);
  }

  /** The list that a new bucket gets. */
  private static AccessList list(Call call, CreateBucketRequest request) {
    String ownership = request.objectOwnershipAsString();
    if (ownership != null
        && !Set.of("BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter")
            .contains(ownership)) {
      throw S3Faults.invalidArgument(
          "Invalid x-amz-object-ownership header: " + ownership,
          "x-amz-object-ownership",
          ownership);
    }
    boolean enforced = ownership == null || ownership.equals("BucketOwnerEnforced");
    String owner = CanonicalUser.id(call.accountId());
    AccessList list = new AccessListReader(request, owner, owner).ofHeaders(true);
    boolean isPrivate = request.acl() == null || request.acl() == BucketCannedACL.PRIVATE;
    if (enforced && !(isPrivate && list.equals(AccessList.ownedBy(owner)))) {
      throw AccessFaults.invalidBucketAclWithObjectOwnership();
    }
    if (list.isPublic()) {
      throw AccessFaults.invalidBucketAclWithBlockPublicAccess();
    }
    return list;
  }

  DeleteBucketResponse delete(Call call, DeleteBucketRequest request) {
    return store.transact(
        transaction -> {
          Bucket bucket =
              directory.require(transaction, call, request.bucket(), request.expectedBucketOwner());
          if (!objects.isEmpty(transaction, bucket) || !uploads.isEmpty(transaction, bucket)) {
            throw S3Faults.bucketNotEmpty(bucket);
          }
          calendar.end(transaction, bucket);
          payers.forget(transaction, bucket);
          configurations.deleteAll(transaction, bucket);
          logged.remove(transaction, bucket);
          buckets.delete(transaction, bucket);
          return DeleteBucketResponse.builder().build();
        });
  }

  HeadBucketResponse head(Call call, HeadBucketRequest request) {
    Bucket bucket =
        store.read(
            snapshot ->
                directory.require(snapshot, call, request.bucket(), request.expectedBucketOwner()));
    return HeadBucketResponse.builder()
        .bucketRegion(bucket.region())
        .accessPointAlias(false)
        .build();
  }

  GetBucketLocationResponse location(Call call, GetBucketLocationRequest request) {
    Bucket bucket =
        store.read(
            snapshot ->
                directory.requireAnywhere(
                    snapshot, call, request.bucket(), request.expectedBucketOwner()));
    GetBucketLocationResponse.Builder response = GetBucketLocationResponse.builder();
    if (!bucket.location().isEmpty()) {
      response.locationConstraint(bucket.location());
    }
    return response.build();
  }

  ListBucketsResponse list(Call call, ListBucketsRequest request) {
    int max = request.maxBuckets() == null ? MAX_BUCKETS : request.maxBuckets();
    if (max < 1 || max > MAX_BUCKETS) {
      throw S3Faults.invalidArgument(
          "Argument max-buckets must be an integer between 1 and 10000",
          "max-buckets",
          Integer.toString(max));
    }
    String prefix = request.prefix() == null ? "" : request.prefix();
    String after = after(request.continuationToken());
    List<OwnedBucket> found =
        store.read(
            snapshot ->
                buckets.owned(
                    snapshot,
                    call.accountId(),
                    Partition.of(call.region()),
                    prefix,
                    after,
                    request.bucketRegion(),
                    max + 1));
    boolean withRegion =
        request.maxBuckets() != null
            || request.prefix() != null
            || request.bucketRegion() != null
            || request.continuationToken() != null;
    ListBucketsResponse.Builder response =
        ListBucketsResponse.builder()
            .owner(owner -> owner.id(CanonicalUser.id(call.accountId())))
            .prefix(request.prefix())
            .buckets(
                found.stream()
                    .limit(max)
                    .map(
                        each ->
                            software.amazon.awssdk.services.s3.model.Bucket.builder()
                                .name(each.name())
                                .creationDate(each.created())
                                .bucketRegion(withRegion ? each.region() : null)
                                .build())
                    .toList());
    if (found.size() > max) {
      response.continuationToken(
          SafeText.encode(found.get(max - 1).name().getBytes(StandardCharsets.UTF_8)));
    }
    return response.build();
  }

  private static String after(@Nullable String token) {
    if (token == null) {
      return "";
    }
    byte[] name = SafeText.decode(token);
    if (name == null || name.length == 0) {
      throw S3Faults.invalidArgument(
          "The continuation token provided is incorrect", "continuation-token", token);
    }
    return new String(name, StandardCharsets.UTF_8);
  }
}
