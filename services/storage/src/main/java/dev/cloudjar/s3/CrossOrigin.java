package dev.cloudjar.s3;

import dev.cloudjar.cloud.Content;
import dev.cloudjar.cloud.PlainAnswer;
import dev.cloudjar.cloud.PlainHead;
import dev.cloudjar.cloud.PlainRequest;
import dev.cloudjar.s3.cors.Allowance;
import dev.cloudjar.s3.cors.CorsRule;
import dev.cloudjar.s3.cors.CorsRules;
import dev.cloudjar.store.KeyValueStore;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers browsers that ask beforehand what a page of another origin may do, and tells them so with
 * every answer.
 */
final class CrossOrigin {
  private static final Set<String> METHODS = Set.of("GET", "PUT", "HEAD", "POST", "DELETE");
  private static final String REQUESTED_METHOD = "access-control-request-method";
  private static final String REQUESTED_HEADERS = "access-control-request-headers";

  private final KeyValueStore store;
  private final BucketStore buckets;
  private final ConfigurationStore configurations;

  CrossOrigin(KeyValueStore store, BucketStore buckets, ConfigurationStore configurations) {
    this.store = store;
    this.buckets = buckets;
    this.configurations = configurations;
  }

  /** Answers a preflight. */
  Optional<PlainAnswer> preflight(PlainRequest request) {
    PlainHead head = request.head();
    HostedBucket place = HostedBucket.of(head);
    if (!head.method().equals("OPTIONS") || place.bucket().isEmpty()) {
      return Optional.empty();
    }
    Configured configured = find(place);
    if (configured == null && !HostedBucket.isOfS3(head)) {
      return Optional.empty();
    }
    String origin = head.headers().first("origin").orElse("");
    if (origin.isEmpty()) {
      throw CrossOriginFaults.originNeeded();
    }
    String method = head.headers().first(REQUESTED_METHOD).orElse(null);
    if (method == null || !METHODS.contains(method)) {
      throw CrossOriginFaults.invalidMethod(method);
    }
    if (configured == null) {
      throw CrossOriginFaults.bucketNotFound(method, place);
    }
    CorsRules rules = configured.rules();
    if (rules == null) {
      throw CrossOriginFaults.notEnabled(method, place);
    }
    Allowance allowance = rules.allowance(origin, method, requestedHeaders(head));
    if (allowance == null) {
      throw CrossOriginFaults.notAllowed(method, place);
    }
    return Optional.of(
        new PlainAnswer(
            200, allowance.responseHeaders(), new Content.Bytes(ByteBuffer.allocate(0))));
  }

  /** The headers that the answer of a page's request has besides its own. */
  List<Map.Entry<String, String>> headers(PlainHead head) {
    String origin = head.headers().first("origin").orElse("");
    if (origin.isEmpty()) {
      return List.of();
    }
    Configured configured = find(HostedBucket.of(head));
    if (configured == null || configured.rules() == null) {
      return List.of();
    }
    String method = head.headers().first(REQUESTED_METHOD).orElse(head.method());
    Allowance allowance = configured.rules().allowance(origin, method, requestedHeaders(head));
    return allowance == null ? List.of() : allowance.responseHeaders();
  }

  private static List<String> requestedHeaders(PlainHead head) {
    return Arrays.stream(head.headers().first(REQUESTED_HEADERS).orElse("").split(",", -1))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .toList();
  }

  /**
   * What a bucket has.
   *
   * @param rules null for none
   */
  private record Configured(@Nullable CorsRules rules) {}

  /** Null where there is no such bucket. */
  private @Nullable Configured find(HostedBucket place) {
    return store
        .read(
            snapshot ->
                Optional.ofNullable(buckets.find(snapshot, place.partition(), place.bucket()))
                    .map(
                        bucket ->
                            new Configured(
                                rules(
                                    configurations.find(
                                        snapshot,
                                        bucket,
                                        ConfigurationKind.CORS.name(),
                                        ConfigurationStore.ONLY)))))
        .orElse(null);
  }

  private static @Nullable CorsRules rules(ConfigurationStore.@Nullable Entry entry) {
    return entry == null || entry.document() == null
        ? null
        : new CorsRules(
            entry.document().structures("CORSRules").stream().map(CrossOrigin::rule).toList());
  }

  private static CorsRule rule(Document.Structure rule) {
    return new CorsRule(
        rule.texts("AllowedOrigins"),
        rule.texts("AllowedMethods"),
        rule.texts("AllowedHeaders"),
        rule.texts("ExposeHeaders"),
        rule.member("MaxAgeSeconds") instanceof Document.Whole(long seconds) ? seconds : null);
  }
}
