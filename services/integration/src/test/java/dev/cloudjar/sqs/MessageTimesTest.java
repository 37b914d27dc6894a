package dev.cloudjar.sqs;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** What time does to the messages of a standard queue. */
@CloudjarTest(rooms = SqsRoom.class)
@Behaviour("SQS-01")
class MessageTimesTest {
  private final SqsClient sqs;
  private final TestClock clock;
  private final Queues queues;

  MessageTimesTest(SqsClient sqs, TestClock clock) {
    this.sqs = sqs;
    this.clock = clock;
    this.queues = new Queues(sqs);
    clock.freeze();
  }

  // ---- visibility ------------------------------------------------------------------------------

  @Test
  void a_received_message_is_hidden_for_30_seconds_and_then_returns() {
    String queue = queueWith("hello");
    Message first = receive(queue);
    clock.advance(Duration.ofMillis(29_999));
    assertThat(bodies(queue)).isEmpty();
    clock.advance(Duration.ofMillis(1));
    Message second = receive(queue);
    assertThat(second.messageId()).isEqualTo(first.messageId());
    assertThat(second.receiptHandle()).isNotEqualTo(first.receiptHandle());
  }

  @Test
  void a_deleted_message_does_not_return() {
    String queue = queueWith("hello");
    String handle = receive(queue).receiptHandle();
    sqs.deleteMessage(it -> it.queueUrl(queue).receiptHandle(handle));
    clock.advance(Duration.ofMinutes(1));
    assertThat(bodies(queue)).isEmpty();
  }

