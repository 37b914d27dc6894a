package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.ResourceGuard;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/**
 * What a bucket says of who may use it and its objects, and the condition keys that a request for
 * them brings.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html">Actions,
 *     resources, and condition keys for Amazon S3</a>
 */
final class AccessGuard implements ResourceGuard {
  private static final String EXISTING_TAG = "s3:existingobjecttag/";
  private static final List<String> SIGNATURE = List.of("AWS4-HMAC-SHA256");
  private static final String REQUEST_TAG = "s3:requestobjecttag/";

  /** The members of requests that are condition keys as they are. */
  private static final Map<String, String> MEMBERS =
      Map.ofEntries(
          Map.entry("s3:x-amz-acl", "ACL"),
          Map.entry("s3:x-amz-grant-read", "GrantRead"),
          Map.entry("s3:x-amz-grant-read-acp", "GrantReadACP"),
          Map.entry("s3:x-amz-grant-write", "GrantWrite"),
          Map.entry("s3:x-amz-grant-write-acp", "GrantWriteACP"),
          Map.entry("s3:x-amz-grant-full-control", "GrantFullControl"),
          Map.entry("s3:x-amz-object-ownership", "ObjectOwnership"),
          Map.entry("s3:x-amz-server-side-encryption", "ServerSideEncryption"),
          Map.entry("s3:x-amz-server-side-encryption-aws-kms-key-id", "SSEKMSKeyId"),
          Map.entry("s3:x-amz-server-side-encryption-customer-algorithm", "SSECustomerAlgorithm"),
          Map.entry("s3:x-amz-storage-class", "StorageClass"),
          Map.entry("s3:x-amz-website-redirect-location", "WebsiteRedirectLocation"),
          Map.entry("s3:x-amz-metadata-directive", "MetadataDirective"),
          Map.entry("s3:object-lock-mode", "ObjectLockMode"),
          Map.entry("s3:object-lock-retain-until-date", "ObjectLockRetainUntilDate"),
          Map.entry("s3:object-lock-legal-hold", "ObjectLockLegalHoldStatus"),
          Map.entry("s3:if-match", "IfMatch"),
          Map.entry("s3:if-none-match", "IfNoneMatch"),
          Map.entry("s3:versionid", "VersionId"),
          Map.entry("s3:prefix", "Prefix"),
          Map.entry("s3:delimiter", "Delimiter"),
          Map.entry("s3:max-keys", "MaxKeys"));

  /** Members that stand alone in writes, by what they are in the locks of what is there. */
  private static final Map<String, String> LOCK_MEMBERS =
      Map.of(
          "ObjectLockMode",
          "Mode",
          "ObjectLockRetainUntilDate",
          "RetainUntilDate",
          "ObjectLockLegalHoldStatus",
          "Status");

  private final KeyValueStore store;
  private final ConfigurationStore configurations;
  private final ObjectStore objects;
  private final Call call;
  private final AccessTarget target;
  private final Bucket bucket;
  private final SdkPojo request;
  private final @Nullable AccessPoint point;

  AccessGuard(
      KeyValueStore store,
      ConfigurationStore configurations,
      ObjectStore objects,
      Call call,
      AccessTarget target,
      SdkPojo request,
      @Nullable AccessPoint point) {
    this.store = store;
    this.configurations = configurations;
    this.objects = objects;
    this.call = call;
    this.target = target;
    this.bucket = target.bucket();
    this.request = request;
    this.point = point;
  }

  /** What the access point says that the request came through; null where it came through none. */
  @Nullable AccessPointGuard through() {
    AccessPoint used = point;
    return used == null
        ? null
        : new AccessPointGuard(
            call,
            used,
            target.key(),
            store.read(
                snapshot ->
                    used.block()
                        .stricter(PublicAccess.of(configurations, snapshot, bucket))
                        .stricter(
                            PublicAccess.ofAccount(configurations, snapshot, used.accountId()))),
            this);
  }

  @Override
  public Optional<String> policy() {
    return store.read(
        snapshot -> {
          Optional<String> policy = BucketPolicy.find(configurations, snapshot, bucket);
          if (policy.isPresent() && isRestricted(policy.get(), snapshot)) {
            return Optional.empty();
          }
          return target.ownerAccountId().equals(bucket.accountId())
              ? policy
              : policy.flatMap(BucketPolicy::denials);
        });
  }

  @Override
  public Optional<String> grant(Call caller, String action) {
    var grants = new AccessListGrants(new AccessLists(configurations), objects, target);
    return store.read(snapshot -> grants.find(snapshot, caller, action));
  }

