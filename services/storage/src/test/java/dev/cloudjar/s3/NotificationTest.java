package dev.cloudjar.s3;

import static dev.cloudjar.s3.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.Data;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.sqs.SqsRoom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;
import software.amazon.awssdk.services.s3.model.OwnershipControlsRule;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.TopicConfiguration;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** Restarts the cloud and moves its clock, so the cloud is its own. */
@CloudjarTest(
    rooms = {S3Room.class, SqsRoom.class},
    data = Data.DISK)
class NotificationTest {
  private static final OwnershipControlsRule WRITERS =
      OwnershipControlsRule.builder().objectOwnership("ObjectWriter").build();
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final S3Client s3;
  private final SqsClient sqs;
  private final TestCloud cloud;
  private final String bucket;

  NotificationTest(S3Client s3, SqsClient sqs, TestCloud cloud) {
    this.s3 = s3;
    this.sqs = sqs;
    this.cloud = cloud;
    this.bucket = cloud.unique("told");
    cloud.clock().freeze();
  }

  @BeforeEach
  void createBucket() {
    s3.createBucket(it -> it.bucket(bucket));
  }

  private String arn(String queue) {
    return "arn:aws:sqs:" + cloud.region() + ":" + cloud.accountId() + ":" + queue;
  }

  /** A queue that S3 may send to in the name of the test's bucket and account. */
  private String queue(String name) {
    queueFor(name, "arn:aws:s3:::" + bucket, cloud.accountId());
    return arn(name);
  }

  private void queueFor(String name, String sourceArn, String sourceAccount) {
    sqs.createQueue(
        it ->
            it.queueName(name)
                .attributes(
                    Map.of(
                        QueueAttributeName.POLICY,
                        """
                        {"Version": "2012-10-17", "Statement": [{
                          "Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"},
                          "Action": "sqs:SendMessage", "Resource": "%s",
                          "Condition": {"ArnLike": {"aws:SourceArn": "%s"},
                                        "StringEquals": {"aws:SourceAccount": "%s"}}}]}
                        """
                            .formatted(arn(name), sourceArn, sourceAccount))));
  }

  private static QueueConfiguration to(String queue, String... events) {
    return QueueConfiguration.builder()
        .id("of-" + queue.substring(queue.lastIndexOf(':') + 1))
        .queueArn(queue)
        .eventsWithStrings(events)
        .build();
  }

  private static QueueConfiguration filtered(
      String id, String queue, String event, String prefix, String suffix) {
    List<FilterRule> rules = new ArrayList<>();
    rules.add(FilterRule.builder().name("prefix").value(prefix).build());
    rules.add(FilterRule.builder().name("suffix").value(suffix).build());
    return QueueConfiguration.builder()
        .id(id)
        .queueArn(queue)
        .eventsWithStrings(event)
        .filter(filter -> filter.key(key -> key.filterRules(rules)))
        .build();
  }

  private void configure(QueueConfiguration... queues) {
    s3.putBucketNotificationConfiguration(
        it -> it.bucket(bucket).notificationConfiguration(n -> n.queueConfigurations(queues)));
  }

  private NotificationConfiguration.Builder configured() {
    var found = s3.getBucketNotificationConfiguration(it -> it.bucket(bucket));
    return NotificationConfiguration.builder().queueConfigurations(found.queueConfigurations());
  }

  /** What has arrived by now, once everything that is on its way has. */
  private List<JsonNode> received(String queue) {
    cloud.clock().settle();
    String url =
        sqs.getQueueUrl(it -> it.queueName(queue.substring(queue.lastIndexOf(':') + 1))).queueUrl();
    List<JsonNode> found = new ArrayList<>();
    while (true) {
      List<Message> messages =
          sqs.receiveMessage(it -> it.queueUrl(url).maxNumberOfMessages(10)).messages();
      if (messages.isEmpty()) {
        return found;
      }
      for (Message message : messages) {
        found.add(JSON.readTree(message.body()));
        sqs.deleteMessage(it -> it.queueUrl(url).receiptHandle(message.receiptHandle()));
      }
    }
  }

  /** The records that have arrived, without the test message. */
  private List<JsonNode> records(String queue) {
    return received(queue).stream()
        .filter(message -> message.has("Records"))
        .map(message -> message.get("Records").get(0))
        .toList();
  }

