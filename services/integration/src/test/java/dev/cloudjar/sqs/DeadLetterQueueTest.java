package dev.cloudjar.sqs;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestClock;
import dev.cloudjar.junit.TestCloud;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksResultEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Dead-letter queues, and the tasks that empty them. */
@CloudjarTest(rooms = SqsRoom.class)
class DeadLetterQueueTest {
  private final SqsClient sqs;
  private final TestClock clock;
  private final Queues queues;
  private final String accountId;

  DeadLetterQueueTest(SqsClient sqs, TestClock clock, TestCloud cloud) {
    this.sqs = sqs;
    this.clock = clock;
    this.queues = new Queues(sqs);
    this.accountId = cloud.accountId();
    clock.freeze();
  }

  // ---- from the source to the dead-letter queue ------------------------------------------------

  @Test
  void a_message_that_was_received_too_often_moves_with_all_it_has() {
    String deadLetters = queues.create();
    String source = source(deadLetters, 1);
    sqs.sendMessage(
        it ->
            it.queueUrl(source)
                .messageBody("poison")
                .messageAttributes(
                    Map.of(
                        "MyAttribute",
                        MessageAttributeValue.builder()
                            .dataType("String")
                            .stringValue("foobar")
                            .build())));
    Message alive = receive(source).getFirst();
    assertThat(receive(source)).isEmpty();
    Message dead = receive(deadLetters).getFirst();
    assertThat(dead.messageId()).isEqualTo(alive.messageId());
    assertThat(dead.body()).isEqualTo("poison");
    assertThat(dead.messageAttributes()).isEqualTo(alive.messageAttributes());
    assertThat(dead.attributesAsStrings())
        .containsEntry("ApproximateReceiveCount", "2")
        .containsEntry("DeadLetterQueueSourceArn", arn(source))
        .containsEntry("SentTimestamp", alive.attributesAsStrings().get("SentTimestamp"));
    assertThat(alive.attributesAsStrings()).doesNotContainKey("DeadLetterQueueSourceArn");
  }

  @Test
  void receives_find_the_living_behind_the_dead() {
    String deadLetters = queues.create();
    String source = source(deadLetters, 1);
    for (int i = 0; i < 5; i++) {
      send(source, "dead");
    }
    for (int i = 0; i < 5; i++) {
      receive(source);
    }
    send(source, "alive");
    assertThat(receive(source)).extracting(Message::body).containsExactly("alive");
    assertThat(count(deadLetters)).isEqualTo(5);
  }

  @Test
  void a_dead_letter_of_a_standard_queue_keeps_its_age() {
    String deadLetters = queues.create(Map.of(QueueAttributeName.MESSAGE_RETENTION_PERIOD, "120"));
    String source = source(deadLetters, 1);
    send(source, "old");
    receive(source);
    clock.advance(Duration.ofSeconds(100));
    receive(source);
    assertThat(count(deadLetters)).isEqualTo(1);
    clock.advance(Duration.ofSeconds(20));
    assertThat(receive(deadLetters)).isEmpty();
  }

  @Test
  void dead_letters_of_a_fifo_queue_keep_their_order_and_free_their_group() {
    Map<QueueAttributeName, String> byContent =
        Map.of(QueueAttributeName.CONTENT_BASED_DEDUPLICATION, "true");
    String deadLetters = queues.createFifo(byContent);
    String source =
        queues.createFifo(
            Map.of(
                QueueAttributeName.CONTENT_BASED_DEDUPLICATION, "true",
                QueueAttributeName.VISIBILITY_TIMEOUT, "0",
                QueueAttributeName.REDRIVE_POLICY, policy(deadLetters, 1)));
    for (String body : List.of("a", "b", "c")) {
      sqs.sendMessage(it -> it.queueUrl(source).messageBody(body).messageGroupId("g"));
    }
    assertThat(receive(source)).hasSize(3);
    assertThat(receive(source)).isEmpty();
    assertThat(receive(deadLetters)).extracting(Message::body).containsExactly("a", "b", "c");
    sqs.sendMessage(it -> it.queueUrl(source).messageBody("d").messageGroupId("g"));
    assertThat(receive(source)).extracting(Message::body).containsExactly("d");
  }

