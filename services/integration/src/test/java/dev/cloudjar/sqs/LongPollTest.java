package dev.cloudjar.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Receives that wait. The clock stands still but for what a test does, so that nothing here comes
 * about by waiting: a call that is not woken at once fails the test.
 */
@CloudjarTest(rooms = SqsRoom.class)
@Behaviour("SQS-01")
@Timeout(value = 15, unit = TimeUnit.SECONDS)
class LongPollTest {
  private static final ExecutorService THREADS = Executors.newVirtualThreadPerTaskExecutor();

  private final SqsClient sqs;
  private final TestClock clock;
  private final Queues queues;

  LongPollTest(SqsClient sqs, TestClock clock) {
    this.sqs = sqs;
    this.clock = clock;
    this.queues = new Queues(sqs);
    clock.freeze();
  }

  @Test
  void a_message_that_arrives_wakes_a_receive_that_waits() throws Exception {
    String queue = queues.create();
    CompletableFuture<List<Message>> waiting = poll(queue, 20);
    stillWaiting(waiting);
    sqs.sendMessage(it -> it.queueUrl(queue).messageBody("hello"));
    assertThat(waiting.get()).extracting(Message::body).containsExactly("hello");
  }

  @Test
  void the_queue_may_say_that_receives_wait() throws Exception {
    String queue =
        queues.create(Map.of(QueueAttributeName.RECEIVE_MESSAGE_WAIT_TIME_SECONDS, "20"));
    CompletableFuture<List<Message>> waiting =
        inBackground(() -> sqs.receiveMessage(it -> it.queueUrl(queue)).messages());
    stillWaiting(waiting);
    sqs.sendMessage(it -> it.queueUrl(queue).messageBody("hello"));
    assertThat(waiting.get()).hasSize(1);
    // A receive may say otherwise.
    assertThat(sqs.receiveMessage(it -> it.queueUrl(queue).waitTimeSeconds(0)).messages())
        .isEmpty();
  }

  @Test
  void the_end_of_a_visibility_timeout_wakes_it() throws Exception {
    String queue = queues.create();
    sqs.sendMessage(it -> it.queueUrl(queue).messageBody("hello"));
    sqs.receiveMessage(it -> it.queueUrl(queue).visibilityTimeout(10));
    CompletableFuture<List<Message>> waiting = poll(queue, 20);
    stillWaiting(waiting);
    clock.advance(Duration.ofSeconds(10));
    assertThat(waiting.get()).hasSize(1);
  }

  @Test
  void a_visibility_that_is_changed_wakes_it() throws Exception {
    String queue = queues.create();
    sqs.sendMessage(it -> it.queueUrl(queue).messageBody("hello"));
    String handle =
        sqs.receiveMessage(it -> it.queueUrl(queue)).messages().getFirst().receiptHandle();
    CompletableFuture<List<Message>> waiting = poll(queue, 20);
    stillWaiting(waiting);
    sqs.changeMessageVisibility(
        it -> it.queueUrl(queue).receiptHandle(handle).visibilityTimeout(0));
    assertThat(waiting.get()).hasSize(1);
  }

  @Test
  void the_end_of_a_delay_wakes_it() throws Exception {
    String queue = queues.create();
    CompletableFuture<List<Message>> waiting = poll(queue, 20);
    sqs.sendMessage(it -> it.queueUrl(queue).messageBody("hello").delaySeconds(5));
    stillWaiting(waiting);
    clock.advance(Duration.ofSeconds(5));
    assertThat(waiting.get()).hasSize(1);
  }

  @Test
  void it_ends_with_nothing_when_its_time_has_passed() throws Exception {
    String queue = queues.create();
    CompletableFuture<List<Message>> waiting = poll(queue, 20);
    stillWaiting(waiting);
    clock.advance(Duration.ofSeconds(19));
    stillWaiting(waiting);
    // On a busy machine the call may have begun later than it seemed.
    while (!waiting.isDone()) {
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(waiting.get()).isEmpty();
  }

  @Test
  void it_ends_in_real_time_though_the_clock_stands_still() throws Exception {
    String queue = queues.create();
    assertThat(poll(queue, 1).get()).isEmpty();
  }

  @Test
  void the_end_of_a_message_in_flight_wakes_those_who_wait_for_its_group() throws Exception {
    String queue =
        queues.createFifo(Map.of(QueueAttributeName.CONTENT_BASED_DEDUPLICATION, "true"));
    for (String body : List.of("first", "second")) {
      sqs.sendMessage(it -> it.queueUrl(queue).messageBody(body).messageGroupId("g"));
    }
    String handle =
        sqs.receiveMessage(it -> it.queueUrl(queue)).messages().getFirst().receiptHandle();
    CompletableFuture<List<Message>> waiting = poll(queue, 20);
    stillWaiting(waiting);
    sqs.deleteMessage(it -> it.queueUrl(queue).receiptHandle(handle));
    assertThat(waiting.get()).extracting(Message::body).containsExactly("second");
  }

  @Test
  void each_message_goes_to_one_of_those_who_wait() throws Exception {
    String queue = queues.create();
    List<CompletableFuture<List<Message>>> waiting = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      waiting.add(poll(queue, 20));
    }
    for (int i = 0; i < 10; i++) {
      String body = "message-" + i;
      sqs.sendMessage(it -> it.queueUrl(queue).messageBody(body));
    }
    List<String> received = new ArrayList<>();
    for (CompletableFuture<List<Message>> each : waiting) {
      each.get().forEach(message -> received.add(message.body()));
    }
    assertThat(received)
        .hasSize(10)
        .doesNotHaveDuplicates()
        .allMatch(body -> body.startsWith("message-"));
  }

  @Test
  void a_purge_does_not_lose_those_who_wait() throws Exception {
    String queue = queues.create();
    CompletableFuture<List<Message>> waiting = poll(queue, 20);
    stillWaiting(waiting);
    sqs.purgeQueue(it -> it.queueUrl(queue));
    sqs.sendMessage(it -> it.queueUrl(queue).messageBody("after"));
    assertThat(waiting.get()).extracting(Message::body).containsExactly("after");
  }

  private CompletableFuture<List<Message>> poll(String queue, int seconds) {
    return inBackground(
        () -> sqs.receiveMessage(it -> it.queueUrl(queue).waitTimeSeconds(seconds)).messages());
  }

  private static <T> CompletableFuture<T> inBackground(Supplier<T> call) {
    return CompletableFuture.supplyAsync(call, THREADS);
  }

  private static void stillWaiting(CompletableFuture<?> call) throws Exception {
    try {
      call.get(150, TimeUnit.MILLISECONDS);
    } catch (TimeoutException expected) {
      return;
    }
    assertThat(call).as("a call that waits").isNotDone();
  }
}
