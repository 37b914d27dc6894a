package dev.cloudjar.store;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * What stands behind the bytes of a copy: the CRC32C of each block of them, four bytes each. So a
 * copy that has rotted is told from a good one, block by block and without the others.
 */
final class BlockChecksums {
  /** Never to be changed. */
  static final int BLOCK_BYTES = 64 * 1024;

  private final CRC32C running = new CRC32C();
  private final ByteArrayOutputStream ended = new ByteArrayOutputStream();
  private int inBlock;

  /** Takes all remaining bytes of {@code source}, and leaves its position where it is. */
  void update(ByteBuffer source) {
    ByteBuffer rest = source.duplicate();
    while (rest.hasRemaining()) {
      int count = Math.min(rest.remaining(), BLOCK_BYTES - inBlock);
      running.update(rest.slice(rest.position(), count));
      rest.position(rest.position() + count);
      inBlock += count;
      if (inBlock == BLOCK_BYTES) {
        endBlock();
      }
    }
  }

  private void endBlock() {
    ended.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt((int) running.getValue()).array());
    running.reset();
    inBlock = 0;
  }

  /** The checksums of all that was taken. */
  ByteBuffer finish() {
    if (inBlock > 0) {
      endBlock();
    }
    return ByteBuffer.wrap(ended.toByteArray());
  }

  /** How many blocks content of a size has. */
  static long blocks(long sizeBytes) {
    return (sizeBytes + BLOCK_BYTES - 1) / BLOCK_BYTES;
  }

  /**
   * Reads one block of a copy.
   *
   * @param sizeBytes of all blocks together
   * @param target has room for a block; holds this one, ready to be read, when this returns
   * @throws IOException where the copy does not hold what was written
   */
  static void read(Blob copy, long sizeBytes, long block, ByteBuffer target) throws IOException {
    long start = block * BLOCK_BYTES;
    target.clear().limit((int) Math.min(BLOCK_BYTES, sizeBytes - start));
    fill(copy, start, target);
    ByteBuffer expected = ByteBuffer.allocate(Integer.BYTES);
    fill(copy, sizeBytes + block * Integer.BYTES, expected);
    CRC32C found = new CRC32C();
    found.update(target.flip());
    if ((int) found.getValue() != expected.getInt(0)) {
      throw new IOException("block " + block + " is not what was written");
    }
    target.rewind();
  }

  private static void fill(Blob copy, long start, ByteBuffer target) throws IOException {
    while (target.hasRemaining()) {
      if (copy.read(target, start + target.position()) < 0) {
        throw new EOFException("the copy is too short");
      }
    }
  }
}