  /**
   * A public policy counts for services and for the owner's account alone if the bucket says so.
   */
  private boolean isRestricted(String policy, Snapshot snapshot) {
    boolean own =
        !(call.principal() instanceof Principal.Anonymous)
            && call.accountId().equals(bucket.accountId());
    return !own
        && !(call.principal() instanceof Principal.Service)
        && PublicAccess.of(configurations, snapshot, bucket).restrictPublicBuckets()
        && BucketPolicy.isPublic(policy);
  }

  @Override
  public List<String> values(String lowerCaseKey) {
    if (!lowerCaseKey.startsWith("s3:")) {
      return List.of();
    }
    String member = MEMBERS.get(lowerCaseKey);
    if (member != null) {
      Object value = Members.get(request, member);
      if (value == null && Members.get(request, "Retention") instanceof SdkPojo retention) {
        value = Members.get(retention, LOCK_MEMBERS.getOrDefault(member, ""));
      }
      if (value == null && Members.get(request, "LegalHold") instanceof SdkPojo hold) {
        value = Members.get(hold, LOCK_MEMBERS.getOrDefault(member, ""));
      }
      return value == null ? List.of() : List.of(value.toString());
    }
    if (lowerCaseKey.startsWith(EXISTING_TAG)) {
      return ResourceGuard.tag(existingTags(), lowerCaseKey.substring(EXISTING_TAG.length()));
    }
    if (lowerCaseKey.startsWith(REQUEST_TAG)) {
      return ResourceGuard.tag(requestTags(), lowerCaseKey.substring(REQUEST_TAG.length()));
    }
    return switch (lowerCaseKey) {
      case "s3:requestobjecttagkeys" -> new ArrayList<>(requestTags().keySet());
      case "s3:object-lock-remaining-retention-days" -> remainingDays();
      case "s3:x-amz-copy-source" -> header("x-amz-copy-source");
      case "s3:x-amz-content-sha256" -> header("x-amz-content-sha256");
      case "s3:dataaccesspointarn" -> ofPoint(AccessPoint::arn);
      case "s3:dataaccesspointaccount" -> ofPoint(AccessPoint::accountId);
      case "s3:accesspointnetworkorigin" -> ofPoint(AccessPoint::networkOrigin);
      case "s3:resourceaccount" -> List.of(bucket.accountId());
      case "s3:signatureversion" -> call.accessKeyId().isPresent() ? SIGNATURE : List.of();
      case "s3:authtype" -> authType();
      default -> List.of();
    };
  }

  private List<String> ofPoint(Function<AccessPoint, String> value) {
    return point == null ? List.of() : List.of(value.apply(point));
  }

  /** How long what is asked for would be retained, in whole days. */
  private List<String> remainingDays() {
    List<String> until = values("s3:object-lock-retain-until-date");
    return until.isEmpty()
        ? List.of()
        : List.of(
            Long.toString(Duration.between(call.time(), Instant.parse(until.getFirst())).toDays()));
  }

  private List<String> authType() {
    if (call.accessKeyId().isEmpty()) {
      return List.of();
    }
    if (call.operation().equals(FormOperations.OPERATION)) {
      return List.of("POST");
    }
    return List.of(
        call.http().headers().first("authorization").isPresent()
            ? "REST-HEADER"
            : "REST-QUERY-STRING");
  }

  private List<String> header(String name) {
    return call.http().headers().first(name).map(List::of).orElse(List.of());
  }

  private Map<String, String> existingTags() {
    String name = target.key();
    if (name == null) {
      return Map.of();
    }
    String versionId = Members.text(request, "VersionId");
    return store.read(
        snapshot ->
            (versionId == null
                        ? objects.current(snapshot, bucket, name)
                        : objects.find(snapshot, bucket, name, versionId))
                    instanceof Version.Stored stored
                ? stored.attributes().tags()
                : Map.of());
  }

  private Map<String, String> requestTags() {
    if (Members.get(request, "Tagging") instanceof String header) {
      return Tags.ofHeader(header);
    }
    return Members.get(request, "Tagging") instanceof SdkPojo tagging
            && Members.get(tagging, "TagSet") instanceof List<?> sent
        ? Tags.ofObject(sent.stream().map(AccessGuard::sent).toList())
        : Map.of();
  }

  private static Tags.Sent sent(Object tag) {
    SdkPojo pojo = (SdkPojo) tag;
    return new Tags.Sent(Members.text(pojo, "Key"), Members.text(pojo, "Value"));
  }
}
