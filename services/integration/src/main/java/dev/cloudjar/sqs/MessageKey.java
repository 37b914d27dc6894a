package dev.cloudjar.sqs;

import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;
import java.util.Comparator;

/**
 * Names a message. Messages order by age, which is the order in which they are handed out and in
 * which they expire.
 *
 * @param messagesId the messages of which queue, {@link Queue#messagesId}
 * @param sentAtMillis when it was sent, since the epoch
 * @param sequence unique within the queue, later messages having greater ones
 */
record MessageKey(long messagesId, long sentAtMillis, long sequence) {
  static final Comparator<MessageKey> BY_AGE =
      Comparator.comparingLong(MessageKey::sentAtMillis).thenComparingLong(MessageKey::sequence);

  /** The sequence number as a FIFO queue tells it: 20 digits. */
  String sequenceNumber() {
    String digits = Long.toString(sequence);
    return "1" + "0".repeat(19 - digits.length()) + digits;
  }

  static final KeyCodec<MessageKey> CODEC =
      new KeyCodec<>() {
        @Override
        public void write(MessageKey key, KeyWriter out) {
          out.number(key.messagesId()).number(key.sentAtMillis()).number(key.sequence());
        }

        @Override
        public MessageKey read(KeyReader in) {
          return new MessageKey(in.number(), in.number(), in.number());
        }
      };
}
