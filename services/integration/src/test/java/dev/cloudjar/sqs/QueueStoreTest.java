package dev.cloudjar.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QueueStoreTest {
  private final Store memory = Store.inMemory();
  private final KeyValueStore store = memory.rows();

  @AfterEach
  void close() {
    memory.close();
  }

  @Test
  void queues_are_listed_in_order_of_their_names_within_account_and_region() {
    for (String name : List.of("b", "a", "a-2", "a-1", "ab")) {
      put(key(name));
    }
    put(new QueueKey("222222222222", "us-east-1", "a-3"));
    put(new QueueKey("111111111111", "us-east-2", "a-3"));
    assertThat(list("", "", 10)).containsExactly("a", "a-1", "a-2", "ab", "b");
    assertThat(list("a", "", 10)).containsExactly("a", "a-1", "a-2", "ab");
    assertThat(list("a-", "a-1", 10)).containsExactly("a-2");
    assertThat(list("a", "a-1", 1)).containsExactly("a-2");
    assertThat(list("c", "", 10)).isEmpty();
  }

  @Test
  void the_list_of_sources_follows_their_policies() {
    Optional<RedrivePolicy> toDead = Optional.of(policy("dead"));
    Optional<RedrivePolicy> toOther = Optional.of(policy("other"));
    move(key("one"), Optional.empty(), toDead);
    move(key("two"), Optional.empty(), toDead);
    assertThat(sources("dead", Optional.empty())).containsExactly("one", "two");
    assertThat(sources("dead", Optional.of(key("one")))).containsExactly("two");
    move(key("one"), toDead, toOther);
    assertThat(sources("dead", Optional.empty())).containsExactly("two");
    assertThat(sources("other", Optional.empty())).containsExactly("one");
    move(key("two"), toDead, Optional.empty());
    assertThat(sources("dead", Optional.empty())).isEmpty();
  }

  @Test
  void messages_are_kept_in_order_of_their_age() {
    List<MessageKey> keys =
        Stream.of(
                new MessageKey(7, 200, 1),
                new MessageKey(7, 100, 3),
                new MessageKey(7, 100, 2),
                new MessageKey(8, 50, 1),
                new MessageKey(7, 1_000, 9))
            .toList();
    store.transact(
        transaction -> {
          keys.forEach(key -> QueueStore.STATES.put(transaction, key, MessageState.sent(0, null)));
          return true;
        });
    List<MessageKey> found = new ArrayList<>();
    store.read(
        snapshot -> {
          try (Rows<MessageKey, MessageState> rows = QueueStore.messages(snapshot, 7)) {
            while (rows.next()) {
              found.add(rows.key());
            }
          }
          return true;
        });
    assertThat(found)
        .isEqualTo(
            keys.stream().filter(key -> key.messagesId() == 7).sorted(MessageKey.BY_AGE).toList());
  }

  @Test
  void a_deleted_queue_leaves_its_name_and_the_time() {
    put(key("gone"));
    store.transact(
        transaction -> {
          Queue queue = QueueStore.requireQueue(transaction, key("gone"));
          QueueStore.delete(transaction, key("gone"), queue, 42);
          return true;
        });
    assertThat(list("", "", 10)).isEmpty();
    Optional<Long> deletedAt =
        store.read(snapshot -> QueueStore.deletedAtMillis(snapshot, key("gone")));
    assertThat(deletedAt).contains(42L);
  }

  private void put(QueueKey key) {
    store.transact(
        transaction -> {
          QueueStore.put(
              transaction, key, new Queue(1, "secret", 0, 0, 0, QueueAttributes.DEFAULTS));
          return true;
        });
  }

  private List<String> list(String prefix, String after, int limit) {
    return names(
        store.read(
            snapshot ->
                QueueStore.queues(snapshot, "111111111111", "us-east-1", prefix, after, limit)));
  }

  private void move(
      QueueKey source, Optional<RedrivePolicy> before, Optional<RedrivePolicy> after) {
    store.transact(
        transaction -> {
          QueueStore.moveDeadLetterSource(transaction, source, before, after);
          return true;
        });
  }

  private List<String> sources(String target, Optional<QueueKey> after) {
    return names(
        store.read(snapshot -> QueueStore.deadLetterSources(snapshot, key(target), after, 10)));
  }

  private static List<String> names(List<QueueKey> keys) {
    return keys.stream().map(QueueKey::name).toList();
  }

  private static RedrivePolicy policy(String target) {
    return new RedrivePolicy(SqsArns.of(key(target)), 1);
  }

  private static QueueKey key(String name) {
    return new QueueKey("111111111111", "us-east-1", name);
  }
}
