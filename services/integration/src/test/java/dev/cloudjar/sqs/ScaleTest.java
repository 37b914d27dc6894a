package dev.cloudjar.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.store.CountingStore;
import dev.cloudjar.store.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a call costs does not depend on how many messages there are; counted, not timed. */
class ScaleTest {
  private static final int MESSAGES = 200_000;

  private final Store memory = Store.inMemory();
  private final CountingStore store = new CountingStore(memory.rows());
  private final Domain domain = new Domain(memory, store);

  @AfterEach
  void close() {
    domain.close();
    memory.close();
  }

  @Test
  void a_standard_queue_of_200_000_messages() {
    QueueKey queue = domain.create("standard", QueueAttributes.DEFAULTS);
    fill(queue, MESSAGES, i -> null);
    costs(queue);
    assertThat(domain.counts(queue).visible()).isEqualTo(MESSAGES - 10);
    assertThat(rowsRead(() -> domain.counts(queue))).isZero();
  }

  @Test
  void a_fifo_queue_of_100_000_messages_in_one_group() {
    QueueKey queue = domain.create("one.fifo", QueueAttributes.DEFAULTS);
    fill(queue, 100_000, i -> "group");
    costs(queue);
    // The group is free again, and goes on where it was.
    assertThat(domain.receive(queue, 10).getFirst().content().body()).isEqualTo("message-10");
    assertThat(rowsRead(() -> assertThat(domain.receive(queue, 10)).isEmpty())).isZero();
  }

  @Test
  void a_fifo_queue_of_50_000_messages_in_as_many_groups() {
    QueueKey queue = domain.create("many.fifo", QueueAttributes.DEFAULTS);
    fill(queue, 50_000, i -> "group-" + i);
    costs(queue);
  }

  @Test
  void messages_that_come_back_cost_no_more() {
    QueueKey queue = domain.create("back", QueueAttributes.DEFAULTS);
    fill(queue, 50_000, i -> null);
    for (int i = 0; i < 1_000; i++) {
      domain.receive(queue, 10);
    }
    domain.advance(Duration.ofSeconds(30));
    costs(queue);
  }

  private void costs(QueueKey queue) {
    long before = store.transactions();
    List<ReceivedMessage> received = new ArrayList<>();
    long rows = rowsRead(() -> received.addAll(domain.receive(queue, 10)));
    assertThat(received).hasSize(10);
    // The queue, and of each message its state and its content.
    assertThat(rows).isEqualTo(1 + 10 * 2);
    assertThat(store.transactions() - before).isEqualTo(1);
    for (ReceivedMessage message : received) {
      // The queue, and the message's state.
      assertThat(rowsRead(() -> domain.delete(queue, message))).isEqualTo(2);
    }
    assertThat(store.transactions() - before).isEqualTo(11);
  }

  private interface Groups {
    String of(int message);
  }

  private void fill(QueueKey queue, int messages, Groups groups) {
    List<MessageSender.Outgoing> batch = new ArrayList<>();
    for (int i = 0; i < messages; i++) {
      String group = groups.of(i);
      batch.add(Domain.message("message-" + i, group, group == null ? null : "id-" + i));
      if (batch.size() == 1_000) {
        domain.sender.send(queue, batch);
        batch.clear();
      }
    }
  }

  private long rowsRead(Runnable action) {
    long before = store.rowsRead();
    action.run();
    return store.rowsRead() - before;
  }
}
