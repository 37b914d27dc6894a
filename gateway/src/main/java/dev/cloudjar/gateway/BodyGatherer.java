package dev.cloudjar.gateway;

import dev.cloudjar.cloud.Body;
import dev.cloudjar.cloud.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.Semaphore;

/**
 * Gathers bodies that have to be read as a whole. One may be so large, and all that are being
 * gathered at a time together so large: who comes too late waits.
 */
final class BodyGatherer {
  private static final int FIRST_BYTES = 16 * 1024;
  private static final int PERMIT_BYTES = 64 * 1024;

  private final int limitBytes;
  private final Semaphore permits;

  /**
   * @param limitBytes the largest body
   * @param totalBytes of all bodies that are gathered at a time; more than {@code limitBytes}
   */
  BodyGatherer(int limitBytes, long totalBytes) {
    this.limitBytes = limitBytes;
    this.permits = new Semaphore((int) (totalBytes / PERMIT_BYTES));
  }

  /** What is held of the common room until the request is over. */
  final class Held implements AutoCloseable {
    private int count;

    private void grow(int bytes) {
      int more = bytes / PERMIT_BYTES - count;
      if (more > 0) {
        permits.acquireUninterruptibly(more);
        count += more;
      }
    }

    @Override
    public void close() {
      permits.release(count);
      count = 0;
    }
  }

  Held hold() {
    return new Held();
  }

  /**
   * All bytes of a body.
   *
   * @throws Fault where it is too large
   * @throws BrokenBodyException when the caller goes away
   */
  ByteBuffer gather(Body body, Held held) {
    try {
      ByteBuffer first = body.next();
      if (first == null) {
        return ByteBuffer.allocate(0);
      }
      byte[] bytes = new byte[Math.max(FIRST_BYTES, first.remaining())];
      int length = 0;
      for (ByteBuffer part = first; part != null; part = body.next()) {
        int size = part.remaining();
        if (size > limitBytes - length) {
          throw Fault.of(413, "RequestEntityTooLarge", "The request is too large.");
        }
        if (length + size > bytes.length) {
          int larger = Math.clamp(bytes.length * 2L, length + size, limitBytes);
          held.grow(larger);
          bytes = Arrays.copyOf(bytes, larger);
        }
        part.get(bytes, length, size);
        length += size;
      }
      return ByteBuffer.wrap(bytes, 0, length);
    } catch (IOException e) {
      throw new BrokenBodyException(e);
    }
  }
}
