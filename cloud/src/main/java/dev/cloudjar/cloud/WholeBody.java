package dev.cloudjar.cloud;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A body that has arrived. */
public final class WholeBody implements Body {
  private final int sizeBytes;
  private final Map<String, String> trailers;
  private @Nullable ByteBuffer rest;

  public WholeBody(ByteBuffer bytes) {
    this(bytes, Map.of());
  }

  public WholeBody(ByteBuffer bytes, Map<String, String> trailers) {
    this.sizeBytes = bytes.remaining();
    this.trailers = trailers;
    this.rest = bytes.hasRemaining() ? bytes.duplicate() : null;
  }

  @Override
  public OptionalLong declaredSizeBytes() {
    return OptionalLong.of(sizeBytes);
  }

  @Override
  public @Nullable ByteBuffer next() {
    ByteBuffer next = rest;
    rest = null;
    return next;
  }

  @Override
  public Map<String, String> trailers() {
    return trailers;
  }
}
