package dev.cloudjar.sqs;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Makes the queues of a test, and looks at them. Queues are named by their URLs. */
final class Queues {
  private final SqsClient sqs;
  private final AtomicInteger names = new AtomicInteger();

  Queues(SqsClient sqs) {
    this.sqs = sqs;
  }

  String create() {
    return create(Map.of());
  }

  String create(Map<QueueAttributeName, String> attributes) {
    return create("queue-" + names.incrementAndGet(), attributes);
  }

  String create(String name, Map<QueueAttributeName, String> attributes) {
    return sqs.createQueue(it -> it.queueName(name).attributes(attributes)).queueUrl();
  }

  String createFifo(Map<QueueAttributeName, String> attributes) {
    Map<QueueAttributeName, String> all = new EnumMap<>(QueueAttributeName.class);
    all.putAll(attributes);
    all.put(QueueAttributeName.FIFO_QUEUE, "true");
    return create("queue-" + names.incrementAndGet() + ".fifo", all);
  }

  String attribute(String queue, QueueAttributeName name) {
    return sqs.getQueueAttributes(it -> it.queueUrl(queue).attributeNames(name))
        .attributes()
        .get(name);
  }

  Map<String, String> attributes(String queue) {
    return sqs.getQueueAttributes(it -> it.queueUrl(queue).attributeNames(QueueAttributeName.ALL))
        .attributesAsStrings();
  }

  /** How many messages could be received. */
  int visible(String queue) {
    return Integer.parseInt(attribute(queue, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES));
  }
}
