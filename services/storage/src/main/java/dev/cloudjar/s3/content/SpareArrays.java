package dev.cloudjar.s3.content;

import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Arrays that uploads are done with, for the next ones. New ones must be cleared by the JVM, and
 * those that wait for the disk outlive its young generation: the heap would fill with them.
 */
final class SpareArrays {
  private static final int MOST_SPARE = 48;

  private final int length;
  private final Queue<byte[]> spare = new ArrayBlockingQueue<>(MOST_SPARE);

  /**
   * @param length of each of them
   */
  SpareArrays(int length) {
    this.length = length;
  }

  /** An array with anything in it. */
  byte[] take() {
    byte[] array = spare.poll();
    return array == null ? new byte[length] : array;
  }

  /** Takes an array back, unless it was none of these. */
  void give(byte[] array) {
    if (array.length == length) {
      spare.offer(array);
    }
  }
}
