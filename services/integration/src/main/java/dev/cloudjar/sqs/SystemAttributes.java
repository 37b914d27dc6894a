package dev.cloudjar.sqs;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the queue itself tells of a message, as far as a consumer asks for it. */
final class SystemAttributes {
  private final Set<String> wanted;
  private final boolean all;

  SystemAttributes(List<String> names) {
    wanted = new HashSet<>(names);
    all = wanted.contains("All");
  }

  Map<String, String> of(ReceivedMessage message, boolean fifo) {
    if (wanted.isEmpty()) {
      return Map.of();
    }
    MessageState state = message.state();
    MessageContent content = message.content();
    Map<String, String> told = new LinkedHashMap<>();
    put(told, "SenderId", content.senderId());
    put(told, "SentTimestamp", String.valueOf(message.key().sentAtMillis()));
    put(told, "ApproximateReceiveCount", String.valueOf(state.receiveCount()));
    put(told, "ApproximateFirstReceiveTimestamp", String.valueOf(state.firstReceivedAtMillis()));
    put(told, "SequenceNumber", fifo ? message.key().sequenceNumber() : null);
    put(told, "MessageDeduplicationId", content.deduplicationId());
    put(told, "MessageGroupId", state.groupId());
    put(told, "AWSTraceHeader", content.traceHeader());
    put(told, "DeadLetterQueueSourceArn", content.deadLetterSourceArn());
    return told;
  }

  private void put(Map<String, String> told, String name, @Nullable String value) {
    if (value != null && (all || wanted.contains(name))) {
      told.put(name, value);
    }
  }
}
