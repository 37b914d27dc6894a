package dev.cloudjar.sqs;

import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyRange;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import dev.cloudjar.store.ValueCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The room's tables. */
final class QueueStore {
  private static final ValueCodec<Queue> QUEUE = RecordCodec.of(Queue.class);
  private static final Table<QueueKey, Queue> QUEUES =
      new Table<>("sqs.queue", QueueKey.CODEC, QUEUE);
  private static final Table<QueueKey, PolicyText> POLICIES =
      new Table<>("sqs.queue-policy", QueueKey.CODEC, RecordCodec.of(PolicyText.class));
  private static final Table<QueueKey, Tags> TAGS =
      new Table<>("sqs.queue-tags", QueueKey.CODEC, RecordCodec.of(Tags.class));
  private static final Table<QueueKey, Deletion> DELETIONS =
      new Table<>("sqs.queue-deletion", QueueKey.CODEC, RecordCodec.of(Deletion.class));
  private static final Table<DeadLetterSource, Marker> DEAD_LETTER_SOURCES =
      new Table<>("sqs.dead-letter-source", DeadLetterSource.CODEC, RecordCodec.of(Marker.class));
  private static final Table<Long, Reservation> RESERVATIONS =
      new Table<>("sqs.sequence-reservation", new NumberCodec(), RecordCodec.of(Reservation.class));

  static final Table<MessageKey, MessageState> STATES =
      new Table<>("sqs.message", MessageKey.CODEC, MessageCodecs.STATE);
  static final Table<MessageKey, MessageContent> CONTENTS =
      new Table<>("sqs.message-content", MessageKey.CODEC, MessageCodecs.CONTENT);
  static final Table<Deduplication.Key, Deduplication> DEDUPLICATIONS =
      new Table<>(
          "sqs.deduplication", Deduplication.Key.CODEC, RecordCodec.of(Deduplication.class));
  static final Table<ReceiveAttempt.Key, ReceiveAttempt> RECEIVE_ATTEMPTS =
      new Table<>(
          "sqs.receive-attempt", ReceiveAttempt.Key.CODEC, RecordCodec.of(ReceiveAttempt.class));
  static final Table<MoveTask.Key, MoveTask> MOVE_TASKS =
      new Table<>("sqs.move-task", MoveTask.Key.CODEC, RecordCodec.of(MoveTask.class));

  private record PolicyText(String text) {}

  private record Tags(Map<String, String> byKey) {}

  private record Deletion(long deletedAtMillis) {}

  private record Marker() {}

  private record Reservation(long reservedSequence) {}

  /** A queue that sends its dead letters to another one, ordered by the latter. */
  private record DeadLetterSource(QueueKey target, QueueKey source) {
    static final KeyCodec<DeadLetterSource> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(DeadLetterSource key, KeyWriter out) {
            QueueKey.CODEC.write(key.target(), out);
            QueueKey.CODEC.write(key.source(), out);
          }

