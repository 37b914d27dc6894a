package dev.cloudjar.sqs;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestClock;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

@CloudjarTest(rooms = SqsRoom.class)
@Behaviour("SQS-01")
class FifoQueueTest {
  private static final Map<QueueAttributeName, String> BY_CONTENT =
      Map.of(QueueAttributeName.CONTENT_BASED_DEDUPLICATION, "true");

  private final SqsClient sqs;
  private final TestClock clock;
  private final Queues queues;

  FifoQueueTest(SqsClient sqs, TestClock clock) {
    this.sqs = sqs;
    this.clock = clock;
    this.queues = new Queues(sqs);
    clock.freeze();
  }

  // ---- order -----------------------------------------------------------------------------------

  @Test
  void messages_of_a_group_come_in_order_one_receive_after_the_other() {
    String queue = queues.createFifo(BY_CONTENT);
    for (int i = 0; i < 4; i++) {
      send(queue, "g", "message-" + i);
    }
    for (int i = 0; i < 4; i++) {
      Message message = receive(queue, 1).getFirst();
      assertThat(message.body()).isEqualTo("message-" + i);
      sqs.deleteMessage(it -> it.queueUrl(queue).receiptHandle(message.receiptHandle()));
    }
  }

  @Test
  void a_receive_takes_as_much_of_one_group_as_it_can() {
    String queue = queues.createFifo(BY_CONTENT);
    send(queue, "1", "g1-m1");
    send(queue, "2", "g2-m1");
    send(queue, "1", "g1-m2");
    send(queue, "1", "g1-m3");
    assertThat(bodies(receive(queue, 10))).containsExactly("g1-m1", "g1-m2", "g1-m3", "g2-m1");
  }

  @Test
  void a_group_waits_while_a_message_of_it_is_in_flight() {
    String queue = queues.createFifo(BY_CONTENT);
    send(queue, "1", "g1-m1");
    send(queue, "1", "g1-m2");
    send(queue, "1", "g1-m3");
    send(queue, "2", "g2-m1");
    List<Message> first = receive(queue, 2);
    assertThat(bodies(first)).containsExactly("g1-m1", "g1-m2");
    assertThat(bodies(receive(queue, 10))).containsExactly("g2-m1");
    delete(queue, first.get(0));
    assertThat(receive(queue, 10)).isEmpty();
    delete(queue, first.get(1));
    assertThat(bodies(receive(queue, 10))).containsExactly("g1-m3");
  }

  @Test
  void a_group_comes_again_in_order_after_the_visibility_timeout() {
    String queue = queues.createFifo(BY_CONTENT);
    for (int i = 0; i < 3; i++) {
      send(queue, "g", "message-" + i);
    }
    receive(queue, 10);
    clock.advance(Duration.ofSeconds(30));
    assertThat(bodies(receive(queue, 10))).containsExactly("message-0", "message-1", "message-2");
  }

  @Test
  void groups_take_turns() {
    String queue = queues.createFifo(BY_CONTENT);
    send(queue, "1", "g1-m1");
    send(queue, "2", "g2-m1");
    send(queue, "2", "g2-m2");
    send(queue, "3", "g3-m1");
    send(queue, "1", "g1-m2");
    assertThat(
            bodies(
                sqs.receiveMessage(
                        it -> it.queueUrl(queue).maxNumberOfMessages(3).visibilityTimeout(0))
                    .messages()))
        .containsExactly("g1-m1", "g1-m2", "g2-m1");
    assertThat(bodies(receive(queue, 10)))
        .containsExactly("g3-m1", "g1-m1", "g1-m2", "g2-m1", "g2-m2");
  }

  @Test
  void what_is_visible_at_the_head_of_a_group_can_be_received() {
    String queue = queues.createFifo(BY_CONTENT);
    send(queue, "1", "g1-m1");
    send(queue, "1", "g1-m2");
    send(queue, "2", "g2-m1");
    List<Message> first = receive(queue, 2);
    sqs.changeMessageVisibility(
        it ->
            it.queueUrl(queue)
                .receiptHandle(first.getFirst().receiptHandle())
                .visibilityTimeout(0));
    assertThat(bodies(receive(queue, 3))).containsExactlyInAnyOrder("g2-m1", "g1-m1");
  }

