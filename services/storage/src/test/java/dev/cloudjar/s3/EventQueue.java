package dev.cloudjar.s3;

import dev.cloudjar.junit.TestCloud;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** A queue that is told of what happens in buckets of the test's account. */
final class EventQueue {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final SqsClient sqs;
  private final TestCloud cloud;
  private final String url;
  private final String arn;

  EventQueue(SqsClient sqs, TestCloud cloud) {
    this.sqs = sqs;
    this.cloud = cloud;
    this.arn = "arn:aws:sqs:" + cloud.region() + ":" + cloud.accountId() + ":events";
    this.url =
        sqs.createQueue(
                it ->
                    it.queueName("events")
                        .attributes(
                            Map.of(
                                QueueAttributeName.POLICY,
                                """
                                {"Version": "2012-10-17", "Statement": [{
                                  "Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"},
                                  "Action": "sqs:SendMessage", "Resource": "%s"}]}
                                """
                                    .formatted(arn))))
            .queueUrl();
  }

  /** Has a bucket tell of these. */
  void hear(S3Client s3, String bucket, String... events) {
    QueueConfiguration configuration =
        QueueConfiguration.builder().queueArn(arn).eventsWithStrings(events).build();
    s3.putBucketNotificationConfiguration(
        it ->
            it.bucket(bucket).notificationConfiguration(n -> n.queueConfigurations(configuration)));
  }

  /** The records that have come since the last call, once everything that is on its way has. */
  List<JsonNode> records() {
    cloud.clock().settle();
    List<JsonNode> found = new ArrayList<>();
    while (true) {
      List<Message> messages =
          sqs.receiveMessage(it -> it.queueUrl(url).maxNumberOfMessages(10)).messages();
      if (messages.isEmpty()) {
        return found;
      }
      for (Message message : messages) {
        JsonNode body = JSON.readTree(message.body());
        if (body.has("Records")) {
          found.add(body.get("Records").get(0));
        }
        sqs.deleteMessage(it -> it.queueUrl(url).receiptHandle(message.receiptHandle()));
      }
    }
  }

  /** The names and keys of records. */
  static List<String> names(List<JsonNode> records) {
    return records.stream()
        .map(it -> it.get("eventName").asString() + " " + it.at("/s3/object/key").asString())
        .toList();
  }
}
