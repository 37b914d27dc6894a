package dev.cloudjar.s3;

import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;

/**
 * Names an object.
 *
 * @param bucket the bucket's number
 * @param key up to 1,024 bytes of UTF-8
 */
record ObjectKey(long bucket, String key) {
  static final int MAX_BYTES = 1024;

  static final KeyCodec<ObjectKey> CODEC =
      new KeyCodec<>() {
        @Override
        public void write(ObjectKey key, KeyWriter out) {
          out.number(key.bucket).text(key.key);
        }

        @Override
        public ObjectKey read(KeyReader in) {
          return new ObjectKey(in.number(), in.text());
        }
      };
}