  @Test
  void a_message_stays_where_it_is_once_the_dead_letter_queue_is_deleted() {
    String deadLetters = queues.create();
    String source = source(deadLetters, 1);
    send(source, "stays");
    receive(source);
    sqs.deleteQueue(it -> it.queueUrl(deadLetters));
    assertThat(receive(source)).hasSize(1);
  }

  // ---- policies --------------------------------------------------------------------------------

  @Test
  void a_redrive_policy_is_told_in_its_usual_form_and_can_be_taken_away() {
    String deadLetters = queues.create();
    String source = queues.create();
    set(
        source,
        QueueAttributeName.REDRIVE_POLICY,
        "{ \"maxReceiveCount\" : \"42\", \"deadLetterTargetArn\" : \"" + arn(deadLetters) + "\" }");
    assertThat(queues.attribute(source, QueueAttributeName.REDRIVE_POLICY))
        .isEqualTo("{\"deadLetterTargetArn\":\"" + arn(deadLetters) + "\",\"maxReceiveCount\":42}");
    set(source, QueueAttributeName.REDRIVE_POLICY, "");
    assertThat(queues.attributes(source)).doesNotContainKey("RedrivePolicy");
    assertThat(sqs.listDeadLetterSourceQueues(it -> it.queueUrl(deadLetters)).queueUrls())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"deadLetterTargetArn\":\"dummy\",\"maxReceiveCount\":42}"
            + "|Invalid value for deadLetterTargetArn.",
        "{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:ACCOUNT:none\"}"
            + "|Redrive policy does not contain mandatory attribute: maxReceiveCount.",
        "{\"maxReceiveCount\":\"1\"}"
            + "|Redrive policy does not contain mandatory attribute: deadLetterTargetArn.",
        "{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:ACCOUNT:none\","
            + "\"maxReceiveCount\":0}"
            + "|Invalid value for maxReceiveCount: 0, valid values are from 1 to 1000 both"
            + " inclusive.",
        "{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:ACCOUNT:none\","
            + "\"maxReceiveCount\":1001}"
            + "|Invalid value for maxReceiveCount: 1001, valid values are from 1 to 1000 both"
            + " inclusive.",
        "{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:ACCOUNT:none\","
            + "\"maxReceiveCount\":1}"
            + "|Dead letter target does not exist.",
        "{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:111122223333:none\","
            + "\"maxReceiveCount\":1}"
            + "|Dead-letter target owner should be same as the source."
      })
  void a_redrive_policy_that_cannot_be_followed_is_refused(String template, String reason) {
    String policy = template.replace("ACCOUNT", accountId);
    refused(() -> queues.create(Map.of(QueueAttributeName.REDRIVE_POLICY, policy)))
        .withCode("InvalidParameterValue")
        .saying("Value " + policy + " for parameter RedrivePolicy is invalid. Reason: " + reason);
  }

  @Test
  void a_policy_that_is_no_json_object_is_refused() {
    refused(() -> queues.create(Map.of(QueueAttributeName.REDRIVE_POLICY, "[]")))
        .withCode("InvalidAttributeValue")
        .saying(
            "Invalid value for the parameter RedrivePolicy. Reason: Redrive policy is not a valid"
                + " JSON map.");
    refused(() -> queues.create(Map.of(QueueAttributeName.REDRIVE_ALLOW_POLICY, "{\"a\":1}")))
        .withCode("InvalidAttributeValue");
  }

  @Test
  void dead_letters_go_to_a_queue_of_the_same_type() {
    String standard = queues.create();
    refused(() -> queues.createFifo(Map.of(QueueAttributeName.REDRIVE_POLICY, policy(standard, 1))))
        .withCode("InvalidParameterValue");
  }

  @Test
  void a_queue_says_whose_dead_letters_it_takes() {
    String source = queues.create("allowed-source", Map.of());
    String other = queues.create();
    String deadLetters =
        queues.create(
            Map.of(
                QueueAttributeName.REDRIVE_ALLOW_POLICY,
                "{\"redrivePermission\":\"byQueue\",\"sourceQueueArns\":[\""
                    + arn(source)
                    + "\"]}"));
    set(source, QueueAttributeName.REDRIVE_POLICY, policy(deadLetters, 1));
    refused(() -> set(other, QueueAttributeName.REDRIVE_POLICY, policy(deadLetters, 1)))
        .withCode("InvalidParameterValue");
    set(
        deadLetters,
        QueueAttributeName.REDRIVE_ALLOW_POLICY,
        "{\"redrivePermission\":\"denyAll\"}");
    refused(() -> set(source, QueueAttributeName.REDRIVE_POLICY, policy(deadLetters, 2)))
        .withCode("InvalidParameterValue");
    set(
        deadLetters,
        QueueAttributeName.REDRIVE_ALLOW_POLICY,
        "{\"redrivePermission\":\"allowAll\"}");
    set(other, QueueAttributeName.REDRIVE_POLICY, policy(deadLetters, 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"redrivePermission\":\"byQueue\"}"
            + "|When you specify the byQueue permission type, you must also specify one or more"
            + " sourceQueueArns values.",
        "{\"redrivePermission\":\"denyAll\",\"sourceQueueArns\":[\"a\"]}"
            + "|To specify one or more source queue ARNs, you must set redrivePermission to"
            + " byQueue.",
        "{\"redrivePermission\":\"byQueue\",\"sourceQueueArns\":"
            + "[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\",\"10\",\"11\"]}"
            + "|The maximum number of source queue ARNs you can specify is 10."
      })
  void a_redrive_allow_policy_is_checked(String policy, String reason) {
    refused(() -> queues.create(Map.of(QueueAttributeName.REDRIVE_ALLOW_POLICY, policy)))
        .withCode("InvalidParameterValue")
        .saying(
            "Value "
                + policy
                + " for parameter RedriveAllowPolicy is invalid. Reason: Amazon SQS can't create"
                + " the redrive allow policy. "
                + reason);
  }

  @Test
  void the_sources_of_a_dead_letter_queue_are_listed_page_by_page() {
    String deadLetters = queues.create();
    List<String> sources = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      sources.add(
          queues.create(
              "letters-" + i, Map.of(QueueAttributeName.REDRIVE_POLICY, policy(deadLetters, 1))));
    }
    assertThat(
            sqs.listDeadLetterSourceQueuesPaginator(it -> it.queueUrl(deadLetters).maxResults(2))
                .queueUrls())
        .containsExactlyElementsOf(sources);
    sqs.deleteQueue(it -> it.queueUrl(sources.get(0)));
    assertThat(sqs.listDeadLetterSourceQueues(it -> it.queueUrl(deadLetters)).queueUrls())
        .containsExactlyElementsOf(sources.subList(1, 5));
  }

  // ---- and back --------------------------------------------------------------------------------

  @Test
  void a_task_moves_dead_letters_back_to_where_they_came_from_as_new_messages() {
    String deadLetters = queues.create();
    String one = source(deadLetters, 1);
    String two = source(deadLetters, 1);
    String firstId = bury(one, "from one");
    bury(two, "from two");
    assertThat(count(deadLetters)).isEqualTo(2);
    sqs.startMessageMoveTask(it -> it.sourceArn(arn(deadLetters)));
    clock.settle();
    assertThat(task(deadLetters))
        .satisfies(
            it -> {
              assertThat(it.status()).isEqualTo("COMPLETED");
              assertThat(it.taskHandle()).isNull();
              assertThat(it.approximateNumberOfMessagesMoved()).isEqualTo(2);
              assertThat(it.approximateNumberOfMessagesToMove()).isEqualTo(2);
              assertThat(it.destinationArn()).isNull();
              assertThat(it.startedTimestamp()).isEqualTo(clock.now().toEpochMilli());
            });
    assertThat(count(deadLetters)).isZero();
    Message back = receive(one).getFirst();
    assertThat(back.body()).isEqualTo("from one");
    assertThat(back.messageId()).isNotEqualTo(firstId);
    assertThat(back.attributesAsStrings())
        .containsEntry("ApproximateReceiveCount", "1")
        .doesNotContainKey("DeadLetterQueueSourceArn");
    assertThat(receive(two)).hasSize(1);
  }

  @Test
  void a_task_moves_as_many_messages_a_second_as_it_may() {
    String deadLetters = queues.create();
    String source = source(deadLetters, 1);
    String destination = queues.create();
    for (int i = 0; i < 25; i++) {
      send(deadLetters, "message-" + i);
    }
    sqs.startMessageMoveTask(
        it ->
            it.sourceArn(arn(deadLetters))
                .destinationArn(arn(destination))
                .maxNumberOfMessagesPerSecond(10));
    clock.settle();
    assertThat(count(destination)).isEqualTo(10);
    assertThat(task(deadLetters))
        .satisfies(
            it -> {
              assertThat(it.status()).isEqualTo("RUNNING");
              assertThat(it.taskHandle()).isNotNull();
              assertThat(it.maxNumberOfMessagesPerSecond()).isEqualTo(10);
              assertThat(it.approximateNumberOfMessagesMoved()).isEqualTo(10);
            });
    clock.advance(Duration.ofSeconds(1));
    assertThat(count(destination)).isEqualTo(20);
    clock.advance(Duration.ofSeconds(1));
    assertThat(count(destination)).isEqualTo(25);
    assertThat(task(deadLetters).status()).isEqualTo("COMPLETED");
    assertThat(source).isNotNull();
  }

  @Test
  void a_task_is_cancelled_and_leaves_the_rest() {
    String deadLetters = queues.create();
    source(deadLetters, 1);
    String destination = queues.create();
    for (int i = 0; i < 10; i++) {
      send(deadLetters, "x");
    }
    String handle = start(deadLetters, destination, 1);
    clock.settle();
    refused(() -> start(deadLetters, destination, 1))
        .withCode("InvalidParameterValue")
        .saying(
            "There is already a task running. Only one active task is allowed for a source queue"
                + " arn at a given time.");
    assertThat(
            sqs.cancelMessageMoveTask(it -> it.taskHandle(handle))
                .approximateNumberOfMessagesMoved())
        .isEqualTo(1);
    clock.advance(Duration.ofMinutes(1));
    assertThat(count(destination)).isEqualTo(1);
    assertThat(count(deadLetters)).isEqualTo(9);
    assertThat(task(deadLetters).status()).isEqualTo("CANCELLED");
    refused(() -> sqs.cancelMessageMoveTask(it -> it.taskHandle(handle)))
        .withCode("AWS.SimpleQueueService.UnsupportedOperation");
    start(deadLetters, destination, 500);
    clock.settle();
    assertThat(
            sqs.listMessageMoveTasks(it -> it.sourceArn(arn(deadLetters)).maxResults(10)).results())
        .extracting(ListMessageMoveTasksResultEntry::status)
        .containsExactlyInAnyOrder("COMPLETED", "CANCELLED");
  }

  @Test
  void a_task_fails_where_messages_came_from_nowhere_or_have_nowhere_to_go() {
    String deadLetters = queues.create();
    source(deadLetters, 1);
    send(deadLetters, "sent here directly");
    sqs.startMessageMoveTask(it -> it.sourceArn(arn(deadLetters)));
    clock.settle();
    assertThat(task(deadLetters))
        .satisfies(
            it -> {
              assertThat(it.status()).isEqualTo("FAILED");
              assertThat(it.failureReason()).isEqualTo("CouldNotDetermineMessageSource");
            });
    assertThat(receive(deadLetters)).hasSize(1);
    clock.advance(Duration.ofSeconds(30));
    String destination = queues.create();
    send(deadLetters, "another");
    start(deadLetters, destination, 1);
    clock.settle();
    sqs.deleteQueue(it -> it.queueUrl(destination));
    clock.advance(Duration.ofSeconds(1));
    assertThat(task(deadLetters))
        .satisfies(
            it -> {
              assertThat(it.status()).isEqualTo("FAILED");
              assertThat(it.failureReason()).isEqualTo("AWS.SimpleQueueService.NonExistentQueue");
              assertThat(it.approximateNumberOfMessagesMoved()).isEqualTo(1);
            });
    assertThat(count(deadLetters)).isEqualTo(1);
  }

  @Test
  void what_a_task_is_asked_for_is_checked() {
    String deadLetters = queues.create();
    source(deadLetters, 1);
    String destination = queues.create();
    String notDead = queues.create();
    refused(() -> sqs.startMessageMoveTask(it -> it.sourceArn(arn(notDead))))
        .withCode("InvalidParameterValue")
        .saying("Source queue must be configured as a Dead Letter Queue.");
    refused(() -> sqs.startMessageMoveTask(it -> it.sourceArn("dummy")))
        .withCode("InvalidParameterValue")
        .saying(
            "You must use this format to specify the SourceArn:"
                + " arn:<partition>:<service>:<region>:<account-id>:<resource-id>");
    refused(() -> sqs.startMessageMoveTask(it -> it.sourceArn(arn(deadLetters) + "-none")))
        .withCode("ResourceNotFoundException")
        .withStatus(404)
        .saying("The resource that you specified for the SourceArn parameter doesn't exist.");
    refused(
            () ->
                sqs.startMessageMoveTask(
                    it ->
                        it.sourceArn(arn(deadLetters)).destinationArn(arn(destination) + "-none")))
        .withCode("ResourceNotFoundException")
        .saying("The resource that you specified for the DestinationArn parameter doesn't exist.");
    refused(() -> start(deadLetters, deadLetters, 1))
        .withCode("InvalidParameterValue")
        .saying("Source queue arn and destination queue arn cannot be the same.");
    refused(() -> start(deadLetters, queues.createFifo(Map.of()), 1))
        .withCode("InvalidParameterValue")
        .saying("The source queue and destination queue must be of the same queue type.");
    for (int rate : List.of(0, 501)) {
      refused(() -> start(deadLetters, destination, rate))
          .withCode("InvalidParameterValue")
          .saying(
              "Value for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: You must enter"
                  + " a number that's between 1 and 500.");
    }
    refused(() -> sqs.listMessageMoveTasks(it -> it.sourceArn(arn(deadLetters)).maxResults(11)))
        .withCode("InvalidParameterValue");
  }

  @Test
  void a_task_handle_names_a_queue_and_a_task_that_there_are() {
    String deadLetters = queues.create();
    refused(() -> sqs.cancelMessageMoveTask(it -> it.taskHandle("foobared")))
        .withCode("InvalidParameterValue")
        .saying("Value for parameter TaskHandle is invalid.");
    refused(() -> cancel("task", arn(deadLetters) + "-none"))
        .withCode("ResourceNotFoundException")
        .saying("The resource that you specified for the SourceArn parameter doesn't exist.");
    refused(() -> cancel("task", arn(deadLetters)))
        .withCode("ResourceNotFoundException")
        .saying("Task does not exist.");
  }

  private void cancel(String taskId, String sourceArn) {
    String json = "{\"taskId\":\"" + taskId + "\",\"sourceArn\":\"" + sourceArn + "\"}";
    sqs.cancelMessageMoveTask(
        it ->
            it.taskHandle(
                Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8))));
  }

  /** Sends a message and receives it until it is dead; its id. */
  private String bury(String source, String body) {
    send(source, body);
    String id = receive(source).getFirst().messageId();
    assertThat(receive(source)).isEmpty();
    return id;
  }

  private String start(String deadLetters, String destination, int rate) {
    return sqs.startMessageMoveTask(
            it ->
                it.sourceArn(arn(deadLetters))
                    .destinationArn(arn(destination))
                    .maxNumberOfMessagesPerSecond(rate))
        .taskHandle();
  }

  private ListMessageMoveTasksResultEntry task(String deadLetters) {
    return sqs.listMessageMoveTasks(it -> it.sourceArn(arn(deadLetters))).results().getFirst();
  }

  /** A queue whose messages are visible again at once. */
  private String source(String deadLetters, int maxReceiveCount) {
    return queues.create(
        Map.of(
            QueueAttributeName.VISIBILITY_TIMEOUT,
            "0",
            QueueAttributeName.REDRIVE_POLICY,
            policy(deadLetters, maxReceiveCount)));
  }

  private String policy(String deadLetters, int maxReceiveCount) {
    return "{\"deadLetterTargetArn\":\""
        + arn(deadLetters)
        + "\",\"maxReceiveCount\":"
        + maxReceiveCount
        + "}";
  }

  private String arn(String queue) {
    return "arn:aws:sqs:us-east-1:" + accountId + ":" + queue.substring(queue.lastIndexOf('/') + 1);
  }

  private void set(String queue, QueueAttributeName name, String value) {
    sqs.setQueueAttributes(it -> it.queueUrl(queue).attributes(Map.of(name, value)));
  }

  private void send(String queue, String body) {
    sqs.sendMessage(it -> it.queueUrl(queue).messageBody(body));
  }

  private int count(String queue) {
    return queues.visible(queue);
  }

  private List<Message> receive(String queue) {
    return sqs.receiveMessage(
            it ->
                it.queueUrl(queue)
                    .maxNumberOfMessages(10)
                    .messageAttributeNames("All")
                    .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
        .messages();
  }
}
