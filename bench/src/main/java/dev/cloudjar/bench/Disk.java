package dev.cloudjar.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/** What the disk takes: new files written front to back and synced, as a durable upload must. */
final class Disk {
  private static final int CHUNK_BYTES = 1 << 20;

  private Disk() {}

  /** Megabytes a second for files of {@code fileMegabytes}, each synced before the next. */
  static double sequentialWrite(Path folder, int fileMegabytes, int seconds) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
    byte[] noise = new byte[CHUNK_BYTES];
    new Random(1).nextBytes(noise);
    chunk.put(noise).flip();
    long begun = System.nanoTime();
    long written = 0;
    for (int i = 0; System.nanoTime() - begun < seconds * 1_000_000_000L; i++) {
      Path file = folder.resolve("disk-" + i % 16);
      try (FileChannel channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        for (int part = 0; part < fileMegabytes; part++) {
          written += channel.write(chunk.duplicate());
        }
        channel.force(false);
      }
    }
    double elapsed = (System.nanoTime() - begun) / 1e9;
    for (int i = 0; i < 16; i++) {
      Files.deleteIfExists(folder.resolve("disk-" + i));
    }
    return written / 1e6 / elapsed;
  }
}
