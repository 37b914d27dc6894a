package dev.cloudjar.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * Writes one file. Long ones go to the disk while more arrives, so that little is left to wait for
 * at the end, and others' small writes don't queue behind a large one.
 */
final class FileBlobWriter implements BlobWriter {
  private static final long FLUSH_BYTES = 32 << 20;

  private final BlobId id;
  private final Path file;
  private final Durability durability;
  private final Consumer<BlobId> committer;
  private final FileChannel channel;
  private CompletableFuture<Void> flush = CompletableFuture.completedFuture(null);
  private long flushedBytes;
  private long sizeBytes;
  private boolean committed;
  private boolean closed;

  /**
   * @param file is written over
   * @param committer told once the blob's bytes are as durable as they are to be
   */
  FileBlobWriter(BlobId id, Path file, Durability durability, Consumer<BlobId> committer)
      throws IOException {
    this.id = id;
    this.file = file;
    this.durability = durability;
    this.committer = committer;
    this.channel = FileChannel.open(file, StandardOpenOption.WRITE);
  }

  @Override
  public void write(ByteBuffer source) throws IOException {
    checkOpen();
    while (source.hasRemaining()) {
      sizeBytes += channel.write(source);
    }
    if (durability == Durability.SYNC && sizeBytes - flushedBytes >= FLUSH_BYTES) {
      awaitFlush();
      flushedBytes = sizeBytes;
      flush = new CompletableFuture<>();
      Thread.ofVirtual().start(() -> flush(flush));
    }
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  @Override
  public BlobId commit() throws IOException {
    checkOpen();
    awaitFlush();
    if (channel.size() > sizeBytes) {
      channel.truncate(sizeBytes);
    }
    if (durability == Durability.SYNC) {
      channel.force(false);
    }
    channel.close();
    committer.accept(id);
    committed = true;
    return id;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (committed) {
      return;
    }
    try {
      awaitFlush();
    } catch (IOException e) {
      // What is removed need not be on the disk.
    }
    try {
      channel.close();
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void flush(CompletableFuture<Void> done) {
    try {
      channel.force(false);
      done.complete(null);
    } catch (IOException e) {
      done.completeExceptionally(e);
    }
  }

  private void awaitFlush() throws IOException {
    try {
      flush.join();
    } catch (CompletionException e) {
      throw new IOException("cannot write " + file, e.getCause());
    }
  }

  private void checkOpen() {
    if (committed || closed) {
      throw new IllegalStateException("the blob is ended");
    }
  }
}
