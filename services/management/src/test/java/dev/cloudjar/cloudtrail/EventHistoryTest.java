package dev.cloudjar.cloudtrail;

import static dev.cloudjar.cloudtrail.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.Data;
import dev.cloudjar.junit.OverSocket;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.s3.S3Room;
import dev.cloudjar.sqs.SqsRoom;
import dev.cloudjar.sts.StsRoom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.Event;
import software.amazon.awssdk.services.cloudtrail.model.InvalidLookupAttributesException;
import software.amazon.awssdk.services.cloudtrail.model.InvalidNextTokenException;
import software.amazon.awssdk.services.cloudtrail.model.InvalidTimeRangeException;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttribute;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SqsException;
import software.amazon.awssdk.services.sts.StsClient;

@CloudjarTest(
    rooms = {CloudTrailRoom.class, S3Room.class, SqsRoom.class, StsRoom.class},
    data = Data.DISK)
class EventHistoryTest {
  private final CloudTrailClient trail;
  private final SqsClient sqs;
  private final StsClient sts;
  private final S3Client s3;
  private final TestCloud cloud;

  EventHistoryTest(
      CloudTrailClient trail,
      @OverSocket SqsClient sqs,
      StsClient sts,
      S3Client s3,
      TestCloud cloud) {
    this.trail = trail;
    this.sqs = sqs;
    this.sts = sts;
    this.s3 = s3;
    this.cloud = cloud;
    cloud.clock().freeze();
  }

