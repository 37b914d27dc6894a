package dev.cloudjar.cloudtrail;

import dev.cloudjar.cloud.Backlog;
import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudtrail.model.CreateTrailRequest;
import software.amazon.awssdk.services.cloudtrail.model.CreateTrailResponse;
import software.amazon.awssdk.services.cloudtrail.model.DeleteTrailRequest;
import software.amazon.awssdk.services.cloudtrail.model.DeleteTrailResponse;
import software.amazon.awssdk.services.cloudtrail.model.StartLoggingRequest;
import software.amazon.awssdk.services.cloudtrail.model.StartLoggingResponse;
import software.amazon.awssdk.services.cloudtrail.model.StopLoggingRequest;
import software.amazon.awssdk.services.cloudtrail.model.StopLoggingResponse;
import software.amazon.awssdk.services.cloudtrail.model.UpdateTrailRequest;
import software.amazon.awssdk.services.cloudtrail.model.UpdateTrailResponse;

/** Sets trails up, and lets them log. */
final class TrailOperations {
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final int LONGEST_PREFIX = 200;
  private static final int MOST_TRAILS = 5;

  private final Cloud cloud;
  private final TrailWatch watch;
  private final Backlog<?> backlog;
  private final BucketOperations bucket;
  private final DigestDelivery digests;

  TrailOperations(
      Cloud cloud,
      TrailWatch watch,
      Backlog<?> backlog,
      BucketOperations bucket,
      DigestDelivery digests) {
    this.cloud = cloud;
    this.watch = watch;
    this.backlog = backlog;
    this.bucket = bucket;
    this.digests = digests;
  }

  CreateTrailResponse create(Call call, CreateTrailRequest request) {
    Trail.Key key = TrailNames.key(call, request.name());
    Trail trail =
        new Trail(
            key,
            request.s3BucketName(),
            Optional.ofNullable(request.s3KeyPrefix()).filter(it -> !it.isEmpty()),
            topicArn(key, request.snsTopicName()),
            given(request.cloudWatchLogsLogGroupArn()),
            given(request.cloudWatchLogsRoleArn()),
            given(request.kmsKeyId()).map(it -> bucket.keyArn(key, it)),
            or(request.includeGlobalServiceEvents(), true),
            or(request.isMultiRegionTrail(), false),
            or(request.enableLogFileValidation(), false),
            or(request.isOrganizationTrail(), false),
            Selectors.STANDARD,
            List.of(),
            TrailTagOperations.read(request.tagsList()),
            false,
            Optional.empty(),
            Optional.empty());
    check(trail);
    cloud.store().read(snapshot -> requireNew(snapshot, key));
    bucket.check(trail);
    cloud
        .store()
        .transact(
            transaction -> {
              requireNew(transaction, key);
              put(transaction, trail);
              return trail;
            });
    return TrailReadOperations.described(trail, CreateTrailResponse.builder()).build();
  }

  UpdateTrailResponse update(Call call, UpdateTrailRequest request) {
    Trail.Key key = TrailNames.key(call, request.name());
    Trail old = cloud.store().read(snapshot -> TrailNames.requireAtHome(snapshot, call, key));
    Optional<String> keyArn = given(request.kmsKeyId()).map(it -> bucket.keyArn(key, it));
    Trail wanted = updated(old, request, keyArn);
    check(wanted);
    if (!wanted.bucket().equals(old.bucket())
        || !wanted.prefix().equals(old.prefix())
        || !wanted.kmsKeyId().equals(old.kmsKeyId())) {
      bucket.check(wanted);
    }
    Trail trail =
        cloud
            .store()
            .transact(
                transaction -> {
                  Trail before = TrailNames.requireAtHome(transaction, call, key);
                  Trail after = updated(before, request, keyArn);
                  put(transaction, after);
                  if (after.validation() && !before.validation() && after.logging()) {
                    digests.schedule(transaction, key);
                  }
                  return after;
                });
    return TrailReadOperations.described(trail, UpdateTrailResponse.builder()).build();
  }

  DeleteTrailResponse delete(Call call, DeleteTrailRequest request) {
    Trail.Key key = TrailNames.key(call, request.name());
    cloud
        .store()
        .transact(
            transaction -> {
              TrailNames.requireAtHome(transaction, call, key);
              TrailStore.delete(transaction, key);
              cloud.work().cancel(transaction, LogDelivery.KIND, key.arn());
              cloud.work().cancel(transaction, DigestDelivery.KIND, key.arn());
              watch.changed(transaction, key.accountId());
              return key;
            });
    return DeleteTrailResponse.builder().build();
  }

