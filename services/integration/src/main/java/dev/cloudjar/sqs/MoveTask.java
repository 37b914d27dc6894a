package dev.cloudjar.sqs;

import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;
import java.util.Optional;

/**
 * Moves the messages of a dead-letter queue somewhere else.
 *
 * @param destinationArn where to; empty for the queues that they came from
 * @param maxNumberOfMessagesPerSecond 1 to 500; empty where the caller left it to the cloud
 * @param messagesMoved so far
 * @param messagesToMove how many there were when it began
 * @param failureReason why it failed; empty unless it did
 */
record MoveTask(
    Status status,
    Optional<String> destinationArn,
    Optional<Integer> maxNumberOfMessagesPerSecond,
    long messagesMoved,
    long messagesToMove,
    Optional<String> failureReason) {

  /** As AWS names them; AWS's {@code CANCELLING} is not needed, for a task here ends at once. */
  enum Status {
    RUNNING,
    COMPLETED,
    CANCELLED,
    FAILED
  }

  MoveTask moved(long more) {
    return new MoveTask(
        status,
        destinationArn,
        maxNumberOfMessagesPerSecond,
        messagesMoved + more,
        messagesToMove,
        failureReason);
  }

  MoveTask as(Status newStatus) {
    return new MoveTask(
        newStatus,
        destinationArn,
        maxNumberOfMessagesPerSecond,
        messagesMoved,
        messagesToMove,
        failureReason);
  }

  MoveTask failed(String reason) {
    return new MoveTask(
        Status.FAILED,
        destinationArn,
        maxNumberOfMessagesPerSecond,
        messagesMoved,
        messagesToMove,
        Optional.of(reason));
  }

  boolean isRunning() {
    return status == Status.RUNNING;
  }

  /**
   * Names a task; the latest of a queue come first.
   *
   * @param startedAtMillis since the epoch
   */
  record Key(QueueKey source, long startedAtMillis, String taskId) {
    static final KeyCodec<Key> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(Key key, KeyWriter out) {
            QueueKey.CODEC.write(key.source(), out);
            out.numberDescending(key.startedAtMillis()).text(key.taskId());
          }

          @Override
          public Key read(KeyReader in) {
            return new Key(QueueKey.CODEC.read(in), in.numberDescending(), in.text());
          }
        };
  }
}
