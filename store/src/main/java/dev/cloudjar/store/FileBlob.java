package dev.cloudjar.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A file with exactly a blob's bytes. It may be removed while it is open. */
final class FileBlob implements Blob {
  private final FileChannel channel;
  private final long sizeBytes;
  private final Runnable onClose;
  private boolean closed;

  /**
   * @param onClose run once, when nobody reads the file any more
   */
  FileBlob(FileChannel channel, Runnable onClose) throws IOException {
    this.channel = channel;
    this.sizeBytes = channel.size();
    this.onClose = onClose;
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    return channel.read(target, position);
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      onClose.run();
    }
  }
}
