package dev.cloudjar.gateway.client;

import dev.cloudjar.cloud.Content;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Reads bytes while a thread of their own makes them, which waits while they are not read. */
final class PipeStream extends InputStream {
  private static final int MOST_PIECES = 4;
  private static final int PIECE_BYTES = 64 * 1024;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition change = lock.newCondition();
  private final ArrayDeque<ByteBuffer> pieces = new ArrayDeque<>();
  private boolean ended;
  private boolean closed;
  private @Nullable Thread maker;
  private @Nullable Throwable failure;

  private PipeStream() {}

  static PipeStream of(Content.Source source) {
    PipeStream pipe = new PipeStream();
    Thread.ofVirtual().name("answer").start(() -> pipe.fill(source));
    return pipe;
  }

  private void fill(Content.Source source) {
    Throwable thrown = null;
    if (!begin()) {
      return;
    }
    try {
      source.writeTo(new Entrance());
    } catch (IOException | RuntimeException e) {
      thrown = e;
    }
    lock.lock();
    try {
      maker = null;
      ended = true;
      failure = thrown;
      change.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean begin() {
    lock.lock();
    try {
      maker = Thread.currentThread();
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    lock.lock();
    try {
      while (pieces.isEmpty() && !ended) {
        change.await();
      }
      ByteBuffer piece = pieces.peek();
      if (piece == null) {
        if (failure != null) {
          throw new IOException("the answer broke off", failure);
        }
        return -1;
      }
      int count = Math.min(length, piece.remaining());
      piece.get(target, offset, count);
      if (!piece.hasRemaining()) {
        pieces.remove();
        change.signalAll();
      }
      return count;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      change.signalAll();
      if (maker != null) {
        maker.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Where the bytes go in. */
  private final class Entrance implements WritableByteChannel {
    @Override
    public int write(ByteBuffer source) throws IOException {
      int total = source.remaining();
      while (source.hasRemaining()) {
        byte[] copy = new byte[Math.min(PIECE_BYTES, source.remaining())];
        source.get(copy);
        put(ByteBuffer.wrap(copy));
      }
      return total;
    }

    private void put(ByteBuffer piece) throws IOException {
      lock.lock();
      try {
        while (pieces.size() >= MOST_PIECES && !closed) {
          change.await();
        }
        if (closed) {
          throw new ClosedChannelException();
        }
        pieces.add(piece);
        change.signalAll();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public boolean isOpen() {
      lock.lock();
      try {
        return !closed;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {}
  }
}
