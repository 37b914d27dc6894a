package dev.cloudjar.s3;

import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;

/**
 * Names a version of an object; later ones order before earlier ones.
 *
 * @param bucket the bucket's number
 * @param key the object's key
 * @param sequence the version's place among those of its key, growing
 */
record VersionKey(long bucket, String key, long sequence) {
  static final KeyCodec<VersionKey> CODEC =
      new KeyCodec<>() {
        @Override
        public void write(VersionKey key, KeyWriter out) {
          out.number(key.bucket).text(key.key).numberDescending(key.sequence);
        }

        @Override
        public VersionKey read(KeyReader in) {
          return new VersionKey(in.number(), in.text(), in.numberDescending());
        }
      };
}
