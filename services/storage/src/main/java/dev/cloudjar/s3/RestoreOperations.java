package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Clock;
import dev.cloudjar.s3.Restoration.Tier;
import dev.cloudjar.s3.Version.Stored;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Transaction;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.RestoreObjectRequest;
import software.amazon.awssdk.services.s3.model.RestoreObjectResponse;
import software.amazon.awssdk.services.s3.model.RestoreRequest;

/**
 * Brings objects back from archives.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects.html">Restoring
 *     an archived object</a>
 */
final class RestoreOperations {
  private static final SdkHttpResponse ACCEPTED = SdkHttpResponse.builder().statusCode(202).build();
  private static final SdkHttpResponse EXTENDED = SdkHttpResponse.builder().statusCode(200).build();

  private final KeyValueStore store;
  private final Clock clock;
  private final BucketDirectory directory;
  private final ObjectStore objects;
  private final ObjectFinder finder;
  private final RestoreWork work;
  private final ObjectNews news;
  private final StorageRecord charges;

  RestoreOperations(
      KeyValueStore store,
      Clock clock,
      BucketDirectory directory,
      ObjectStore objects,
      ObjectFinder finder,
      RestoreWork work,
      ObjectNews news,
      StorageRecord charges) {
    this.store = store;
    this.clock = clock;
    this.directory = directory;
    this.objects = objects;
    this.finder = finder;
    this.work = work;
    this.news = news;
    this.charges = charges;
  }

  /** What is asked for. */
  private record Wish(Tier tier, @Nullable Integer days) {}

  RestoreObjectResponse restore(Call call, RestoreObjectRequest request) {
    Wish wish = wish(request.restoreRequest());
    boolean extension =
        store.transact(
            transaction -> {
              Bucket bucket =
                  directory.require(
                      transaction, call, request.bucket(), request.expectedBucketOwner());
              Stored object =
                  finder.require(transaction, bucket, request.key(), request.versionId(), "POST");
              Instant now = clock.now().truncatedTo(ChronoUnit.SECONDS);
              Restoration before = object.whereabouts().restored();
              Restoration after = restored(object, wish, now);
              Stored restoring = object.with(object.whereabouts().with(after));
              objects.replaceKept(transaction, bucket, request.key(), object, restoring);
              charge(transaction, bucket, restoring, before, after);
              work.arrange(transaction, bucket, request.key(), restoring, after);
              news.tell(
                  transaction,
                  ObjectChange.of(
                      call, bucket, request.key(), ObjectEvent.RESTORE_POST, restoring));
              return before != null && before.isReadable(now);
            });
    RestoreObjectResponse.Builder response = RestoreObjectResponse.builder();
    response.sdkHttpResponse(extension ? EXTENDED : ACCEPTED);
    return response.build();
  }

  private void charge(
      Transaction transaction,
      Bucket bucket,
      Stored object,
      @Nullable Restoration before,
      Restoration after) {
    boolean isNew = before == null || !before.ready().equals(after.ready());
    if (isNew) {
      charges.charge(
          transaction, bucket, UsageTypes.restoreRequests(after.tier(), Archive.isDeep(object)), 1);
      charges.charge(transaction, bucket, UsageTypes.retrieval(after.tier()), object.sizeBytes());
    }
  }

  private static Restoration restored(Stored object, Wish wish, Instant now) {
    Restoration before = object.whereabouts().restored();
    boolean comesForGood = object.whereabouts().archiveTier() != null;
    if (!Archive.isKeptArchived(object)
        || (comesForGood && before != null && before.isReadable(now))) {
      throw ArchiveFaults.notArchived(object);
    }
    boolean deep = Archive.isDeep(object);
    if (deep && wish.tier() == Tier.EXPEDITED) {
      throw ArchiveFaults.tierNotSupported();
    }
    int days = days(object, wish.days());
    if (before == null || !(before.isOngoing(now) || before.isReadable(now))) {
      return Restoration.begin(wish.tier(), days, deep, now);
    }
    if (before.isReadable(now)) {
      return before.extended(days, now);
    }
    if (days != before.days() || wish.tier().compareTo(before.tier()) >= 0) {
      throw ArchiveFaults.alreadyInProgress();
    }
    Restoration faster = before.upgraded(wish.tier(), deep, now);
    return faster.ready().isBefore(before.ready()) ? faster : before;
  }

  private static int days(Stored object, @Nullable Integer asked) {
    if (object.attributes().storageClass().equals(StorageClasses.INTELLIGENT_TIERING)) {
      if (asked != null) {
        throw ArchiveFaults.daysOfTiering();
      }
      return 0;
    }
    if (asked == null) {
      throw S3Faults.malformedXml();
    }
    if (asked < 1) {
      throw ArchiveFaults.tooFewDays(asked);
    }
    return asked;
  }

  private static Wish wish(@Nullable RestoreRequest request) {
    if (request == null) {
      throw S3Faults.malformedXml();
    }
    if (request.typeAsString() != null) {
      throw ArchiveFaults.selecting();
    }
    if (request.selectParameters() != null || request.outputLocation() != null) {
      throw S3Faults.malformedXml();
    }
    String named =
        request.glacierJobParameters() == null
            ? request.tierAsString()
            : request.glacierJobParameters().tierAsString();
    Tier tier = named == null ? Tier.STANDARD : Tier.named(named);
    if (tier == null) {
      throw S3Faults.malformedXml();
    }
    return new Wish(tier, request.days());
  }
}
