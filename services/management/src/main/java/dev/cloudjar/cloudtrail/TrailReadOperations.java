package dev.cloudjar.cloudtrail;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Cloud;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.cloudtrail.model.DescribeTrailsRequest;
import software.amazon.awssdk.services.cloudtrail.model.DescribeTrailsResponse;
import software.amazon.awssdk.services.cloudtrail.model.GetTrailRequest;
import software.amazon.awssdk.services.cloudtrail.model.GetTrailResponse;
import software.amazon.awssdk.services.cloudtrail.model.GetTrailStatusRequest;
import software.amazon.awssdk.services.cloudtrail.model.GetTrailStatusResponse;
import software.amazon.awssdk.services.cloudtrail.model.ListTrailsRequest;
import software.amazon.awssdk.services.cloudtrail.model.ListTrailsResponse;
import software.amazon.awssdk.services.cloudtrail.model.TrailInfo;

/** Tells of trails. */
final class TrailReadOperations {
  private static final int MOST_PER_PAGE = 100;

  private final Cloud cloud;

  TrailReadOperations(Cloud cloud) {
    this.cloud = cloud;
  }

  GetTrailResponse get(Call call, GetTrailRequest request) {
    return GetTrailResponse.builder().trail(shown(require(call, request.name()))).build();
  }

  /** Trails that are not found are left out. */
  DescribeTrailsResponse describe(Call call, DescribeTrailsRequest request) {
    boolean shadows = request.includeShadowTrails() == null || request.includeShadowTrails();
    Predicate<Trail> here = trail -> trail.key().homeRegion().equals(call.region());
    Stream<Trail> found;
    if (request.trailNameList().isEmpty()) {
      found = ofAccount(call).stream().filter(here.or(trail -> shadows && trail.multiRegion()));
    } else {
      List<Trail.Key> keys =
          request.trailNameList().stream().map(name -> TrailNames.key(call, name)).toList();
      found =
          keys.stream()
              .filter(key -> key.accountId().equals(call.accountId()))
              .map(key -> cloud.store().read(snapshot -> TrailStore.trail(snapshot, key)))
              .filter(Objects::nonNull)
              .filter(here.or(trail -> shadows));
    }
    return DescribeTrailsResponse.builder()
        .trailList(found.map(TrailReadOperations::shown).toList())
        .build();
  }

  /** All Regions' trails of the account. */
  ListTrailsResponse list(Call call, ListTrailsRequest request) {
    List<Trail> all = ofAccount(call);
    int start = start(request.nextToken(), all.size());
    int end = Math.min(all.size(), start + MOST_PER_PAGE);
    return ListTrailsResponse.builder()
        .trails(
            all.subList(start, end).stream()
                .map(Trail::key)
                .map(
                    key ->
                        TrailInfo.builder()
                            .name(key.name())
                            .trailARN(key.arn())
                            .homeRegion(key.homeRegion())
                            .build())
                .toList())
        .nextToken(end < all.size() ? Integer.toString(end) : null)
        .build();
  }

  GetTrailStatusResponse status(Call call, GetTrailStatusRequest request) {
    Trail trail = require(call, request.name());
    TrailStore.Status status =
        cloud.store().read(snapshot -> TrailStore.status(snapshot, trail.key()));
    return GetTrailStatusResponse.builder()
        .isLogging(trail.logging())
        .startLoggingTime(trail.started().orElse(null))
        .stopLoggingTime(trail.stopped().orElse(null))
        .timeLoggingStarted(text(trail.started()))
        .timeLoggingStopped(text(trail.stopped()))
        .latestDeliveryTime(status.delivery().orElse(null))
        .latestDeliveryError(status.deliveryError().orElse(null))
        .latestDeliveryAttemptTime(text(status.attempt()))
        .latestDeliveryAttemptSucceeded(
            status.deliveryError().isPresent() ? "" : text(status.delivery()))
        .latestNotificationAttemptTime("")
        .latestNotificationAttemptSucceeded("")
        .latestDigestDeliveryTime(status.digest().orElse(null))
        .latestDigestDeliveryError(status.digestError().orElse(null))
        .build();
  }

  private Trail require(Call call, String name) {
    Trail.Key key = TrailNames.key(call, name);
    return cloud.store().read(snapshot -> TrailNames.require(snapshot, key));
  }

  private List<Trail> ofAccount(Call call) {
    return cloud.store().read(snapshot -> TrailStore.ofAccount(snapshot, call.accountId()));
  }

  private static int start(@Nullable String token, int size) {
    if (token == null) {
      return 0;
    }
    try {
      int start = Integer.parseInt(token);
      if (start >= 0 && start <= size) {
        return start;
      }
    } catch (NumberFormatException e) {
      // Not a token that we gave.
    }
    throw CloudTrailFaults.invalidToken();
  }

  private static String text(Optional<Instant> time) {
    return time.map(Instant::toString).orElse("");
  }

  /** Fills in all members of a response that a description of the trail has, too. */
  static <B extends SdkPojo> B described(Trail trail, B response) {
    SdkPojo description = shown(trail);
    for (SdkField<?> member : response.sdkFields()) {
      for (SdkField<?> known : description.sdkFields()) {
        if (known.memberName().equals(member.memberName())) {
          member.set(response, known.getValueOrDefault(description));
        }
      }
    }
    return response;
  }

  @SuppressWarnings("deprecation") // clients still read the topic by its old name
  private static software.amazon.awssdk.services.cloudtrail.model.Trail shown(Trail trail) {
    return software.amazon.awssdk.services.cloudtrail.model.Trail.builder()
        .name(trail.key().name())
        .trailARN(trail.key().arn())
        .homeRegion(trail.key().homeRegion())
        .s3BucketName(trail.bucket())
        .s3KeyPrefix(trail.prefix().orElse(null))
        .snsTopicARN(trail.topicArn().orElse(null))
        .snsTopicName(trail.topicArn().orElse(null))
        .cloudWatchLogsLogGroupArn(trail.logGroupArn().orElse(null))
        .cloudWatchLogsRoleArn(trail.logRoleArn().orElse(null))
        .kmsKeyId(trail.kmsKeyId().orElse(null))
        .includeGlobalServiceEvents(trail.globalEvents())
        .isMultiRegionTrail(trail.multiRegion())
        .logFileValidationEnabled(trail.validation())
        .isOrganizationTrail(trail.ofOrganization())
        .hasCustomEventSelectors(!trail.selectors().isStandard())
        .hasInsightSelectors(!trail.insights().isEmpty())
        .build();
  }
}
