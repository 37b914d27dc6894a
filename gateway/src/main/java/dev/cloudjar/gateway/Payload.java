package dev.cloudjar.gateway;

import dev.cloudjar.cloud.Body;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.wire.sigv4.BodyRefusedException;
import dev.cloudjar.wire.sigv4.PayloadReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request without its framing, checked on the way against what was signed: given to a
 * handler as it comes, or gathered for a codec.
 */
final class Payload implements Body {
  private final Body raw;
  private final PayloadReader reader;
  private final Function<BodyRefusedException, Fault> refusal;
  private @Nullable ByteBuffer current;
  private @Nullable IOException broken;
  private boolean ended;

  Payload(Body raw, PayloadReader reader, Function<BodyRefusedException, Fault> refusal) {
    this.raw = raw;
    this.reader = reader;
    this.refusal = refusal;
  }

  @Override
  public OptionalLong declaredSizeBytes() {
    OptionalLong decoded = reader.decodedSizeBytes();
    return decoded.isPresent() ? decoded : raw.declaredSizeBytes();
  }

  @Override
  public @Nullable ByteBuffer next() throws IOException {
    if (ended) {
      return null;
    }
    try {
      while (true) {
        if (current == null) {
          current = raw.next();
        }
        if (current == null) {
          reader.finish();
          ended = true;
          return null;
        }
        ByteBuffer content = reader.next(current);
        if (content != null) {
          return content;
        }
        current = null;
      }
    } catch (BodyRefusedException e) {
      throw refusal.apply(e);
    } catch (IOException e) {
      broken = e;
      throw e;
    }
  }

  /** Why the body broke off; null where it has not. */
  @Nullable IOException brokenBy() {
    return broken;
  }

  @Override
  public Map<String, String> trailers() {
    Map<String, String> framed = reader.trailers();
    Map<String, String> outer = raw.trailers();
    if (outer.isEmpty()) {
      return framed;
    }
    Map<String, String> all = new HashMap<>(outer);
    all.putAll(framed);
    return Map.copyOf(all);
  }
}
