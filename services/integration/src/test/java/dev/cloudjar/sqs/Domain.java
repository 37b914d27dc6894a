package dev.cloudjar.sqs;

import dev.cloudjar.cloud.Clock;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.CloudAssembly;
import dev.cloudjar.cloud.Meter;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Store;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The room without its wire: over a store that a test chooses, with a clock that stands still. */
final class Domain implements AutoCloseable {
  static final String ACCOUNT = "111122223333";
  static final String REGION = "us-east-1";

  final KeyValueStore store;
  final CloudAssembly assembly;
  final Clock clock;
  final QueueDispatchers dispatchers;
  final QueueSweeper sweeper;
  final MessageSender sender;
  final MessageReceiver receiver;
  final MessageReceipts receipts;

  /**
   * @param files what the cloud is over
   * @param store how the room sees its rows
   */
  Domain(Store files, KeyValueStore store) {
    this.store = store;
    assembly = CloudAssembly.over(files.rows(), files.blobs(), Meter.NONE, service -> true);
    assembly.clockControl().freeze();
    Cloud cloud = assembly.cloud();
    clock = cloud.clock();
    dispatchers = new QueueDispatchers(store, clock, cloud.signals());
    sweeper = new QueueSweeper(store, clock, cloud.work(), dispatchers);
    sender = new MessageSender(store, clock, dispatchers, sweeper);
    receiver = new MessageReceiver(store, clock, cloud.signals(), dispatchers, sweeper);
    receipts = new MessageReceipts(store, clock, dispatchers);
    cloud.work().handle(QueueSweeper.KIND, sweeper::run);
    assembly.start();
  }

  QueueKey create(String name, QueueAttributes attributes) {
    QueueKey key = new QueueKey(ACCOUNT, REGION, name);
    long nowMillis = clock.now().toEpochMilli();
    store.transact(
        transaction -> {
          QueueStore.put(
              transaction,
              key,
              new Queue(name.hashCode(), "secret", nowMillis, nowMillis, 0, attributes));
          return true;
        });
    return key;
  }

  void advance(Duration duration) {
    assembly.clockControl().advance(duration);
  }

  MessageSender.Sent send(QueueKey queue, String body) {
    return sender.send(queue, List.of(message(body, null, null))).getFirst();
  }

  MessageSender.Sent send(QueueKey queue, String body, String group, String deduplicationId) {
    return sender.send(queue, List.of(message(body, group, deduplicationId))).getFirst();
  }

  static MessageSender.Outgoing message(String body, String group, String deduplicationId) {
    return new MessageSender.Outgoing(
        new MessageContent(
            "id-of-" + body,
            body,
            MessageDigests.md5(body),
            List.of(),
            null,
            "sender",
            null,
            deduplicationId,
            null),
        group,
        null);
  }

  List<ReceivedMessage> receive(QueueKey queue, int maximum) {
    return receive(queue, maximum, null);
  }

  List<ReceivedMessage> receive(QueueKey queue, int maximum, Integer visibilityTimeoutSeconds) {
    return receiver
        .receive(
            queue,
            new MessageReceiver.Settings(maximum, visibilityTimeoutSeconds, 0, Optional.empty()))
        .messages();
  }

  String handle(ReceivedMessage message) {
    return new ReceiptHandle(message.key(), message.state().receiveCount()).toText("secret");
  }

  void delete(QueueKey queue, ReceivedMessage message) {
    receipts.delete(queue, List.of(handle(message))).getFirst().ifPresent(Domain::raise);
  }

  void release(QueueKey queue, ReceivedMessage message) {
    receipts
        .changeVisibility(queue, List.of(new MessageReceipts.VisibilityChange(handle(message), 0)))
        .getFirst()
        .ifPresent(Domain::raise);
  }

  QueueDispatcher.Counts counts(QueueKey queue) {
    return dispatchers.of(queue).counts(clock.now().toEpochMilli());
  }

  private static void raise(RuntimeException fault) {
    throw fault;
  }

  @Override
  public void close() {
    assembly.close();
  }
}
