package dev.cloudjar.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.Data;
import dev.cloudjar.junit.TestCloud;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Everything is in the store: a cloud that comes up again goes on where it was. */
@CloudjarTest(rooms = SqsRoom.class, data = Data.DISK)
class RestartTest {
  private final SqsClient sqs;
  private final TestCloud cloud;
  private final Queues queues;

  RestartTest(SqsClient sqs, TestCloud cloud) {
    this.sqs = sqs;
    this.cloud = cloud;
    this.queues = new Queues(sqs);
    cloud.clock().freeze();
  }

  @Test
  void messages_are_where_they_were_visible_hidden_and_delayed() {
    String queue = queues.create();
    send(queue, "in flight");
    String handle = receive(queue).getFirst().receiptHandle();
    send(queue, "visible");
    sqs.sendMessage(it -> it.queueUrl("queue-1").messageBody("delayed").delaySeconds(60));

    restart();

    assertThat(queues.attributes("queue-1"))
        .containsEntry("ApproximateNumberOfMessages", "1")
        .containsEntry("ApproximateNumberOfMessagesNotVisible", "1")
        .containsEntry("ApproximateNumberOfMessagesDelayed", "1");
    assertThat(receive("queue-1")).extracting(Message::body).containsExactly("visible");
    cloud.clock().advance(Duration.ofSeconds(29));
    sqs.deleteMessage(it -> it.queueUrl("queue-1").receiptHandle(handle));
    cloud.clock().advance(Duration.ofSeconds(31));
    assertThat(receive("queue-1"))
        .extracting(Message::body)
        .containsExactlyInAnyOrder("visible", "delayed");
  }

  @Test
  void a_fifo_queue_goes_on_in_order_and_still_knows_duplicates() {
    queues.create(
        "orders.fifo",
        Map.of(
            QueueAttributeName.FIFO_QUEUE, "true",
            QueueAttributeName.CONTENT_BASED_DEDUPLICATION, "true"));
    BigInteger before = BigInteger.ZERO;
    for (String body : List.of("a", "b", "c")) {
      before = sendInGroup(body);
    }
    Message first = sqs.receiveMessage(it -> it.queueUrl("orders.fifo")).messages().getFirst();

    restart();

    assertThat(receive("orders.fifo")).as("the group waits").isEmpty();
    sendInGroup("b");
    assertThat(sendInGroup("d")).isGreaterThan(before);
    sqs.deleteMessage(it -> it.queueUrl("orders.fifo").receiptHandle(first.receiptHandle()));
    assertThat(receive("orders.fifo")).extracting(Message::body).containsExactly("b", "c", "d");
  }

  @Test
  void a_task_that_moves_messages_goes_on() {
    String deadLetters = queues.create("letters", Map.of());
    String arn = queues.attribute(deadLetters, QueueAttributeName.QUEUE_ARN);
    queues.create(
        "source",
        Map.of(
            QueueAttributeName.REDRIVE_POLICY,
            "{\"deadLetterTargetArn\":\"" + arn + "\",\"maxReceiveCount\":1}"));
    queues.create("destination", Map.of());
    for (int i = 0; i < 5; i++) {
      send("letters", "letter");
    }
    sqs.startMessageMoveTask(
        it ->
            it.sourceArn(arn)
                .destinationArn(arn.replace("letters", "destination"))
                .maxNumberOfMessagesPerSecond(2));
    cloud.clock().settle();
    assertThat(queues.visible("destination")).isEqualTo(2);

    restart();

    cloud.clock().advance(Duration.ofSeconds(2));
    assertThat(queues.visible("destination")).isEqualTo(5);
    assertThat(sqs.listMessageMoveTasks(it -> it.sourceArn(arn)).results().getFirst().status())
        .isEqualTo("COMPLETED");
  }

  @Test
  void what_expires_while_nobody_looks_is_swept_after_a_restart() {
    queues.create("short", Map.of(QueueAttributeName.MESSAGE_RETENTION_PERIOD, "60"));
    send("short", "ephemeral");

    restart();

    cloud.clock().advance(Duration.ofSeconds(61));
    assertThat(queues.visible("short")).isZero();
  }

  /** Clients keep working; addresses have another port now, which does not matter. */
  private void restart() {
    cloud.restart();
  }

  private BigInteger sendInGroup(String body) {
    return new BigInteger(
        sqs.sendMessage(it -> it.queueUrl("orders.fifo").messageBody(body).messageGroupId("g"))
            .sequenceNumber());
  }

  private void send(String queue, String body) {
    sqs.sendMessage(it -> it.queueUrl(queue).messageBody(body));
  }

  private List<Message> receive(String queue) {
    return sqs.receiveMessage(it -> it.queueUrl(queue).maxNumberOfMessages(10)).messages();
  }
}