  @Test
  @Behaviour("CLOUDTRAIL-01")
  void a_call_is_found_with_its_caller_source_and_parameters() {
    String url = sqs.createQueue(it -> it.queueName("orders")).queueUrl();
    Event event = only("EventName", "CreateQueue");
    assertThat(event.eventSource()).isEqualTo("sqs.amazonaws.com");
    assertThat(event.username()).isEqualTo("root");
    assertThat(event.readOnly()).isEqualTo("false");
    assertThat(event.accessKeyId()).isEqualTo(cloud.accountId());
    assertThat(event.resources())
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.resourceType()).isEqualTo("AWS::SQS::Queue");
              assertThat(it.resourceName()).isEqualTo("orders");
            });
    JsonNode record = JsonNode.parser().parse(event.cloudTrailEvent());
    assertThat(text(record, "eventVersion")).isEqualTo("1.11");
    assertThat(text(record, "userIdentity", "type")).isEqualTo("Root");
    assertThat(text(record, "userIdentity", "arn"))
        .isEqualTo("arn:aws:iam::" + cloud.accountId() + ":root");
    assertThat(text(record, "eventTime")).isEqualTo(event.eventTime().toString());
    assertThat(text(record, "awsRegion")).isEqualTo("us-east-1");
    assertThat(text(record, "sourceIPAddress")).isEqualTo("127.0.0.1");
    assertThat(text(record, "userAgent")).contains("aws-sdk-java");
    assertThat(text(record, "requestParameters", "queueName")).isEqualTo("orders");
    assertThat(text(record, "responseElements", "queueUrl")).isEqualTo(url);
    assertThat(text(record, "eventID")).isEqualTo(event.eventId());
    assertThat(text(record, "recipientAccountId")).isEqualTo(cloud.accountId());
    assertThat(text(record, "eventCategory")).isEqualTo("Management");
    assertThat(record.field("managementEvent").orElseThrow().asBoolean()).isTrue();
    assertThat(record.field("errorCode")).isEmpty();
  }

  @Test
  @Behaviour("CLOUDTRAIL-01")
  void calls_that_fail_or_are_denied_are_found_with_their_errors() {
    String stranger = cloud.newAccountId();
    String theirs =
        cloud
            .client(SqsClient.class, cloud.credentialsOf(stranger))
            .createQueue(it -> it.queueName("theirs"))
            .queueUrl();
    assertThatThrownBy(() -> sqs.getQueueUrl(it -> it.queueName("nowhere")))
        .isInstanceOf(SqsException.class);
    assertThatThrownBy(() -> sqs.deleteQueue(it -> it.queueUrl(theirs)))
        .isInstanceOf(SqsException.class);
    assertThatThrownBy(() -> sqs.createQueue(it -> it.queueName("no such name!")))
        .isInstanceOf(SqsException.class);
    assertThat(text(only("EventName", "GetQueueUrl"), "errorCode")).isEqualTo("QueueDoesNotExist");
    Event denied = only("EventName", "DeleteQueue");
    assertThat(text(denied, "errorCode")).isEqualTo("AccessDenied");
    assertThat(text(denied, "errorMessage")).contains("is not authorized to perform");
    assertThat(text(denied, "requestParameters", "queueUrl")).isEqualTo(theirs);
    assertThat(text(only("EventName", "CreateQueue"), "errorMessage")).isNotEmpty();
    assertThat(lookup("Username", "root", stranger)).as("each account has its own").hasSize(1);
  }

  @Test
  void events_are_looked_up_by_each_attribute_in_a_range_of_time() {
    Instant start = cloud.clock().now();
    s3.createBucket(it -> it.bucket(cloud.unique("looked-up")));
    cloud.clock().advance(Duration.ofMinutes(1));
    sts.getCallerIdentity();
    Event bucket = only("EventName", "CreateBucket");
    assertThat(only("EventId", bucket.eventId())).isEqualTo(bucket);
    assertThat(only("ResourceType", "AWS::S3::Bucket")).isEqualTo(bucket);
    assertThat(only("ResourceName", bucket.resources().getFirst().resourceName()))
        .isEqualTo(bucket);
    assertThat(lookup("EventSource", "s3.amazonaws.com")).containsExactly(bucket);
    assertThat(lookup("ReadOnly", "false")).containsExactly(bucket);
    assertThat(lookup("AccessKeyId", cloud.accountId())).hasSizeGreaterThan(1);
    assertThat(
            trail.lookupEvents(it -> it.startTime(start).endTime(start.plusSeconds(30))).events())
        .containsExactly(bucket);
    assertThat(trail.lookupEvents(it -> it.startTime(start.plusSeconds(30))).events())
        .extracting(Event::eventName)
        .contains("GetCallerIdentity")
        .doesNotContain("CreateBucket");
    assertThat(lookup("EventId", "00000000-0000-4000-8000-000000000000")).isEmpty();
    refused(
        InvalidTimeRangeException.class,
        () -> trail.lookupEvents(it -> it.startTime(start).endTime(start.minusSeconds(1))));
    refused(
        InvalidNextTokenException.class, () -> trail.lookupEvents(it -> it.nextToken("nonsense")));
    refused(
        InvalidLookupAttributesException.class,
        () ->
            trail.lookupEvents(
                it ->
                    it.lookupAttributes(
                        attribute("EventName", "A"), attribute("Username", "root"))));
  }

  @Test
  void the_newest_event_comes_first_page_by_page() {
    for (int i = 0; i < 7; i++) {
      String name = "queue-" + i;
      sqs.createQueue(it -> it.queueName(name));
      cloud.clock().advance(Duration.ofSeconds(1));
    }
    List<String> names =
        trail
            .lookupEventsPaginator(
                it -> it.lookupAttributes(attribute("EventName", "CreateQueue")).maxResults(2))
            .events()
            .stream()
            .map(event -> text(event, "requestParameters", "queueName"))
            .toList();
    assertThat(names)
        .containsExactly(
            "queue-6", "queue-5", "queue-4", "queue-3", "queue-2", "queue-1", "queue-0");
  }

  @Test
  void no_call_is_lost_when_many_are_made_at_once() throws InterruptedException {
    try (var callers = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 400; i++) {
        callers.execute(sts::getCallerIdentity);
      }
      callers.shutdown();
      assertThat(callers.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    }
    assertThat(
            trail
                .lookupEventsPaginator(
                    it -> it.lookupAttributes(attribute("EventName", "GetCallerIdentity")))
                .events()
                .stream()
                .map(Event::eventId)
                .distinct())
        .hasSize(400);
  }

  @Test
  void data_events_are_not_in_the_history() {
    String bucket = cloud.unique("data");
    s3.createBucket(it -> it.bucket(bucket));
    s3.putObject(it -> it.bucket(bucket).key("a"), RequestBody.fromString("hello"));
    s3.getObject(it -> it.bucket(bucket).key("a")).abort();
    assertThat(lookup("EventSource", "s3.amazonaws.com"))
        .extracting(Event::eventName)
        .containsExactly("CreateBucket");
  }

  @Test
  void secrets_are_left_out() {
    sts.getSessionToken();
    Event event = only("EventName", "GetSessionToken");
    assertThat(event.cloudTrailEvent())
        .contains("\"sessionToken\"")
        .doesNotContain("secretAccessKey");
  }

  @Test
  @Behaviour("CLOUDTRAIL-01")
  void events_are_kept_for_ninety_days_also_over_a_restart() {
    sqs.createQueue(it -> it.queueName("old"));
    cloud.restart();
    assertThat(lookup("EventName", "CreateQueue")).hasSize(1);
    cloud.clock().advance(Duration.ofDays(89));
    assertThat(lookup("EventName", "CreateQueue")).hasSize(1);
    cloud.clock().advance(Duration.ofDays(2));
    assertThat(lookup("EventName", "CreateQueue")).isEmpty();
  }

  private Event only(String attribute, String value) {
    List<Event> found = lookup(attribute, value);
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private List<Event> lookup(String attribute, String value) {
    return lookup(trail, attribute, value);
  }

  private List<Event> lookup(String attribute, String value, String accountId) {
    return lookup(
        cloud.client(CloudTrailClient.class, cloud.credentialsOf(accountId)), attribute, value);
  }

  private static List<Event> lookup(CloudTrailClient client, String attribute, String value) {
    return client.lookupEvents(it -> it.lookupAttributes(attribute(attribute, value))).events();
  }

  private static LookupAttribute attribute(String key, String value) {
    return LookupAttribute.builder().attributeKey(key).attributeValue(value).build();
  }

  private static String text(Event event, String... path) {
    return text(JsonNode.parser().parse(event.cloudTrailEvent()), path);
  }

  private static String text(JsonNode node, String... path) {
    JsonNode found = node;
    for (String name : path) {
      found = found.field(name).orElseThrow();
    }
    return found.text();
  }
}
