package dev.cloudjar.s3.content;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Digests large content on another thread while whoever writes it goes on: digesting takes longer
 * than anything else that an upload needs. One portion is digested while it is written and the next
 * is gathered.
 *
 * <p>Where as many upload at once as there are processors, none is free for that, and each digests
 * what it has gathered itself: handing over would only cost.
 */
final class PortionDigest implements AutoCloseable {
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
  private static final Executor THREADS = Executors.newVirtualThreadPerTaskExecutor();
  private static final AtomicInteger DIGESTING = new AtomicInteger();

  private final ContentDigest digest;
  private final int processors;
  private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);
  private boolean closed;

  PortionDigest(ContentDigest digest) {
    this(digest, PROCESSORS);
  }

  PortionDigest(ContentDigest digest, int processors) {
    this.digest = digest;
    this.processors = processors;
    DIGESTING.incrementAndGet();
  }

  /**
   * Takes the first {@code length} bytes of a portion, which must not change before the next call.
   * The one before is digested when this returns.
   */
  void update(byte[] portion, int length) {
    finish();
    ByteBuffer bytes = ByteBuffer.wrap(portion, 0, length);
    if (DIGESTING.get() >= processors) {
      digest.update(bytes);
    } else {
      running = CompletableFuture.runAsync(() -> digest.update(bytes), THREADS);
    }
  }

  /** Waits until all that was taken is digested. */
  void finish() {
    try {
      running.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** Makes room for others. What is still being digested then goes nowhere. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      DIGESTING.decrementAndGet();
    }
  }
}
