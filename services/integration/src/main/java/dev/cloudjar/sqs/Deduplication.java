package dev.cloudjar.sqs;

import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;
import org.jspecify.annotations.Nullable;

/**
 * A deduplication id that was used, and the message that it was used for.
 *
 * @param message where the message was put
 */
record Deduplication(String messageId, MessageKey message) {

  /** Whether the id still stands in the way of others. */
  boolean holds(long nowMillis) {
    return nowMillis - message.sentAtMillis() < QueueLimits.DEDUPLICATION_SECONDS * 1_000L;
  }

  /**
   * Where an id was used.
   *
   * @param groupId the message group within which the id is unique; empty for the whole queue
   */
  record Key(long messagesId, String groupId, String id) {

    static Key of(MessageKey message, boolean perGroup, @Nullable String groupId, String id) {
      return new Key(message.messagesId(), perGroup && groupId != null ? groupId : "", id);
    }

    static final KeyCodec<Key> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(Key key, KeyWriter out) {
            out.number(key.messagesId()).text(key.groupId()).text(key.id());
          }

          @Override
          public Key read(KeyReader in) {
            return new Key(in.number(), in.text(), in.text());
          }
        };
  }
}