  @Test
  void a_message_that_stays_hidden_holds_back_those_behind_it() {
    for (int position = 0; position < 3; position++) {
      String queue =
          queues.createFifo(
              Map.of(
                  QueueAttributeName.VISIBILITY_TIMEOUT, "1",
                  QueueAttributeName.CONTENT_BASED_DEDUPLICATION, "true"));
      List<String> bodies = List.of("foo", "bar", "baz");
      bodies.forEach(body -> send(queue, "1", body));
      String extended = receive(queue, 5).get(position).receiptHandle();
      sqs.changeMessageVisibility(
          it -> it.queueUrl(queue).receiptHandle(extended).visibilityTimeout(4));
      clock.advance(Duration.ofSeconds(2));
      assertThat(bodies(receive(queue, 5))).isEqualTo(bodies.subList(0, position));
    }
  }

  @Test
  void a_batch_keeps_its_order() {
    String queue = queues.createFifo(BY_CONTENT);
    var sent =
        sqs.sendMessageBatch(
            it ->
                it.queueUrl(queue)
                    .entries(
                        Stream.of("a", "b", "c")
                            .map(
                                id ->
                                    SendMessageBatchRequestEntry.builder()
                                        .id(id)
                                        .messageBody(id)
                                        .messageGroupId("g")
                                        .build())
                            .toList()));
    assertThat(sent.successful()).extracting(it -> new BigInteger(it.sequenceNumber())).isSorted();
    assertThat(bodies(receive(queue, 10))).containsExactly("a", "b", "c");
  }

  @Test
  void sequence_numbers_have_20_digits_and_grow_also_over_a_purge() {
    String queue = queues.createFifo(BY_CONTENT);
    BigInteger last = BigInteger.ZERO;
    for (String body : List.of("1", "2", "3")) {
      String number = send(queue, "g", body).sequenceNumber();
      assertThat(number).matches("[1-9][0-9]{19}");
      assertThat(new BigInteger(number)).isGreaterThan(last);
      last = new BigInteger(number);
    }
    sqs.purgeQueue(it -> it.queueUrl(queue));
    assertThat(new BigInteger(send(queue, "g", "4").sequenceNumber())).isGreaterThan(last);
  }