  private static List<String> names(List<JsonNode> records) {
    return records.stream()
        .map(it -> it.get("eventName").asString() + " " + it.at("/s3/object/key").asString())
        .toList();
  }

  private void put(String key) {
    s3.putObject(it -> it.bucket(bucket).key(key), RequestBody.fromString("text"));
  }

  @Test
  @Behaviour("S3-EVENTS-01")
  void aQueueIsTriedAndThenToldOfWhatIsPut() {
    String queue = queue("inbox");
    configure(to(queue, "s3:ObjectCreated:*", "s3:ObjectRemoved:*"));
    JsonNode test = received(queue).getFirst();
    assertThat(test.get("Service").asString()).isEqualTo("Amazon S3");
    assertThat(test.get("Event").asString()).isEqualTo("s3:TestEvent");
    assertThat(test.get("Bucket").asString()).isEqualTo(bucket);

    var response =
        s3.putObject(
            it -> it.bucket(bucket).key("red flower/a@b.jpg"), RequestBody.fromString("text"));
    JsonNode told = records(queue).getFirst();
    assertThat(told.get("eventVersion").asString()).isEqualTo("2.1");
    assertThat(told.get("eventSource").asString()).isEqualTo("aws:s3");
    assertThat(told.get("awsRegion").asString()).isEqualTo(cloud.region().id());
    assertThat(told.get("eventTime").asString()).matches("\\d{4}-.*T.*\\.\\d{3}Z");
    assertThat(told.get("eventName").asString()).isEqualTo("ObjectCreated:Put");
    assertThat(told.at("/userIdentity/principalId").asString()).isNotEmpty();
    assertThat(told.at("/requestParameters/sourceIPAddress").asString()).isNotEmpty();
    assertThat(told.at("/responseElements/x-amz-request-id").asString())
        .isEqualTo(response.responseMetadata().requestId());
    assertThat(told.at("/responseElements/x-amz-id-2").asString())
        .isEqualTo(response.responseMetadata().extendedRequestId());
    assertThat(told.at("/s3/s3SchemaVersion").asString()).isEqualTo("1.0");
    assertThat(told.at("/s3/configurationId").asString()).isEqualTo("of-inbox");
    assertThat(told.at("/s3/bucket/name").asString()).isEqualTo(bucket);
    assertThat(told.at("/s3/bucket/arn").asString()).isEqualTo("arn:aws:s3:::" + bucket);
    assertThat(told.at("/s3/bucket/ownerIdentity/principalId").asString()).isNotEmpty();
    assertThat(told.at("/s3/object/key").asString()).isEqualTo("red+flower/a%40b.jpg");
    assertThat(told.at("/s3/object/size").asLong()).isEqualTo(4);
    assertThat('"' + told.at("/s3/object/eTag").asString() + '"').isEqualTo(response.eTag());
    assertThat(told.at("/s3/object").has("versionId")).isFalse();

    put("red flower/a@b.jpg");
    JsonNode second = records(queue).getFirst();
    assertThat(second.at("/s3/object/sequencer").asString())
        .isGreaterThan(told.at("/s3/object/sequencer").asString());
    s3.deleteObject(it -> it.bucket(bucket).key("red flower/a@b.jpg"));
    s3.deleteObject(it -> it.bucket(bucket).key("never-was"));
    JsonNode gone = records(queue).getFirst();
    assertThat(gone.get("eventName").asString()).isEqualTo("ObjectRemoved:Delete");
    assertThat(gone.at("/s3/object").has("size")).isFalse();
    assertThat(gone.at("/s3/object").has("eTag")).isFalse();
  }

