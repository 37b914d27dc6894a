package dev.cloudjar.gateway;

import dev.cloudjar.cloud.Body;
import dev.cloudjar.cloud.WholeBody;
import dev.cloudjar.gateway.exchange.Incoming;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The body of one request, which whoever needs it first gathers for all: the router for a form, the
 * signature for a hash, the codec for a structure.
 */
final class BodySource {
  private final Incoming incoming;
  private final BodyGatherer gatherer;
  private final BodyGatherer.Held held;
  private @Nullable ByteBuffer gathered;
  private @Nullable Payload payload;

  BodySource(Incoming incoming, BodyGatherer gatherer, BodyGatherer.Held held) {
    this.incoming = incoming;
    this.gatherer = gatherer;
    this.held = held;
    this.gathered = incoming.whole();
  }

  /** All bytes as they came. */
  ByteBuffer gather() {
    ByteBuffer bytes = gathered;
    if (bytes == null) {
      bytes = gatherer.gather(incoming.body(), held);
      gathered = bytes;
    }
    return bytes.duplicate();
  }

  /** The bytes without their framing, checked against what was signed. */
  Payload payload(Caller caller, Destination destination) {
    ByteBuffer bytes = gathered;
    Body raw = bytes == null ? incoming.body() : new WholeBody(bytes, incoming.body().trailers());
    Payload checked =
        new Payload(
            raw, caller.payload(), refused -> Errors.refusal(refused, destination.errorFamily()));
    payload = checked;
    return checked;
  }

  /**
   * Why a handler failed: because the body broke off, where it did, whatever the handler made of
   * that.
   */
  Throwable cause(Throwable failure) {
    Payload read = payload;
    IOException broken = read == null ? null : read.brokenBy();
    return broken == null || failure instanceof BrokenBodyException
        ? failure
        : new BrokenBodyException(broken);
  }

  /** All bytes of a payload. */
  ByteBuffer gather(Payload payload) {
    return gathered == null ? gatherer.gather(payload, held) : join(payload, gathered.remaining());
  }

  /** What has arrived already is copied only where frames have to be taken out. */
  private static ByteBuffer join(Payload payload, int mostBytes) {
    try {
      ByteBuffer first = payload.next();
      ByteBuffer second = first == null ? null : payload.next();
      if (second == null) {
        return first == null ? ByteBuffer.allocate(0) : first;
      }
      ByteBuffer all = ByteBuffer.allocate(mostBytes).put(first);
      for (ByteBuffer part = second; part != null; part = payload.next()) {
        all.put(part);
      }
      return all.flip();
    } catch (IOException e) {
      throw new BrokenBodyException(e);
    }
  }
}
