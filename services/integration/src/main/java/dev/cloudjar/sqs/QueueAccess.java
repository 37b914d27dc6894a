package dev.cloudjar.sqs;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Gate.Need;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.cloud.ResourceGuard;
import dev.cloudjar.store.KeyValueStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Queues as what requests need permission for, with their policies and tags. */
record QueueAccess(KeyValueStore store) {

  /** The queue that a URL names. */
  Resource byUrl(Call call, String queueUrl) {
    return guarded(SqsArns.byUrl(call, queueUrl));
  }

  Resource guarded(Resource queue) {
    return SqsArns.parse(queue.arn())
        .map(key -> queue.guardedBy(new Guard(store, key)))
        .orElse(queue);
  }

  /** Making a queue, with its tags. */
  List<Need> ofNewQueue(Call call, String name, Map<String, String> tags) {
    Resource queue = SqsArns.byName(call, name);
    List<Need> needs = new ArrayList<>(2);
    needs.add(new Need("sqs:CreateQueue", queue).withRequestTags(tags));
    if (!tags.isEmpty()) {
      needs.add(new Need("sqs:TagQueue", queue).withRequestTags(tags));
    }
    return needs;
  }

  private record Guard(KeyValueStore store, QueueKey queue) implements ResourceGuard {
    @Override
    public Optional<String> policy() {
      return store.read(snapshot -> QueueStore.policy(snapshot, queue));
    }

    @Override
    public Map<String, String> tags() {
      return store.read(snapshot -> QueueStore.tags(snapshot, queue));
    }
  }
}
