package dev.cloudjar.store;

import dev.cloudjar.store.ZoneRows.Copy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Writes a blob to several zones at once; one that fails is left out. */
final class ZonedWriter implements BlobWriter {
  /** Waits for the disks of all zones together. */
  private static final ExecutorService THREADS = Executors.newVirtualThreadPerTaskExecutor();

  private final BlobId id;
  private final int least;
  private final OnCommit onCommit;
  private final BlockChecksums checksums = new BlockChecksums();
  private final List<Target> targets;
  private long sizeBytes;
  private boolean ended;

  /** A copy that is being written. */
  record Target(int zone, FileBlobs blobs, BlobWriter writer) {}

  /** A copy that has been written and that nobody has adopted. */
  record Written(Copy copy, FileBlobs blobs) {}

  /** Takes over what was written. */
  interface OnCommit {
    void accept(long sizeBytes, List<Written> copies);
  }

  /**
   * @param least how many copies there must be
   */
  ZonedWriter(BlobId id, List<Target> targets, int least, OnCommit onCommit) throws IOException {
    this.id = id;
    this.targets = new ArrayList<>(targets);
    this.least = least;
    this.onCommit = onCommit;
    check(null);
  }

  private interface Step {
    void take(Target target) throws IOException;
  }

  @Override
  public void write(ByteBuffer source) throws IOException {
    checkOpen();
    checksums.update(source);
    each(target -> target.writer().write(source.duplicate()));
    sizeBytes += source.remaining();
    source.position(source.limit());
  }

  private void each(Step step) throws IOException {
    IOException failure = null;
    for (Iterator<Target> rest = targets.iterator(); rest.hasNext(); ) {
      Target target = rest.next();
      try {
        step.take(target);
      } catch (IOException e) {
        failure = e;
        rest.remove();
        abandon(target);
      }
    }
    check(failure);
  }

  private void check(@Nullable IOException failure) throws IOException {
    if (targets.size() < least) {
      throw new IOException(
          "only %d zones take blobs, and %d have to".formatted(targets.size(), least), failure);
    }
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  @Override
  public BlobId commit() throws IOException {
    checkOpen();
    ByteBuffer tail = checksums.finish();
    each(target -> target.writer().write(tail.duplicate()));
    ended = true;
    List<Future<Written>> commits = new ArrayList<>();
    for (Target target : targets) {
      commits.add(THREADS.submit(() -> commit(target)));
    }
    List<Written> written = new ArrayList<>();
    IOException failure = null;
    for (Future<Written> commit : commits) {
      try {
        written.add(commit.get());
      } catch (ExecutionException e) {
        failure = new IOException(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        failure = new IOException(e);
      }
    }
    if (written.size() < least) {
      written.forEach(each -> each.blobs().discard(each.copy().id()));
      throw new IOException("too few zones have taken the blob", failure);
    }
    onCommit.accept(sizeBytes, written);
    return id;
  }

  private static Written commit(Target target) throws IOException {
    return new Written(new Copy(target.zone(), target.writer().commit().value()), target.blobs());
  }

  @Override
  public void close() {
    ended = true;
    targets.forEach(ZonedWriter::abandon);
  }

  /** What cannot be removed now is when the zone is opened again. */
  private static void abandon(Target target) {
    try {
      target.writer().close();
    } catch (UncheckedIOException e) {
      return;
    }
  }

  private void checkOpen() {
    if (ended) {
      throw new IllegalStateException("the blob is ended");
    }
  }
}
