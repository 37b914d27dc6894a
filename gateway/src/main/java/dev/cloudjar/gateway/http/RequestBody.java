package dev.cloudjar.gateway.http;

import dev.cloudjar.cloud.Body;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A body on its way: filled by the thread that reads the network, emptied by the handler, and never
 * holding more than the door allows, because {@link #offer} tells when to stop reading.
 */
final class RequestBody implements Body {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrival = lock.newCondition();
  private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>();
  private final OptionalLong declaredSizeBytes;
  private final int limitBytes;
  private final long stallSeconds;
  private final Runnable onDrained;
  private @Nullable Runnable onFirstDemand;
  private @Nullable ByteBuf current;
  private int waitingBytes;
  private boolean full;
  private boolean ended;
  private boolean discarding;
  private @Nullable IOException failure;
  private Map<String, String> trailers = Map.of();

  /**
   * @param onFirstDemand called once when bytes are asked for that are not there yet; for {@code
   *     100 Continue}
   * @param onDrained called when there is room again after {@link #offer} answered that there is
   *     none
   */
  RequestBody(
      OptionalLong declaredSizeBytes,
      DoorLimits limits,
      @Nullable Runnable onFirstDemand,
      Runnable onDrained) {
    this.declaredSizeBytes = declaredSizeBytes;
    this.limitBytes = limits.bufferedBodyBytes();
    this.stallSeconds = limits.stallSeconds();
    this.onFirstDemand = onFirstDemand;
    this.onDrained = onDrained;
  }

  /** Adds bytes, taking the buffer over; true where no more should be read for now. */
  boolean offer(ByteBuf bytes) {
    lock.lock();
    try {
      if (discarding || failure != null || !bytes.isReadable()) {
        bytes.release();
        return false;
      }
      waiting.add(bytes);
      waitingBytes += bytes.readableBytes();
      arrival.signal();
      full = waitingBytes >= limitBytes;
      return full;
    } finally {
      lock.unlock();
    }
  }

  /** Says that all bytes were offered. */
  void end(Map<String, String> withTrailers) {
    lock.lock();
    try {
      ended = true;
      trailers = withTrailers;
      arrival.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Says that there will be no more bytes, though there should be. */
  void fail(IOException reason) {
    lock.lock();
    try {
      if (!ended && failure == null) {
        failure = reason;
        arrival.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Gives back all buffers, and those that are still to be offered. */
  void discard() {
    lock.lock();
    try {
      discarding = true;
      full = false;
      waiting.forEach(ByteBuf::release);
      waiting.clear();
      waitingBytes = 0;
      releaseCurrent();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public OptionalLong declaredSizeBytes() {
    return declaredSizeBytes;
  }

  @Override
  public @Nullable ByteBuffer next() throws IOException {
    boolean drained;
    ByteBuffer next;
    lock.lock();
    try {
      releaseCurrent();
      ByteBuf buffer = await();
      current = buffer;
      next = buffer == null ? null : buffer.nioBuffer();
      drained = full && waitingBytes <= limitBytes / 2;
      full = full && !drained;
    } finally {
      lock.unlock();
    }
    if (drained) {
      onDrained.run();
    }
    return next;
  }

  private @Nullable ByteBuf await() throws IOException {
    try {
      while (waiting.isEmpty()) {
        if (failure != null) {
          throw new IOException(failure.getMessage(), failure);
        }
        if (ended) {
          return null;
        }
        demand();
        if (!arrival.await(stallSeconds, TimeUnit.SECONDS) && waiting.isEmpty() && !ended) {
          failure = new IOException("no bytes came for " + stallSeconds + " seconds");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    ByteBuf buffer = waiting.remove();
    waitingBytes -= buffer.readableBytes();
    return buffer;
  }

  private void demand() {
    Runnable action = onFirstDemand;
    if (action != null) {
      onFirstDemand = null;
      action.run();
    }
  }

  private void releaseCurrent() {
    ByteBuf buffer = current;
    if (buffer != null) {
      current = null;
      buffer.release();
    }
  }

  @Override
  public Map<String, String> trailers() {
    lock.lock();
    try {
      return trailers;
    } finally {
      lock.unlock();
    }
  }
}
