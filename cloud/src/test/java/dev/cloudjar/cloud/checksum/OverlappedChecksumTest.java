package dev.cloudjar.cloud.checksum;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OverlappedChecksumTest {

  @ParameterizedTest
  @ValueSource(
      ints = {
        0,
        1,
        OverlappedChecksum.AT_ONCE_BYTES - 1,
        OverlappedChecksum.AT_ONCE_BYTES,
        OverlappedChecksum.AT_ONCE_BYTES + 1,
        OverlappedChecksum.AT_ONCE_BYTES + OverlappedChecksum.BLOCK_BYTES,
        3_000_001
      })
  void givesTheSameValueHoweverLongAndWhoeverWorks(int size) {
    byte[] bytes = bytes(size);
    RunningChecksum plain = RunningChecksum.md5();
    plain.update(ByteBuffer.wrap(bytes));
    byte[] expected = plain.value();
    for (int processors : new int[] {0, 1}) {
      for (int portion : new int[] {1000, 65_536, 1_000_000}) {
        RunningChecksum overlapped =
            new OverlappedChecksum(RunningChecksum.md5(), new Semaphore(processors));
        feed(overlapped, bytes, portion);
        assertThat(overlapped.value()).isEqualTo(expected);
      }
    }
  }

  @Test
  void leavesNothingBehindWhenItIsGivenUp() throws InterruptedException {
    Semaphore processors = new Semaphore(1);
    for (int i = 0; i < 20; i++) {
      feed(new OverlappedChecksum(RunningChecksum.md5(), processors), bytes(1_000_000), 65_536);
    }
    processors.acquire();
    assertThat(processors.availablePermits()).isZero();
  }

  @Test
  void takesTheBytesAndNotTheBuffer() {
    byte[] bytes = bytes(2_000_000);
    RunningChecksum plain = RunningChecksum.md5();
    plain.update(ByteBuffer.wrap(bytes));
    RunningChecksum overlapped = new OverlappedChecksum(RunningChecksum.md5());
    ByteBuffer reused = ByteBuffer.allocateDirect(10_000);
    for (int at = 0; at < bytes.length; at += 10_000) {
      reused.clear().put(bytes, at, 10_000).flip();
      overlapped.update(reused);
      assertThat(reused.hasRemaining()).isFalse();
    }
    assertThat(overlapped.value()).isEqualTo(plain.value());
  }

  private static void feed(RunningChecksum checksum, byte[] bytes, int portion) {
    for (int at = 0; at < bytes.length; at += portion) {
      checksum.update(ByteBuffer.wrap(bytes, at, Math.min(portion, bytes.length - at)));
    }
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
