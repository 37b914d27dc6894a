package dev.cloudjar.fabric.machine;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** That a machine has ended, for those who wait for it. */
final class MachineEnd {
  private final CountDownLatch ended = new CountDownLatch(1);

  void tell() {
    ended.countDown();
  }

  /** Whether it has ended within a time. */
  boolean await(Duration time) throws IOException {
    try {
      return ended.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopping");
    }
  }
}
