package dev.cloudjar.s3.content;

import dev.cloudjar.cloud.Ids;
import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * The name of content that stands in rows of its own. Later ones order after earlier ones, so that
 * new content is written where the store writes anyway.
 *
 * @param time milliseconds since the epoch
 * @param random tells apart what came in the same millisecond
 */
public record ContentId(long time, long random) {
  static final KeyCodec<ContentId> KEY =
      new KeyCodec<>() {
        @Override
        public void write(ContentId id, KeyWriter out) {
          out.number(id.time).number(id.random);
        }

        @Override
        public ContentId read(KeyReader in) {
          return new ContentId(in.number(), in.number());
        }
      };

  static ContentId create(Instant now, Ids ids) {
    return new ContentId(now.toEpochMilli(), ByteBuffer.wrap(ids.bytes(8)).getLong());
  }
}
