package dev.cloudjar.sqs;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.store.KeyValueStore;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import software.amazon.awssdk.services.sqs.model.ListQueueTagsRequest;
import software.amazon.awssdk.services.sqs.model.ListQueueTagsResponse;
import software.amazon.awssdk.services.sqs.model.TagQueueRequest;
import software.amazon.awssdk.services.sqs.model.TagQueueResponse;
import software.amazon.awssdk.services.sqs.model.UntagQueueRequest;
import software.amazon.awssdk.services.sqs.model.UntagQueueResponse;

/** Reads and writes the tags of queues. */
final class QueueTagOperations {
  private final KeyValueStore store;

  QueueTagOperations(KeyValueStore store) {
    this.store = store;
  }

  TagQueueResponse tag(Call call, TagQueueRequest request) {
    change(QueueUrl.parse(call, request.queueUrl()), tags -> tags.putAll(request.tags()));
    return TagQueueResponse.builder().build();
  }

  UntagQueueResponse untag(Call call, UntagQueueRequest request) {
    change(
        QueueUrl.parse(call, request.queueUrl()),
        tags -> tags.keySet().removeAll(request.tagKeys()));
    return UntagQueueResponse.builder().build();
  }

  ListQueueTagsResponse list(Call call, ListQueueTagsRequest request) {
    QueueKey key = QueueUrl.parse(call, request.queueUrl());
    Map<String, String> tags =
        store.read(
            snapshot -> {
              QueueStore.requireQueue(snapshot, key);
              return QueueStore.tags(snapshot, key);
            });
    return tags.isEmpty()
        ? ListQueueTagsResponse.builder().build()
        : ListQueueTagsResponse.builder().tags(tags).build();
  }

  private void change(QueueKey key, Consumer<Map<String, String>> edit) {
    store.transact(
        transaction -> {
          QueueStore.requireQueue(transaction, key);
          Map<String, String> tags = new TreeMap<>(QueueStore.tags(transaction, key));
          edit.accept(tags);
          QueueTagRules.check(key, tags);
          QueueStore.putTags(transaction, key, tags);
          return true;
        });
  }
}