          @Override
          public DeadLetterSource read(KeyReader in) {
            return new DeadLetterSource(QueueKey.CODEC.read(in), QueueKey.CODEC.read(in));
          }
        };
  }

  private static final class NumberCodec implements KeyCodec<Long> {
    @Override
    public void write(Long key, KeyWriter out) {
      out.number(key);
    }

    @Override
    public Long read(KeyReader in) {
      return in.number();
    }
  }

  private QueueStore() {}

  // ---- queues ----------------------------------------------------------------------------------

  static @Nullable Queue queue(Snapshot snapshot, QueueKey key) {
    return QUEUES.get(snapshot, key);
  }

  static Queue requireQueue(Snapshot snapshot, QueueKey key) {
    Queue queue = QUEUES.get(snapshot, key);
    if (queue == null) {
      throw SqsFaults.queueDoesNotExist();
    }
    return queue;
  }

  /** A queue with the row that it was read from. */
  @SuppressWarnings("ArrayRecordComponent") // compared by its row, on purpose
  record Seen(byte[] row, Queue queue) {}

  /**
   * The queue, which is not decoded again as long as its row is what it was: every transaction of
   * every message reads it.
   *
   * @throws dev.cloudjar.cloud.Fault {@code QueueDoesNotExist}
   */
  static Seen requireQueue(Snapshot snapshot, QueueKey key, Seen last) {
    byte[] row = snapshot.get(QUEUES.encode(key));
    if (row == null) {
      throw SqsFaults.queueDoesNotExist();
    }
    return Arrays.equals(row, last.row()) ? last : new Seen(row, QUEUE.read(row));
  }

  static void put(Transaction transaction, QueueKey key, Queue queue) {
    QUEUES.put(transaction, key, queue);
  }

  /**
   * Deletes a queue and all that is kept of it but its messages, which can be many.
   *
   * @param nowMillis from when on the name is not available for a while
   */
  static void delete(Transaction transaction, QueueKey key, Queue queue, long nowMillis) {
    QUEUES.delete(transaction, key);
    POLICIES.delete(transaction, key);
    TAGS.delete(transaction, key);
    queue
        .attributes()
        .redrivePolicy()
        .flatMap(policy -> SqsArns.parse(policy.deadLetterTargetArn()))
        .ifPresent(
            target -> DEAD_LETTER_SOURCES.delete(transaction, new DeadLetterSource(target, key)));
    DELETIONS.put(transaction, key, new Deletion(nowMillis));
  }

  /** When a queue of this name was deleted, since the epoch; empty for never or long ago. */
  static Optional<Long> deletedAtMillis(Snapshot snapshot, QueueKey key) {
    return Optional.ofNullable(DELETIONS.get(snapshot, key)).map(Deletion::deletedAtMillis);
  }

  static void forgetDeletion(Transaction transaction, QueueKey key) {
    DELETIONS.delete(transaction, key);
  }

  /**
   * The names of an account's queues in a Region, in order.
   *
   * @param prefix what the names begin with
   * @param after the names come after this one; empty for all
   */
  static List<QueueKey> queues(
      Snapshot snapshot, String accountId, String region, String prefix, String after, int limit) {
    KeyRange range =
        QUEUES.startingWith(out -> out.text(accountId).text(region).textPrefix(prefix));
    List<QueueKey> found = new ArrayList<>();
    try (Rows<QueueKey, Queue> rows =
        QUEUES.scan(snapshot, startAfter(range, QUEUES, accountId, region, after))) {
      while (found.size() < limit && rows.next()) {
        QueueKey key = rows.key();
        if (!key.name().equals(after)) {
          found.add(key);
        }
      }
    }
    return found;
  }

  private static KeyRange startAfter(
      KeyRange range, Table<QueueKey, Queue> table, String accountId, String region, String after) {
    return after.isEmpty()
        ? range
        : range.from(table.encode(new QueueKey(accountId, region, after)));
  }

  // ---- policies, tags, dead-letter queues ------------------------------------------------------

  static Optional<String> policy(Snapshot snapshot, QueueKey key) {
    return Optional.ofNullable(POLICIES.get(snapshot, key)).map(PolicyText::text);
  }

  static void putPolicy(Transaction transaction, QueueKey key, Optional<String> policy) {
    policy
        .filter(text -> !text.isEmpty())
        .ifPresentOrElse(
            text -> POLICIES.put(transaction, key, new PolicyText(text)),
            () -> POLICIES.delete(transaction, key));
  }

  static Map<String, String> tags(Snapshot snapshot, QueueKey key) {
    Tags tags = TAGS.get(snapshot, key);
    return tags == null ? Map.of() : tags.byKey();
  }

  static void putTags(Transaction transaction, QueueKey key, Map<String, String> tags) {
    if (tags.isEmpty()) {
      TAGS.delete(transaction, key);
    } else {
      TAGS.put(transaction, key, new Tags(new TreeMap<>(tags)));
    }
  }

  /** Keeps the list of a dead-letter queue's sources up to date. */
  static void moveDeadLetterSource(
      Transaction transaction,
      QueueKey source,
      Optional<RedrivePolicy> before,
      Optional<RedrivePolicy> after) {
    before
        .flatMap(policy -> SqsArns.parse(policy.deadLetterTargetArn()))
        .ifPresent(
            target ->
                DEAD_LETTER_SOURCES.delete(transaction, new DeadLetterSource(target, source)));
    after
        .flatMap(policy -> SqsArns.parse(policy.deadLetterTargetArn()))
        .ifPresent(
            target ->
                DEAD_LETTER_SOURCES.put(
                    transaction, new DeadLetterSource(target, source), new Marker()));
  }

  /** The queues that send their dead letters to {@code target}, in order. */
  static List<QueueKey> deadLetterSources(
      Snapshot snapshot, QueueKey target, Optional<QueueKey> after, int limit) {
    KeyRange range = DEAD_LETTER_SOURCES.startingWith(out -> QueueKey.CODEC.write(target, out));
    KeyRange rest =
        after
            .map(key -> range.from(DEAD_LETTER_SOURCES.encode(new DeadLetterSource(target, key))))
            .orElse(range);
    List<QueueKey> found = new ArrayList<>();
    try (Rows<DeadLetterSource, Marker> rows = DEAD_LETTER_SOURCES.scan(snapshot, rest)) {
      while (found.size() < limit && rows.next()) {
        QueueKey source = rows.key().source();
        if (after.filter(source::equals).isEmpty()) {
          found.add(source);
        }
      }
    }
    return found;
  }

  // ---- messages --------------------------------------------------------------------------------

  static void deleteMessage(Transaction transaction, MessageKey key) {
    STATES.delete(transaction, key);
    CONTENTS.delete(transaction, key);
  }

  /** All rows of a queue's messages, oldest first. */
  static Rows<MessageKey, MessageState> messages(Snapshot snapshot, long messagesId) {
    return STATES.scan(snapshot, STATES.startingWith(out -> out.number(messagesId)));
  }

  /** A sequence number up to which numbers may have been given out. */
  static long reservedSequence(Snapshot snapshot, long messagesId) {
    Reservation reservation = RESERVATIONS.get(snapshot, messagesId);
    return reservation == null ? 0 : reservation.reservedSequence();
  }

  static void reserveSequence(Transaction transaction, long messagesId, long sequence) {
    RESERVATIONS.put(transaction, messagesId, new Reservation(sequence));
  }

  static void deleteReservation(Transaction transaction, long messagesId) {
    RESERVATIONS.delete(transaction, messagesId);
  }
}
