package dev.cloudjar.s3.content;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Digests large content on another thread while whoever writes it goes on: digesting takes longer
 * than anything else that an upload needs. One portion is digested while the next is gathered.
 *
 * <p>Where as many upload at once as there are processors, none is free for that, and each digests
 * what it has gathered itself: handing over would only cost.
 */
final class BackgroundDigest implements AutoCloseable {
  /** Behind so many bytes it pays. */
  static final long LEAST_BYTES = 1024 * 1024;

  private static final int PORTION_BYTES = 128 * 1024;
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
  private static final Executor THREADS = Executors.newVirtualThreadPerTaskExecutor();
  private static final AtomicInteger DIGESTING = new AtomicInteger();

  private final ContentDigest digest;
  private final int processors;
  private ByteBuffer gathered = ByteBuffer.allocate(PORTION_BYTES);
  private ByteBuffer digested = ByteBuffer.allocate(PORTION_BYTES);
  private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);

  private boolean closed;

  BackgroundDigest(ContentDigest digest) {
    this(digest, PROCESSORS);
  }

  BackgroundDigest(ContentDigest digest, int processors) {
    this.digest = digest;
    this.processors = processors;
    DIGESTING.incrementAndGet();
  }

  /** Takes the bytes and leaves the buffer's position where it is. */
  void update(ByteBuffer source) {
    ByteBuffer rest = source.duplicate();
    while (rest.hasRemaining()) {
      int count = Math.min(rest.remaining(), gathered.remaining());
      gathered.put(rest.slice(rest.position(), count));
      rest.position(rest.position() + count);
      if (!gathered.hasRemaining()) {
        handOver();
      }
    }
  }

  private void handOver() {
    await();
    ByteBuffer portion = gathered.flip();
    if (DIGESTING.get() >= processors) {
      digest.update(portion);
      portion.clear();
      return;
    }
    gathered = digested.clear();
    digested = portion;
    running = CompletableFuture.runAsync(() -> digest.update(portion), THREADS);
  }

  /** Waits until all that was taken is digested. */
  void finish() {
    handOver();
    await();
  }

  /** Makes room for others. What is still being digested then goes nowhere. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      DIGESTING.decrementAndGet();
    }
  }

  private void await() {
    try {
      running.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }
}
