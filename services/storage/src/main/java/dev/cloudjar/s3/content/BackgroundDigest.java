package dev.cloudjar.s3.content;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * Digests large content on another thread while whoever writes it goes on: digesting takes longer
 * than anything else that an upload needs. One portion is digested while the next is gathered.
 */
final class BackgroundDigest {
  /** Behind so many bytes it pays. */
  static final long LEAST_BYTES = 1024 * 1024;

  private static final int PORTION_BYTES = 128 * 1024;
  private static final Executor THREADS = Executors.newVirtualThreadPerTaskExecutor();

  private final ContentDigest digest;
  private ByteBuffer gathered = ByteBuffer.allocate(PORTION_BYTES);
  private ByteBuffer digested = ByteBuffer.allocate(PORTION_BYTES);
  private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);

  BackgroundDigest(ContentDigest digest) {
    this.digest = digest;
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
    gathered = digested.clear();
    digested = portion;
    running = CompletableFuture.runAsync(() -> digest.update(portion), THREADS);
  }

  /** Waits until all that was taken is digested. */
  void finish() {
    handOver();
    await();
  }

  private void await() {
    try {
      running.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }
}
