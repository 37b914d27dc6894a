package dev.cloudjar.cloud;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The stream of bytes that a request brings. Framing has been taken off and signatures are checked
 * on the way: {@link #next} throws the {@link Fault} for a body that is not what was signed, at the
 * latest at its end.
 */
public interface Body {

  /** How many bytes there will be, where the caller said so. */
  OptionalLong declaredSizeBytes();

  /**
   * The next bytes, or null at the end. The buffer is valid until the next call.
   *
   * @throws IOException when the caller goes away
   */
  @Nullable ByteBuffer next() throws IOException;

  /**
   * Headers that came after the body, by lower-case name; complete once {@link #next} has answered
   * null.
   */
  Map<String, String> trailers();

  /** The same bytes as a stream. */
  default InputStream asInputStream() {
    return new BodyInputStream(this);
  }
}
