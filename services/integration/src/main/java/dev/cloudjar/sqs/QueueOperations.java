package dev.cloudjar.sqs;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Ids;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.CreateQueueResponse;
import software.amazon.awssdk.services.sqs.model.DeleteQueueRequest;
import software.amazon.awssdk.services.sqs.model.DeleteQueueResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.PurgeQueueRequest;
import software.amazon.awssdk.services.sqs.model.PurgeQueueResponse;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesResponse;

/** Creates, changes, purges and deletes queues. */
final class QueueOperations {
  private static final String SECRET_ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final int SECRET_LENGTH = 32;

  private final KeyValueStore store;
  private final Ids ids;
  private final QueueDispatchers dispatchers;
  private final QueueSweeper sweeper;

  QueueOperations(
      KeyValueStore store, Ids ids, QueueDispatchers dispatchers, QueueSweeper sweeper) {
    this.store = store;
    this.ids = ids;
    this.dispatchers = dispatchers;
    this.sweeper = sweeper;
  }

  CreateQueueResponse create(Call call, CreateQueueRequest request) {
    Map<String, String> changes = request.attributesAsStrings();
    QueueKey key = new QueueKey(call.accountId(), call.region(), request.queueName());
    QueueNames.check(key.name(), changes);
    QueueTagRules.check(key, request.tags());
    long nowMillis = call.time().toEpochMilli();
    store.transact(
        transaction -> {
          Queue existing = QueueStore.queue(transaction, key);
          if (existing == null) {
            create(transaction, key, changes, request.tags(), nowMillis);
          } else {
            requireSame(transaction, key, existing, changes);
          }
          return true;
        });
    return CreateQueueResponse.builder().queueUrl(QueueUrl.of(call, key)).build();
  }

  private void create(
      Transaction transaction,
      QueueKey key,
      Map<String, String> changes,
      Map<String, String> tags,
      long nowMillis) {
    QueueStore.deletedAtMillis(transaction, key)
        .filter(deletedAt -> nowMillis - deletedAt < QueueLimits.QUIET_SECONDS * 1_000L)
        .ifPresent(
            deletedAt -> {
              throw SqsFaults.queueDeletedRecently();
            });
    QueueAttributes attributes =
        QueueAttributeChanges.apply(QueueAttributes.DEFAULTS, key.isFifo(), changes);
    RedriveRules.check(transaction, key, attributes, changes);
    QueueStore.forgetDeletion(transaction, key);
    QueueStore.put(
        transaction,
        key,
        new Queue(newMessagesId(), newSecret(), nowMillis, nowMillis, 0, attributes));
    QueueStore.putTags(transaction, key, tags);
    QueueStore.putPolicy(
        transaction, key, Optional.ofNullable(changes.get(QueueAttributeChanges.POLICY)));
    QueueStore.moveDeadLetterSource(transaction, key, Optional.empty(), attributes.redrivePolicy());
  }

  /** Only the attributes that the request names are compared. */
  private static void requireSame(
      Snapshot snapshot, QueueKey key, Queue existing, Map<String, String> changes) {
    QueueAttributes wanted =
        QueueAttributeChanges.apply(existing.attributes(), key.isFifo(), changes);
    Map<String, String> before = existing.attributes().toWire(key.isFifo());
    Map<String, String> after = wanted.toWire(key.isFifo());
    for (String name : changes.keySet()) {
      boolean same =
          name.equals(QueueAttributeChanges.POLICY)
              ? QueueStore.policy(snapshot, key).orElse("").equals(changes.get(name))
              : Optional.ofNullable(before.get(name)).equals(Optional.ofNullable(after.get(name)));
      if (!same) {
        throw SqsFaults.queueNameExists(name);
      }
    }
  }

  DeleteQueueResponse delete(Call call, DeleteQueueRequest request) {
    QueueKey key = QueueUrl.parse(call, request.queueUrl());
    long nowMillis = call.time().toEpochMilli();
    store.transact(
        transaction -> {
          Queue queue = QueueStore.requireQueue(transaction, key);
          QueueStore.delete(transaction, key, queue, nowMillis);
          sweeper.schedule(
              transaction, key, queue.messagesId(), nowMillis + QueueLimits.QUIET_SECONDS * 1_000L);
          return true;
        });
    dispatchers.close(key);
    return DeleteQueueResponse.builder().build();
  }

