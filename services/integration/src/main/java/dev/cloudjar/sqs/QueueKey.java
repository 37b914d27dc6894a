package dev.cloudjar.sqs;

import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;

/**
 * Names a queue.
 *
 * @param accountId the account that owns it, 12 digits
 * @param region such as {@code us-east-1}
 * @param name 1 to 80 characters, with the suffix {@code .fifo} for a FIFO queue
 */
record QueueKey(String accountId, String region, String name) {
  static final String FIFO_SUFFIX = ".fifo";

  /** A queue's type shows in its name and never changes. */
  boolean isFifo() {
    return name.endsWith(FIFO_SUFFIX);
  }

  static final KeyCodec<QueueKey> CODEC =
      new KeyCodec<>() {
        @Override
        public void write(QueueKey key, KeyWriter out) {
          out.text(key.accountId()).text(key.region()).text(key.name());
        }

        @Override
        public QueueKey read(KeyReader in) {
          return new QueueKey(in.text(), in.text(), in.text());
        }
      };
}