  @Test
  @Behaviour("S3-EVENTS-01")
  void eachWayToChangeAnObjectHasItsName() {
    String queue = queue("inbox");
    s3.putBucketVersioning(
        it -> it.bucket(bucket).versioningConfiguration(v -> v.status("Enabled")));
    s3.putBucketOwnershipControls(it -> it.bucket(bucket).ownershipControls(o -> o.rules(WRITERS)));
    configure(
        to(
            queue,
            "s3:ObjectCreated:*",
            "s3:ObjectRemoved:*",
            "s3:ObjectTagging:*",
            "s3:ObjectAcl:Put"));
    put("a");
    s3.copyObject(
        it ->
            it.sourceBucket(bucket)
                .sourceKey("a")
                .destinationBucket(bucket)
                .destinationKey("copied"));
    String upload = s3.createMultipartUpload(it -> it.bucket(bucket).key("parts")).uploadId();
    String etag =
        s3.uploadPart(
                it -> it.bucket(bucket).key("parts").uploadId(upload).partNumber(1),
                RequestBody.fromString("part"))
            .eTag();
    var part = CompletedPart.builder().partNumber(1).eTag(etag).build();
    s3.completeMultipartUpload(
        it -> it.bucket(bucket).key("parts").uploadId(upload).multipartUpload(m -> m.parts(part)));
    s3.putObjectTagging(
        it ->
            it.bucket(bucket)
                .key("a")
                .tagging(t -> t.tagSet(Tag.builder().key("k").value("v").build())));
    s3.deleteObjectTagging(it -> it.bucket(bucket).key("a"));
    s3.putObjectAcl(it -> it.bucket(bucket).key("a").acl("private"));
    String marker = s3.deleteObject(it -> it.bucket(bucket).key("a")).versionId();
    s3.deleteObject(it -> it.bucket(bucket).key("a").versionId(marker));

    List<JsonNode> records = records(queue);
    assertThat(names(records))
        .containsExactlyInAnyOrder(
            "ObjectCreated:Put a",
            "ObjectCreated:Copy copied",
            "ObjectCreated:CompleteMultipartUpload parts",
            "ObjectTagging:Put a",
            "ObjectTagging:Delete a",
            "ObjectAcl:Put a",
            "ObjectRemoved:DeleteMarkerCreated a",
            "ObjectRemoved:Delete a");
    for (JsonNode record : records) {
      String name = record.get("eventName").asString();
      boolean described = !name.startsWith("ObjectTagging") && !name.startsWith("ObjectAcl");
      assertThat(record.get("eventVersion").asString()).isEqualTo(described ? "2.1" : "2.3");
      assertThat(record.at("/s3/object").has("sequencer")).isEqualTo(described);
      assertThat(record.at("/s3/object/versionId").asString()).isNotEmpty();
    }
  }

  @Test
  @Behaviour("S3-EVENTS-02")
  void filtersSelectKeysAndConfigurationsCoexist() {
    String images = queue("images");
    String texts = queue("texts");
    configure(
        filtered("jpg", images, "s3:ObjectCreated:*", "photos/", ".jpg"),
        filtered("txt", texts, "s3:ObjectCreated:Put", "photos/", ".txt"),
        to(texts, "s3:ObjectRemoved:Delete"));
    assertThat(configured().build().queueConfigurations())
        .extracting(QueueConfiguration::id)
        .containsExactly("jpg", "txt", "of-texts");
    put("photos/a.jpg");
    put("photos/a.txt");
    put("photos/a.png");
    put("a.jpg");
    s3.deleteObject(it -> it.bucket(bucket).key("a.jpg"));
    assertThat(names(records(images))).containsExactly("ObjectCreated:Put photos/a.jpg");
    List<JsonNode> toTexts = records(texts);
    assertThat(names(toTexts))
        .containsExactlyInAnyOrder("ObjectCreated:Put photos/a.txt", "ObjectRemoved:Delete a.jpg");
    assertThat(toTexts)
        .extracting(it -> it.at("/s3/configurationId").asString())
        .containsExactlyInAnyOrder("txt", "of-texts");

    configure();
    put("photos/b.jpg");
    assertThat(records(images)).isEmpty();
  }