  PurgeQueueResponse purge(Call call, PurgeQueueRequest request) {
    QueueKey key = QueueUrl.parse(call, request.queueUrl());
    long nowMillis = call.time().toEpochMilli();
    store.transact(
        transaction -> {
          Queue queue = QueueStore.requireQueue(transaction, key);
          if (queue.isPurging(nowMillis)) {
            throw SqsFaults.purgeQueueInProgress(key.name());
          }
          Queue purged = queue.purged(newMessagesId(), nowMillis);
          QueueStore.put(transaction, key, purged);
          // Sequence numbers go on where they were.
          QueueStore.reserveSequence(
              transaction,
              purged.messagesId(),
              QueueStore.reservedSequence(transaction, queue.messagesId()));
          sweeper.schedule(transaction, key, queue.messagesId(), nowMillis);
          return true;
        });
    dispatchers.close(key);
    return PurgeQueueResponse.builder().build();
  }

  SetQueueAttributesResponse setAttributes(Call call, SetQueueAttributesRequest request) {
    QueueKey key = QueueUrl.parse(call, request.queueUrl());
    Map<String, String> changes = request.attributesAsStrings();
    long nowMillis = call.time().toEpochMilli();
    Queue changed =
        store.transact(
            transaction -> {
              Queue queue = QueueStore.requireQueue(transaction, key);
              QueueAttributes attributes =
                  QueueAttributeChanges.apply(queue.attributes(), key.isFifo(), changes);
              RedriveRules.check(transaction, key, attributes, changes);
              Queue result = queue.withAttributes(attributes, nowMillis);
              QueueStore.put(transaction, key, result);
              QueueStore.moveDeadLetterSource(
                  transaction, key, queue.attributes().redrivePolicy(), attributes.redrivePolicy());
              if (changes.containsKey(QueueAttributeChanges.POLICY)) {
                QueueStore.putPolicy(
                    transaction,
                    key,
                    Optional.ofNullable(changes.get(QueueAttributeChanges.POLICY)));
              }
              if (changes.containsKey("MessageRetentionPeriod")) {
                sweeper.schedule(transaction, key, result.messagesId(), nowMillis);
              }
              return result;
            });
    QueueDispatcher dispatcher = dispatchers.of(key);
    dispatcher.refresh(changed);
    if (dispatcher instanceof FifoDispatcher fifo && changes.containsKey("DelaySeconds")) {
      fifo.redelay(changed.attributes().delaySeconds() * 1_000L, nowMillis);
    }
    return SetQueueAttributesResponse.builder().build();
  }

  GetQueueAttributesResponse getAttributes(Call call, GetQueueAttributesRequest request) {
    QueueKey key = QueueUrl.parse(call, request.queueUrl());
    Set<String> wanted = new HashSet<>(request.attributeNamesAsStrings());
    for (String name : wanted) {
      if (QueueAttributeName.fromValue(name) == QueueAttributeName.UNKNOWN_TO_SDK_VERSION) {
        throw SqsFaults.invalidAttributeName(name);
      }
    }
    QueueDispatcher.Counts counts = dispatchers.of(key).counts(call.time().toEpochMilli());
    Map<String, String> all =
        store.read(
            snapshot -> {
              Queue queue = QueueStore.requireQueue(snapshot, key);
              Map<String, String> attributes = queue.attributes().toWire(key.isFifo());
              QueueStore.policy(snapshot, key)
                  .ifPresent(text -> attributes.put(QueueAttributeChanges.POLICY, text));
              attributes.put("QueueArn", SqsArns.of(key));
              attributes.put("CreatedTimestamp", seconds(queue.createdAtMillis()));
              attributes.put("LastModifiedTimestamp", seconds(queue.lastModifiedAtMillis()));
              return attributes;
            });
    all.put("ApproximateNumberOfMessages", String.valueOf(counts.visible()));
    all.put("ApproximateNumberOfMessagesNotVisible", String.valueOf(counts.notVisible()));
    all.put("ApproximateNumberOfMessagesDelayed", String.valueOf(counts.delayed()));
    Map<String, String> told = new LinkedHashMap<>(all);
    if (!wanted.contains("All")) {
      told.keySet().retainAll(wanted);
    }
    return told.isEmpty()
        ? GetQueueAttributesResponse.builder().build()
        : GetQueueAttributesResponse.builder().attributesWithStrings(told).build();
  }

  private static String seconds(long millis) {
    return String.valueOf(millis / 1_000);
  }

  private long newMessagesId() {
    return ByteBuffer.wrap(ids.bytes(Long.BYTES)).getLong() & Long.MAX_VALUE;
  }

  private String newSecret() {
    return ids.text(SECRET_LENGTH, SECRET_ALPHABET);
  }
}
