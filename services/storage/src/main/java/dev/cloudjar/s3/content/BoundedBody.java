package dev.cloudjar.s3.content;

import dev.cloudjar.cloud.Body;
import java.util.OptionalLong;

/**
 * Bytes of which nobody says beforehand how many there are, but that there are not more than so.
 */
public interface BoundedBody extends Body {

  /** The most that there may be. */
  long mostBytes();

  @Override
  default OptionalLong declaredSizeBytes() {
    return OptionalLong.empty();
  }
}