  StartLoggingResponse start(Call call, StartLoggingRequest request) {
    change(
        call,
        request.name(),
        trail -> trail.logging() ? trail : trail.startedAt(call.time()),
        (transaction, trail) -> {
          if (trail.validation()) {
            digests.schedule(transaction, trail.key());
          }
        });
    return StartLoggingResponse.builder().build();
  }

  StopLoggingResponse stop(Call call, StopLoggingRequest request) {
    change(
        call,
        request.name(),
        trail -> trail.logging() ? trail.stoppedAt(call.time()) : trail,
        (transaction, trail) -> {
          if (trail.validation()) {
            digests.scheduleLast(transaction, trail.key());
          }
        });
    return StopLoggingResponse.builder().build();
  }

  /** What follows a change, in its transaction. */
  @FunctionalInterface
  private interface Consequence {
    void of(Transaction transaction, Trail trail);
  }

  private void change(Call call, String name, UnaryOperator<Trail> edit, Consequence consequence) {
    Trail.Key key = TrailNames.key(call, name);
    backlog.flush(); // What happened before is wanted, or not, as it was before.
    cloud
        .store()
        .transact(
            transaction -> {
              Trail before = TrailNames.requireAtHome(transaction, call, key);
              Trail after = edit.apply(before);
              if (!after.equals(before)) {
                put(transaction, after);
                consequence.of(transaction, after);
              }
              return after;
            });
  }

  private void put(Transaction transaction, Trail trail) {
    TrailStore.put(transaction, trail);
    watch.changed(transaction, trail.key().accountId());
  }

  private static Trail.Key requireNew(Snapshot snapshot, Trail.Key key) {
    List<Trail> trails = TrailStore.ofAccount(snapshot, key.accountId());
    if (trails.stream().anyMatch(it -> it.key().equals(key))) {
      throw CloudTrailFaults.trailAlreadyExists(key);
    }
    if (trails.stream().filter(it -> it.covers(key.homeRegion())).count() >= MOST_TRAILS) {
      throw CloudTrailFaults.tooManyTrails(key.accountId());
    }
    return key;
  }

  private static Trail updated(Trail old, UpdateTrailRequest request, Optional<String> keyArn) {
    return new Trail(
        old.key(),
        request.s3BucketName() == null ? old.bucket() : request.s3BucketName(),
        changed(old.prefix(), request.s3KeyPrefix()),
        request.snsTopicName() == null
            ? old.topicArn()
            : topicArn(old.key(), request.snsTopicName()),
        changed(old.logGroupArn(), request.cloudWatchLogsLogGroupArn()),
        changed(old.logRoleArn(), request.cloudWatchLogsRoleArn()),
        request.kmsKeyId() == null ? old.kmsKeyId() : keyArn,
        or(request.includeGlobalServiceEvents(), old.globalEvents()),
        or(request.isMultiRegionTrail(), old.multiRegion()),
        or(request.enableLogFileValidation(), old.validation()),
        or(request.isOrganizationTrail(), old.ofOrganization()),
        old.selectors(),
        old.insights(),
        old.tags(),
        old.logging(),
        old.started(),
        old.stopped());
  }

  private static void check(Trail trail) {
    if (!BUCKET.matcher(trail.bucket()).matches()) {
      throw CloudTrailFaults.invalidBucketName("Bucket name is not valid: " + trail.bucket());
    }
    if (trail.prefix().filter(it -> it.length() > LONGEST_PREFIX).isPresent()) {
      throw CloudTrailFaults.invalidPrefix();
    }
    if (trail.multiRegion() && !trail.globalEvents()) {
      throw CloudTrailFaults.invalidCombination(
          "Multi-Region trail must include global service events.");
    }
  }

  private static Optional<String> topicArn(Trail.Key key, @Nullable String nameOrArn) {
    return given(nameOrArn)
        .map(
            it ->
                it.startsWith("arn:")
                    ? it
                    : "arn:aws:sns:" + key.homeRegion() + ":" + key.accountId() + ":" + it);
  }

  private static Optional<String> given(@Nullable String text) {
    return Optional.ofNullable(text).filter(it -> !it.isEmpty());
  }

  private static Optional<String> changed(Optional<String> old, @Nullable String text) {
    return text == null ? old : given(text);
  }

  private static boolean or(@Nullable Boolean given, boolean otherwise) {
    return given == null ? otherwise : given;
  }
}