  @Test
  @Behaviour("S3-EVENTS-02")
  void overlapsAreRefused() {
    String one = queue("one");
    String other = queue("other");
    configure(to(one, "s3:ObjectCreated:Put"));
    assertRefused(
        () -> configure(to(one, "s3:ObjectCreated:*"), to(other, "s3:ObjectCreated:Put")),
        400,
        "InvalidArgument",
        "Configurations overlap. Configurations on the same bucket cannot share a common event"
            + " type.");
    assertRefused(
        () ->
            configure(
                filtered("a", one, "s3:ObjectCreated:*", "photos/", ""),
                filtered("b", other, "s3:ObjectCreated:*", "photos/2026/", "g")),
        400,
        "InvalidArgument",
        "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if"
            + " the prefixes are overlapping for the same event type.");
    assertRefused(
        () -> configure(to(one, "s3:ObjectMade:*")),
        400,
        "InvalidArgument",
        "A specified event is not supported for notifications.");
    assertRefused(
        () ->
            configure(
                to(one, "s3:ObjectCreated:*").toBuilder()
                    .filter(
                        f ->
                            f.key(
                                k ->
                                    k.filterRules(
                                        FilterRule.builder().name("infix").value("x").build())))
                    .build()),
        400,
        "InvalidArgument",
        "filter rule name must be either prefix or suffix");
    assertRefused(
        () -> configure(to(one, "s3:ObjectTagging:*"), to(one, "s3:ObjectRemoved:*")),
        400,
        "InvalidArgument",
        "ID must be unique");
    assertThat(configured().build().queueConfigurations()).hasSize(1);
  }

  @Test
  @Behaviour("S3-EVENTS-01")
  void destinationsThatCannotBeReachedAreRefused() {
    String missing = arn("missing");
    assertRefused(
        () -> configure(to(missing, "s3:ObjectCreated:*")),
        400,
        "InvalidArgument",
        "Unable to validate the following destination configurations");
    queueFor("of-another-bucket", "arn:aws:s3:::another", cloud.accountId());
    queueFor("of-another-account", "arn:aws:s3:::" + bucket, "210987654321");
    for (String name : List.of("of-another-bucket", "of-another-account")) {
      assertRefused(
          () -> configure(to(arn(name), "s3:ObjectCreated:*")),
          400,
          "InvalidArgument",
          "Unable to validate the following destination configurations");
    }
    sqs.createQueue(
        it ->
            it.queueName("orders.fifo").attributes(Map.of(QueueAttributeName.FIFO_QUEUE, "true")));
    assertRefused(
        () -> configure(to(arn("orders.fifo"), "s3:ObjectCreated:*")),
        400,
        "InvalidArgument",
        "FIFO SQS queues are not supported.");
    assertRefused(
        () -> configure(to("invalid-queue", "s3:ObjectCreated:*")),
        400,
        "InvalidArgument",
        "The ARN could not be parsed");
    assertRefused(
        () ->
            configure(
                to("arn:aws:sqs:eu-west-3:" + cloud.accountId() + ":q", "s3:ObjectCreated:*")),
        400,
        "InvalidArgument",
        "The notification destination service region is not valid for the bucket location"
            + " constraint");
    String topic = "arn:aws:sns:" + cloud.region() + ":" + cloud.accountId() + ":topic";
    assertRefused(
        () ->
            s3.putBucketNotificationConfiguration(
                it ->
                    it.bucket(bucket)
                        .notificationConfiguration(
                            n ->
                                n.topicConfigurations(
                                    TopicConfiguration.builder()
                                        .topicArn(topic)
                                        .eventsWithStrings("s3:ObjectCreated:*")
                                        .build()))),
        400,
        "InvalidArgument",
        "Unable to validate the following destination configurations");
    assertThat(configured().build().queueConfigurations()).isEmpty();

    s3.putBucketNotificationConfiguration(
        it ->
            it.bucket(bucket)
                .skipDestinationValidation(true)
                .notificationConfiguration(
                    n -> n.queueConfigurations(to(missing, "s3:ObjectCreated:*"))));
    assertThat(configured().build().queueConfigurations()).hasSize(1);
  }

  @Test
  @Behaviour("S3-EVENTS-01")
  void whatCannotBeDeliveredIsTriedAgainAndLastsOverARestart() {
    String late = arn("late");
    s3.putBucketNotificationConfiguration(
        it ->
            it.bucket(bucket)
                .skipDestinationValidation(true)
                .notificationConfiguration(
                    n -> n.queueConfigurations(to(late, "s3:ObjectCreated:*"))));
    put("a");
    cloud.clock().advance(Duration.ofSeconds(1));
    cloud.restart();
    queue("late");
    cloud.clock().advance(Duration.ofMinutes(5));
    assertThat(names(records(late))).containsExactly("ObjectCreated:Put a");
    put("b");
    cloud.restart();
    assertThat(names(records(late))).containsExactly("ObjectCreated:Put b");
  }
}