  @Test
  void the_queue_or_the_receive_says_for_how_long_a_message_is_hidden() {
    String queue = queues.create(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "5"));
    sqs.sendMessage(it -> it.queueUrl(queue).messageBody("hello"));
    receive(queue);
    clock.advance(Duration.ofSeconds(5));
    assertThat(sqs.receiveMessage(it -> it.queueUrl(queue).visibilityTimeout(60)).messages())
        .hasSize(1);
    clock.advance(Duration.ofSeconds(59));
    assertThat(bodies(queue)).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    assertThat(sqs.receiveMessage(it -> it.queueUrl(queue).visibilityTimeout(0)).messages())
        .hasSize(1);
    assertThat(bodies(queue)).containsExactly("hello");
  }

  @Test
  void a_consumer_hides_a_message_for_longer_or_shows_it_at_once() {
    String queue = queueWith("hello");
    String handle = receive(queue).receiptHandle();
    clock.advance(Duration.ofSeconds(20));
    sqs.changeMessageVisibility(
        it -> it.queueUrl(queue).receiptHandle(handle).visibilityTimeout(60));
    clock.advance(Duration.ofSeconds(59));
    assertThat(bodies(queue)).isEmpty();
    sqs.changeMessageVisibility(
        it -> it.queueUrl(queue).receiptHandle(handle).visibilityTimeout(0));
    assertThat(bodies(queue)).containsExactly("hello");
    // The change was for that receive only.
    clock.advance(Duration.ofSeconds(30));
    assertThat(bodies(queue)).containsExactly("hello");
  }

  @Test
  void a_message_is_hidden_for_12_hours_at_most_after_its_receive() {
    String queue = queueWith("hello");
    String handle = receive(queue).receiptHandle();
    clock.advance(Duration.ofSeconds(10));
    refused(
            () ->
                sqs.changeMessageVisibility(
                    it -> it.queueUrl(queue).receiptHandle(handle).visibilityTimeout(43_200)))
        .withCode("InvalidParameterValue")
        .saying(
            "Value 43200 for parameter VisibilityTimeout is invalid. Reason: Total"
                + " VisibilityTimeout for the message is beyond the limit [43200 seconds].");
    sqs.changeMessageVisibility(
        it -> it.queueUrl(queue).receiptHandle(handle).visibilityTimeout(43_190));
    refused(
            () ->
                sqs.changeMessageVisibility(
                    it -> it.queueUrl(queue).receiptHandle(handle).visibilityTimeout(43_201)))
        .withCode("InvalidParameterValue");
  }

  @Test
  void an_old_handle_still_deletes() {
    String queue = queueWith("hello");
    String old = receive(queue).receiptHandle();
    clock.advance(Duration.ofSeconds(30));
    receive(queue);
    sqs.deleteMessage(it -> it.queueUrl(queue).receiptHandle(old));
    clock.advance(Duration.ofSeconds(30));
    assertThat(bodies(queue)).isEmpty();
    assertThat(queues.attribute(queue, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
        .isEqualTo("0");
  }

  @Test
  void an_old_handle_changes_visibility_while_the_message_is_in_flight() {
    String queue = queueWith("hello");
    String old =
        sqs.receiveMessage(it -> it.queueUrl(queue).visibilityTimeout(0))
            .messages()
            .getFirst()
            .receiptHandle();
    receive(queue);
    sqs.changeMessageVisibility(it -> it.queueUrl(queue).receiptHandle(old).visibilityTimeout(0));
    assertThat(bodies(queue)).containsExactly("hello");
  }

  @Test
  void changing_the_visibility_of_a_message_that_is_visible_again_does_nothing() {
    String queue = queueWith("hello");
    String handle = receive(queue).receiptHandle();
    clock.advance(Duration.ofSeconds(30));
    sqs.changeMessageVisibility(
        it -> it.queueUrl(queue).receiptHandle(handle).visibilityTimeout(60));
    assertThat(bodies(queue)).containsExactly("hello");
  }

  @Test
  void the_visibility_of_a_deleted_message_cannot_be_changed() {
    String queue = queueWith("hello");
    String handle = receive(queue).receiptHandle();
    sqs.deleteMessage(it -> it.queueUrl(queue).receiptHandle(handle));
    refused(
            () ->
                sqs.changeMessageVisibility(
                    it -> it.queueUrl(queue).receiptHandle(handle).visibilityTimeout(1)))
        .withCode("InvalidParameterValue")
        .saying(
            "Value "
                + handle
                + " for parameter ReceiptHandle is invalid. Reason: Message does not exist or is"
                + " not available for visibility timeout change.");
  }

  @Test
  void receives_are_counted_and_the_first_is_dated() {
    String queue = queueWith("hello");
    clock.advance(Duration.ofSeconds(1));
    String first = String.valueOf(clock.now().toEpochMilli());
    for (int count = 1; count <= 3; count++) {
      assertThat(
              sqs.receiveMessage(
                      it ->
                          it.queueUrl(queue)
                              .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                  .messages()
                  .getFirst()
                  .attributesAsStrings())
          .containsEntry("ApproximateReceiveCount", String.valueOf(count))
          .containsEntry("ApproximateFirstReceiveTimestamp", first);
      clock.advance(Duration.ofSeconds(30));
    }
  }

  @Test
  void a_message_that_returns_comes_before_younger_ones() {
    String queue = queueWith("older");
    receive(queue);
    sqs.sendMessage(it -> it.queueUrl(queue).messageBody("younger"));
    clock.advance(Duration.ofSeconds(30));
    assertThat(bodies(queue)).containsExactly("older", "younger");
  }

  // ---- delay -----------------------------------------------------------------------------------

  @Test
  void a_delayed_message_is_not_there_before_its_time() {
    String queue = queues.create();
    sqs.sendMessage(it -> it.queueUrl(queue).messageBody("late").delaySeconds(900));
    assertThat(queues.attributes(queue))
        .containsEntry("ApproximateNumberOfMessages", "0")
        .containsEntry("ApproximateNumberOfMessagesDelayed", "1");
    clock.advance(Duration.ofSeconds(899));
    assertThat(bodies(queue)).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    assertThat(queues.attributes(queue))
        .containsEntry("ApproximateNumberOfMessages", "1")
        .containsEntry("ApproximateNumberOfMessagesDelayed", "0");
    assertThat(bodies(queue)).containsExactly("late");
  }

  @Test
  void the_queues_delay_is_for_messages_without_one_of_their_own() {
    String queue = queues.create(Map.of(QueueAttributeName.DELAY_SECONDS, "10"));
    sqs.sendMessage(it -> it.queueUrl(queue).messageBody("queue's"));
    sqs.sendMessage(it -> it.queueUrl(queue).messageBody("none").delaySeconds(0));
    assertThat(bodies(queue)).containsExactly("none");
    clock.advance(Duration.ofSeconds(10));
    assertThat(bodies(queue)).containsExactly("queue's");
  }

  @Test
  void a_new_delay_is_for_new_messages() {
    String queue = queues.create(Map.of(QueueAttributeName.DELAY_SECONDS, "10"));
    sqs.sendMessage(it -> it.queueUrl(queue).messageBody("old"));
    sqs.setQueueAttributes(
        it -> it.queueUrl(queue).attributes(Map.of(QueueAttributeName.DELAY_SECONDS, "0")));
    sqs.sendMessage(it -> it.queueUrl(queue).messageBody("new"));
    assertThat(bodies(queue)).containsExactly("new");
  }

  // ---- retention -------------------------------------------------------------------------------

  @Test
  void a_message_is_kept_for_4_days() {
    String queue = queueWith("hello");
    clock.advance(Duration.ofDays(4).minusMillis(1));
    assertThat(sqs.receiveMessage(it -> it.queueUrl(queue).visibilityTimeout(0)).messages())
        .hasSize(1);
    clock.advance(Duration.ofMillis(1));
    assertThat(bodies(queue)).isEmpty();
    assertThat(queues.attribute(queue, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
        .isEqualTo("0");
  }

  @Test
  void a_queue_keeps_messages_for_a_minute_to_14_days() {
    String minute = queues.create(Map.of(QueueAttributeName.MESSAGE_RETENTION_PERIOD, "60"));
    String fortnight =
        queues.create(Map.of(QueueAttributeName.MESSAGE_RETENTION_PERIOD, "1209600"));
    for (String queue : List.of(minute, fortnight)) {
      sqs.sendMessage(it -> it.queueUrl(queue).messageBody("hello"));
    }
    clock.advance(Duration.ofSeconds(60));
    assertThat(bodies(minute)).isEmpty();
    clock.advance(Duration.ofDays(14).minusSeconds(61));
    assertThat(sqs.receiveMessage(it -> it.queueUrl(fortnight).visibilityTimeout(0)).messages())
        .hasSize(1);
    clock.advance(Duration.ofSeconds(1));
    assertThat(bodies(fortnight)).isEmpty();
  }

  @Test
  void expired_messages_are_gone_though_nobody_asks_for_them() {
    String queue = queues.create(Map.of(QueueAttributeName.MESSAGE_RETENTION_PERIOD, "60"));
    sqs.sendMessage(it -> it.queueUrl(queue).messageBody("visible"));
    sqs.sendMessage(it -> it.queueUrl(queue).messageBody("received"));
    receive(queue);
    clock.advance(Duration.ofSeconds(61));
    assertThat(queues.attributes(queue))
        .containsEntry("ApproximateNumberOfMessages", "0")
        .containsEntry("ApproximateNumberOfMessagesNotVisible", "0");
  }

  @Test
  void a_message_in_flight_expires_as_well() {
    String queue = queues.create(Map.of(QueueAttributeName.MESSAGE_RETENTION_PERIOD, "60"));
    sqs.sendMessage(it -> it.queueUrl(queue).messageBody("hello"));
    clock.advance(Duration.ofSeconds(50));
    String handle = receive(queue).receiptHandle();
    clock.advance(Duration.ofSeconds(31));
    assertThat(bodies(queue)).isEmpty();
    sqs.deleteMessage(it -> it.queueUrl(queue).receiptHandle(handle));
  }

  @Test
  void a_shorter_retention_is_for_the_messages_that_are_there_too() {
    String queue = queueWith("old");
    clock.advance(Duration.ofSeconds(100));
    sqs.sendMessage(it -> it.queueUrl(queue).messageBody("new"));
    sqs.setQueueAttributes(
        it ->
            it.queueUrl(queue)
                .attributes(Map.of(QueueAttributeName.MESSAGE_RETENTION_PERIOD, "60")));
    assertThat(bodies(queue)).containsExactly("new");
    clock.settle();
    assertThat(queues.attributes(queue)).containsEntry("ApproximateNumberOfMessages", "0");
  }

  // ---- numbers ---------------------------------------------------------------------------------

  @Test
  void the_numbers_of_messages_follow_what_happens() {
    String queue = queues.create();
    for (int i = 0; i < 6; i++) {
      sqs.sendMessage(it -> it.queueUrl(queue).messageBody("x"));
    }
    String handle = receive(queue).receiptHandle();
    receive(queue);
    assertThat(queues.attributes(queue))
        .containsEntry("ApproximateNumberOfMessages", "4")
        .containsEntry("ApproximateNumberOfMessagesNotVisible", "2");
    sqs.deleteMessage(it -> it.queueUrl(queue).receiptHandle(handle));
    clock.advance(Duration.ofSeconds(30));
    assertThat(queues.attributes(queue))
        .containsEntry("ApproximateNumberOfMessages", "5")
        .containsEntry("ApproximateNumberOfMessagesNotVisible", "0");
  }

  private String queueWith(String body) {
    String queue = queues.create();
    sqs.sendMessage(it -> it.queueUrl(queue).messageBody(body));
    return queue;
  }

  private Message receive(String queue) {
    return sqs.receiveMessage(it -> it.queueUrl(queue)).messages().getFirst();
  }

  private List<String> bodies(String queue) {
    return sqs.receiveMessage(it -> it.queueUrl(queue).maxNumberOfMessages(10)).messages().stream()
        .map(Message::body)
        .toList();
  }
}
