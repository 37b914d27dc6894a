package dev.cloudjar.s3;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The messages that tell of changes.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html">Event
 *     message structure</a>
 */
final class EventRecord {
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** The ETag of nothing, which delete markers are told of with. */
  private static final String OF_NOTHING = "d41d8cd98f00b204e9800998ecf8427e";

  private EventRecord() {}

  /** How destinations are tried when they are configured. */
  static String ofTest(Bucket bucket, String requestId, Instant now) {
    return JSON.createObjectNode()
        .put("Service", "Amazon S3")
        .put("Event", "s3:TestEvent")
        .put("Time", TIME.format(now))
        .put("Bucket", bucket.name())
        .put("RequestId", requestId)
        .put("HostId", hostId(requestId))
        .toString();
  }

  /**
   * The message that tells of a change.
   *
   * @param configurationId by which the destination was found
   * @param sequencer growing among those of a key
   */
  static String of(ObjectChange change, String configurationId, String sequencer) {
    ObjectNode message = JSON.createObjectNode();
    ObjectNode told = message.putArray("Records").addObject();
    ObjectChange.Cause cause = change.cause();
    told.put("eventVersion", version(change.event()))
        .put("eventSource", "aws:s3")
        .put("awsRegion", change.bucket().region())
        .put("eventTime", TIME.format(cause.time()))
        .put("eventName", change.event().recordName());
    told.putObject("userIdentity").put("principalId", cause.principalId());
    told.putObject("requestParameters").put("sourceIPAddress", cause.sourceAddress());
    told.putObject("responseElements")
        .put("x-amz-request-id", cause.requestId())
        .put("x-amz-id-2", hostId(cause.requestId()));
    ObjectNode s3 = told.putObject("s3");
    s3.put("s3SchemaVersion", "1.0").put("configurationId", configurationId);
    ObjectNode bucket = s3.putObject("bucket");
    bucket.put("name", change.bucket().name());
    bucket
        .putObject("ownerIdentity")
        .put("principalId", ObjectChange.Cause.customerId(change.bucket().accountId()));
    bucket.put("arn", change.bucket().arn());
    object(s3.putObject("object"), change, sequencer);
    details(told, change);
    return message.toString();
  }

  private static String version(ObjectEvent event) {
    return switch (event) {
      case REPLICATION_FAILED,
          REPLICATION_NOT_TRACKED,
          REPLICATION_MISSED_THRESHOLD,
          REPLICATED_AFTER_THRESHOLD ->
          "2.2";
      case LIFECYCLE_EXPIRATION_DELETE,
          LIFECYCLE_EXPIRATION_DELETE_MARKER_CREATED,
          LIFECYCLE_TRANSITION,
          INTELLIGENT_TIERING,
          ACL_PUT,
          TAGGING_PUT,
          TAGGING_DELETE,
          RESTORE_DELETE ->
          "2.3";
      default -> "2.1";
    };
  }

  /** What is told of the object: nothing of the content of one that is gone. */
  private static void object(ObjectNode object, ObjectChange change, String sequencer) {
    ObjectEvent event = change.event();
    object.put("key", encoded(change.key()));
    boolean described = event != ObjectEvent.ACL_PUT && !event.isTagging();
    switch (change.version()) {
      case Version.Stored stored -> {
        if (!event.isRemoval()) {
          if (described) {
            object.put("size", stored.sizeBytes());
          }
          object.put("eTag", stored.etag());
        }
      }
      case Version.DeleteMarker marker -> object.put("eTag", OF_NOTHING);
    }
    if (change.bucket().versioning() != Versioning.UNVERSIONED && !change.version().isNull()) {
      object.put("versionId", change.version().versionId());
    }
    if (described) {
      object.put("sequencer", sequencer);
    }
  }

  private static void details(ObjectNode told, ObjectChange change) {
    if (change.details().isEmpty()) {
      return;
    }
    ObjectNode data =
        switch (change.event()) {
          case RESTORE_POST, RESTORE_COMPLETED, RESTORE_DELETE ->
              told.putObject("glacierEventData").putObject("restoreEventData");
          case LIFECYCLE_TRANSITION ->
              told.putObject("lifecycleEventData").putObject("transitionEventData");
          case INTELLIGENT_TIERING -> told.putObject("intelligentTieringEventData");
          default -> told.putObject("replicationEventData");
        };
    change.details().forEach(data::put);
  }

  /** A key as HTML forms encode it, but for its slashes. */
  private static String encoded(String key) {
    return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/");
  }

  /** The second name of a request, as its answer told it. */
  private static String hostId(String requestId) {
    return Base64.getEncoder()
        .encodeToString((requestId + requestId).getBytes(StandardCharsets.US_ASCII));
  }

  static String time(Instant time) {
    return TIME.format(time);
  }
}
