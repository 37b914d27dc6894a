package dev.cloudjar.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cloudjar.cloud.Fault;
import dev.cloudjar.store.Store;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InFlightLimitTest {
  private final Store memory = Store.inMemory();
  private final Domain domain = new Domain(memory, memory.rows());

  @AfterEach
  void close() {
    domain.close();
    memory.close();
  }

  @Test
  void a_standard_queue_refuses_receives_while_120_000_messages_are_in_flight() {
    QueueKey queue = domain.create("busy", QueueAttributes.DEFAULTS);
    MessageKey one = fill(queue);
    domain.send(queue, "one too many");
    Fault fault = catchThrowableOfType(Fault.class, () -> domain.receive(queue, 1));
    assertThat(fault.code()).isEqualTo("OverLimit");
    assertThat(fault.status()).hasValue(403);
    domain.dispatchers.of(queue).deleted(one);
    assertThat(domain.receive(queue, 1)).hasSize(1);
  }

  @Test
  void a_fifo_queue_says_nothing_and_gives_nothing() {
    QueueKey queue = domain.create("busy.fifo", QueueAttributes.DEFAULTS);
    MessageKey one = fill(queue);
    domain.send(queue, "one too many", "another group", "id");
    assertThat(domain.receive(queue, 1)).isEmpty();
    domain.dispatchers.of(queue).deleted(one);
    assertThat(domain.receive(queue, 1)).hasSize(1);
  }

  /** Puts messages in flight, as far as the dispatcher knows; one of them. */
  private MessageKey fill(QueueKey queue) {
    QueueDispatcher dispatcher = domain.dispatchers.of(queue);
    long now = domain.clock.now().toEpochMilli();
    for (int i = 0; i < QueueLimits.MESSAGES_IN_FLIGHT; i++) {
      dispatcher.arrived(dispatcher.announce(now, "group-" + i), now, now);
    }
    MessageState hidden = MessageState.sent(now, null).received(now, now + 30_000);
    MessageKey last = null;
    List<QueuedMessage> claimed = dispatcher.claim(10, now);
    while (!claimed.isEmpty()) {
      claimed.forEach(message -> dispatcher.hide(message, hidden, now));
      last = claimed.getLast().key();
      claimed = dispatcher.claim(10, now);
    }
    assertThat(dispatcher.counts(now).notVisible()).isEqualTo(QueueLimits.MESSAGES_IN_FLIGHT);
    return last;
  }
}
