package dev.cloudjar.gateway;

import dev.cloudjar.cloud.Body;
import dev.cloudjar.cloud.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Gathers bodies that have to be read as a whole. One may be so large, and all that are being
 * gathered at a time together so large: who comes too late waits, and is sent away if it lasts.
 */
final class BodyGatherer {
  private static final int FIRST_BYTES = 16 * 1024;
  private static final int PERMIT_BYTES = 64 * 1024;
  private static final int PATIENCE_SECONDS = 30;

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

  /** What one request holds of the common room until it is over. */
  final class Held implements AutoCloseable {
    private int count;

    /** Takes everything that may be needed at once: who holds a part never waits for more. */
    private void take(long bytes) throws IOException {
      int needed = (int) (bytes / PERMIT_BYTES);
      if (count > 0 || needed == 0) {
        return;
      }
      try {
        if (!permits.tryAcquire(needed, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          throw Fault.of(503, "ServiceUnavailable", "Too many large requests at a time.");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
      count = needed;
    }

    @Override
    public void close() {
      if (count > 0) {
        permits.release(count);
        count = 0;
      }
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
      long declared = body.declaredSizeBytes().orElse(limitBytes);
      if (declared > limitBytes) {
        throw tooLarge();
      }
      held.take(declared);
      return read(body, (int) Math.min(declared, FIRST_BYTES));
    } catch (IOException e) {
      throw new BrokenBodyException(e);
    }
  }

  private ByteBuffer read(Body body, int firstBytes) throws IOException {
    byte[] bytes = new byte[firstBytes];
    int length = 0;
    for (ByteBuffer part = body.next(); part != null; part = body.next()) {
      int size = part.remaining();
      if (size > limitBytes - length) {
        throw tooLarge();
      }
      if (length + size > bytes.length) {
        int larger = (int) Math.min(Math.max(bytes.length * 2L, length + size), limitBytes);
        bytes = Arrays.copyOf(bytes, larger);
      }
      part.get(bytes, length, size);
      length += size;
    }
    return ByteBuffer.wrap(bytes, 0, length);
  }

  private static Fault tooLarge() {
    return Fault.of(413, "RequestEntityTooLarge", "The request is too large.");
  }
}
