package dev.cloudjar.cloud.checksum;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Works a slow checksum out beside the thread that brings the bytes, so that it overlaps with
 * receiving and writing them, as long as a processor is free for it: a long upload that is alone
 * takes less time, while many of them take no more work. Short input is worked out at once and pays
 * nothing.
 *
 * <p>At most {@value #MOST_BLOCKS} blocks of {@value #BLOCK_BYTES} bytes are held; who brings more
 * waits. A checksum that is given up needs no end: nobody waits for more bytes.
 */
public final class OverlappedChecksum implements RunningChecksum {
  /** So much is worked out at once, for most bodies end before. */
  static final int AT_ONCE_BYTES = 256 * 1024;

  static final int BLOCK_BYTES = 128 * 1024;
  static final int MOST_BLOCKS = 4;

  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  /** One processor is left to those who bring the bytes. */
  private static final Semaphore FREE_PROCESSORS = new Semaphore(Math.max(1, PROCESSORS - 1));

  /** How many bring bytes at this moment: where all processors do, none is free for more. */
  private static final AtomicInteger BRINGING = new AtomicInteger();

  private static final ByteBuffer NO_BLOCK = ByteBuffer.allocate(0);

  private final RunningChecksum checksum;
  private final Semaphore processors;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition progress = lock.newCondition();

  // Guarded by the lock. While there is a worker, the checksum is its own.
  private final ArrayDeque<ByteBuffer> waiting = new ArrayDeque<>(MOST_BLOCKS);
  private final ArrayDeque<ByteBuffer> empty = new ArrayDeque<>(MOST_BLOCKS);
  private boolean working;

  private long takenBytes;
  private int blocks;
  private ByteBuffer block = NO_BLOCK;

  /** Works {@code checksum} out, which nobody else may use any more. */
  public OverlappedChecksum(RunningChecksum checksum) {
    this(checksum, FREE_PROCESSORS);
  }

  OverlappedChecksum(RunningChecksum checksum, Semaphore processors) {
    this.checksum = checksum;
    this.processors = processors;
  }

  @Override
  public void update(ByteBuffer bytes) {
    if (takenBytes < AT_ONCE_BYTES) {
      takenBytes += bytes.remaining();
      checksum.update(bytes);
      return;
    }
    boolean crowded = BRINGING.incrementAndGet() >= PROCESSORS;
    try {
      if (crowded && isIdle()) {
        checksum.update(bytes);
      } else {
        gather(bytes);
      }
    } finally {
      BRINGING.decrementAndGet();
    }
  }

  private boolean isIdle() {
    if (block.position() > 0) {
      return false;
    }
    lock.lock();
    try {
      return !working;
    } finally {
      lock.unlock();
    }
  }

  private void gather(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      if (!block.hasRemaining()) {
        block = emptyBlock();
      }
      int size = Math.min(block.remaining(), bytes.remaining());
      block.put(bytes.slice(bytes.position(), size));
      bytes.position(bytes.position() + size);
      if (!block.hasRemaining()) {
        handOn(block.flip());
        block = NO_BLOCK;
      }
    }
  }

  @Override
  public byte[] value() {
    lock.lock();
    try {
      while (working) {
        progress.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
    checksum.update(block.flip());
    return checksum.value();
  }

  private ByteBuffer emptyBlock() {
    lock.lock();
    try {
      while (empty.isEmpty() && blocks == MOST_BLOCKS) {
        progress.awaitUninterruptibly();
      }
      if (!empty.isEmpty()) {
        return empty.remove();
      }
    } finally {
      lock.unlock();
    }
    blocks++;
    return ByteBuffer.allocate(BLOCK_BYTES);
  }

  private void handOn(ByteBuffer full) {
    lock.lock();
    try {
      if (!working && !processors.tryAcquire()) {
        take(full);
        return;
      }
      waiting.add(full);
      if (!working) {
        working = true;
        Thread.ofVirtual().name("checksum").start(this::work);
      }
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    try {
      while (true) {
        ByteBuffer next;
        lock.lock();
        try {
          if (waiting.isEmpty()) {
            working = false;
            progress.signalAll();
            return;
          }
          next = waiting.remove();
        } finally {
          lock.unlock();
        }
        checksum.update(next);
        lock.lock();
        try {
          empty.add(next.clear());
          progress.signalAll();
        } finally {
          lock.unlock();
        }
      }
    } finally {
      processors.release();
    }
  }

  private void take(ByteBuffer full) {
    checksum.update(full);
    empty.add(full.clear());
  }
}