  @Test
  void the_queue_tells_of_a_message_what_is_special_to_fifo() {
    String queue = queues.createFifo(Map.of());
    SendMessageResponse sent =
        sqs.sendMessage(
            it ->
                it.queueUrl(queue)
                    .messageBody("x")
                    .messageGroupId("group-1")
                    .messageDeduplicationId("dedup-1"));
    assertThat(
            sqs.receiveMessage(
                    it ->
                        it.queueUrl(queue)
                            .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                .messages()
                .getFirst()
                .attributesAsStrings())
        .containsEntry("MessageGroupId", "group-1")
        .containsEntry("MessageDeduplicationId", "dedup-1")
        .containsEntry("SequenceNumber", sent.sequenceNumber());
  }

  // ---- deduplication ---------------------------------------------------------------------------

  @Test
  void a_repeated_id_is_accepted_and_dropped_for_5_minutes() {
    String queue = queues.createFifo(Map.of());
    SendMessageResponse first = send(queue, "g", "first", "id");
    SendMessageResponse again = send(queue, "g", "again", "id");
    assertThat(again.messageId()).isEqualTo(first.messageId());
    assertThat(again.sequenceNumber()).isEqualTo(first.sequenceNumber());
    Message received = receive(queue, 10).getFirst();
    assertThat(received.body()).isEqualTo("first");
    delete(queue, received);
    clock.advance(Duration.ofSeconds(299));
    send(queue, "g", "still", "id");
    assertThat(receive(queue, 10)).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    send(queue, "g", "anew", "id");
    assertThat(bodies(receive(queue, 10))).containsExactly("anew");
  }

  @Test
  void the_body_stands_in_for_an_id_where_the_queue_says_so() {
    String queue = queues.createFifo(BY_CONTENT);
    send(queue, "g", "same");
    send(queue, "g", "same");
    send(queue, "g", "same", "an id of its own");
    assertThat(receive(queue, 10)).hasSize(2);
  }

  @Test
  void an_id_counts_for_the_whole_queue_or_for_its_group() {
    String whole = queues.createFifo(Map.of());
    send(whole, "1", "a", "id");
    send(whole, "2", "b", "id");
    assertThat(bodies(receive(whole, 10))).containsExactly("a");
    String perGroup =
        queues.createFifo(
            Map.of(
                QueueAttributeName.DEDUPLICATION_SCOPE, "messageGroup",
                QueueAttributeName.FIFO_THROUGHPUT_LIMIT, "perMessageGroupId"));
    send(perGroup, "1", "a", "id");
    send(perGroup, "2", "b", "id");
    send(perGroup, "2", "c", "id");
    assertThat(bodies(receive(perGroup, 10))).containsExactly("a", "b");
  }

  @Test
  void ids_from_before_the_scope_was_narrowed_still_count() {
    String queue = queues.createFifo(Map.of());
    send(queue, "1", "a", "id");
    sqs.setQueueAttributes(
        it ->
            it.queueUrl(queue)
                .attributes(Map.of(QueueAttributeName.DEDUPLICATION_SCOPE, "messageGroup")));
    send(queue, "2", "b", "id");
    assertThat(bodies(receive(queue, 10))).containsExactly("a");
  }

  @Test
  void a_purge_forgets_the_ids() {
    String queue = queues.createFifo(Map.of());
    send(queue, "g", "first", "id");
    sqs.purgeQueue(it -> it.queueUrl(queue));
    send(queue, "g", "second", "id");
    assertThat(bodies(receive(queue, 10))).containsExactly("second");
  }

  // ---- what a message needs --------------------------------------------------------------------

  @Test
  void a_message_needs_a_group_and_an_id() {
    String queue = queues.createFifo(Map.of());
    refused(
            () ->
                sqs.sendMessage(
                    it -> it.queueUrl(queue).messageBody("x").messageDeduplicationId("d")))
        .withCode("MissingParameter")
        .saying("The request must contain the parameter MessageGroupId.");
    refused(() -> sqs.sendMessage(it -> it.queueUrl(queue).messageBody("x").messageGroupId("g")))
        .withCode("InvalidParameterValue")
        .saying(
            "The queue should either have ContentBasedDeduplication enabled or"
                + " MessageDeduplicationId provided explicitly");
  }

  @Test
  void one_wrong_entry_fails_the_whole_batch() {
    String queue = queues.createFifo(Map.of());
    refused(
            () ->
                sqs.sendMessageBatch(
                    it ->
                        it.queueUrl(queue)
                            .entries(
                                SendMessageBatchRequestEntry.builder()
                                    .id("good")
                                    .messageBody("x")
                                    .messageGroupId("g")
                                    .messageDeduplicationId("d")
                                    .build(),
                                SendMessageBatchRequestEntry.builder()
                                    .id("bad")
                                    .messageBody("x")
                                    .messageDeduplicationId("d")
                                    .build())))
        .withCode("InvalidParameterValue")
        .saying("The request must contain the parameter MessageGroupId.");
    assertThat(receive(queue, 10)).isEmpty();
  }

  @Test
  void only_the_queue_has_a_delay_and_a_new_one_is_for_all_messages() {
    String queue =
        queues.createFifo(
            Map.of(
                QueueAttributeName.DELAY_SECONDS, "10",
                QueueAttributeName.CONTENT_BASED_DEDUPLICATION, "true"));
    refused(
            () ->
                sqs.sendMessage(
                    it -> it.queueUrl(queue).messageBody("x").messageGroupId("g").delaySeconds(2)))
        .withCode("InvalidParameterValue")
        .saying(
            "Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter"
                + " that is not valid for this queue type.");
    sqs.sendMessage(it -> it.queueUrl(queue).messageBody("x").messageGroupId("g").delaySeconds(0));
    assertThat(receive(queue, 1)).isEmpty();
    clock.advance(Duration.ofSeconds(9));
    sqs.setQueueAttributes(
        it -> it.queueUrl(queue).attributes(Map.of(QueueAttributeName.DELAY_SECONDS, "20")));
    clock.advance(Duration.ofSeconds(1));
    assertThat(receive(queue, 1)).isEmpty();
    sqs.setQueueAttributes(
        it -> it.queueUrl(queue).attributes(Map.of(QueueAttributeName.DELAY_SECONDS, "5")));
    assertThat(bodies(receive(queue, 1))).containsExactly("x");
  }

  // ---- receipt handles -------------------------------------------------------------------------

  @Test
  void a_handle_holds_until_the_message_is_visible_again() {
    String queue = queues.createFifo(BY_CONTENT);
    send(queue, "g", "x");
    Message message = receive(queue, 1).getFirst();
    String handle = message.receiptHandle();
    sqs.changeMessageVisibility(
        it -> it.queueUrl(queue).receiptHandle(handle).visibilityTimeout(60));
    clock.advance(Duration.ofSeconds(60));
    refused(() -> delete(queue, message))
        .withCode("InvalidParameterValue")
        .saying(
            "Value "
                + handle
                + " for parameter ReceiptHandle is invalid. Reason: The receipt handle has"
                + " expired.");
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
    Message again = receive(queue, 1).getFirst();
    refused(() -> delete(queue, message)).withCode("InvalidParameterValue");
    delete(queue, again);
    delete(queue, again);
  }

  @Test
  void a_receive_whose_answer_was_lost_is_repeated_by_its_attempt_id() {
    String queue = queues.createFifo(BY_CONTENT);
    send(queue, "g", "a");
    send(queue, "g", "b");
    List<Message> lost = attempt(queue, "try-1");
    assertThat(bodies(lost)).containsExactly("a", "b");
    clock.advance(Duration.ofSeconds(20));
    List<Message> repeated = attempt(queue, "try-1");
    assertThat(repeated).isEqualTo(lost);
    // The repetition has hidden the messages anew.
    clock.advance(Duration.ofSeconds(20));
    assertThat(attempt(queue, "try-2")).isEmpty();
    delete(queue, repeated.getFirst());
    assertThat(attempt(queue, "try-1")).isEmpty();
    clock.advance(Duration.ofSeconds(10));
    assertThat(bodies(attempt(queue, "try-1"))).containsExactly("b");
  }

  @Test
  void an_attempt_is_remembered_for_5_minutes() {
    String queue = queues.createFifo(BY_CONTENT);
    send(queue, "g", "a");
    sqs.receiveMessage(
        it -> it.queueUrl(queue).receiveRequestAttemptId("try").visibilityTimeout(3_600));
    clock.advance(Duration.ofSeconds(299));
    assertThat(
            sqs.receiveMessage(
                    it ->
                        it.queueUrl(queue).receiveRequestAttemptId("try").visibilityTimeout(3_600))
                .messages())
        .hasSize(1);
    clock.advance(Duration.ofSeconds(1));
    assertThat(attempt(queue, "try")).isEmpty();
  }

  private List<Message> attempt(String queue, String attemptId) {
    return sqs.receiveMessage(
            it -> it.queueUrl(queue).maxNumberOfMessages(10).receiveRequestAttemptId(attemptId))
        .messages();
  }

  private SendMessageResponse send(String queue, String group, String body) {
    return sqs.sendMessage(it -> it.queueUrl(queue).messageBody(body).messageGroupId(group));
  }

  private SendMessageResponse send(
      String queue, String group, String body, String deduplicationId) {
    String id = deduplicationId.replace(' ', '-');
    return sqs.sendMessage(
        it ->
            it.queueUrl(queue).messageBody(body).messageGroupId(group).messageDeduplicationId(id));
  }

  private List<Message> receive(String queue, int maximum) {
    return sqs.receiveMessage(it -> it.queueUrl(queue).maxNumberOfMessages(maximum)).messages();
  }

  private void delete(String queue, Message message) {
    sqs.deleteMessage(it -> it.queueUrl(queue).receiptHandle(message.receiptHandle()));
  }

  private static List<String> bodies(List<Message> messages) {
    return messages.stream().map(Message::body).toList();
  }
}
