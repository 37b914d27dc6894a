package dev.cloudjar.sqs;

import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;
import java.util.List;

/**
 * A receive that may be asked for again because its answer was lost.
 *
 * @param receivedAtMillis when it was first made, since the epoch
 * @param messages what it answered with
 */
record ReceiveAttempt(long receivedAtMillis, List<Taken> messages) {

  /**
   * A message that the receive took.
   *
   * @param revision what its row was then
   */
  record Taken(MessageKey message, int revision) {}

  /** Whether it may still be asked for again. */
  boolean holds(long nowMillis) {
    return nowMillis - receivedAtMillis < QueueLimits.DEDUPLICATION_SECONDS * 1_000L;
  }

  /**
   * Names an attempt.
   *
   * @param attemptId {@code ReceiveRequestAttemptId}
   */
  record Key(long messagesId, String attemptId) {
    static final KeyCodec<Key> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(Key key, KeyWriter out) {
            out.number(key.messagesId()).text(key.attemptId());
          }

          @Override
          public Key read(KeyReader in) {
            return new Key(in.number(), in.text());
          }
        };
  }
}
