package dev.cloudjar.gateway.client;

import dev.cloudjar.cloud.Body;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A body that is read from a stream as it is asked for. */
final class StreamBody implements Body {
  private final InputStream stream;
  private final OptionalLong declaredSizeBytes;
  private final byte[] buffer = new byte[64 * 1024];

  StreamBody(InputStream stream, OptionalLong declaredSizeBytes) {
    this.stream = stream;
    this.declaredSizeBytes = declaredSizeBytes;
  }

  @Override
  public OptionalLong declaredSizeBytes() {
    return declaredSizeBytes;
  }

  @Override
  public @Nullable ByteBuffer next() throws IOException {
    int count = stream.read(buffer);
    return count < 0 ? null : ByteBuffer.wrap(buffer, 0, count);
  }

  @Override
  public Map<String, String> trailers() {
    return Map.of();
  }
}
