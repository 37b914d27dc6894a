package dev.cloudjar.s3;

import dev.cloudjar.cloud.Sink;
import dev.cloudjar.s3.select.Selection;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.s3.model.SelectObjectContentEventStream;

/** Sends what a query finds, and tells how it goes on. */
final class SelectStreamOperations implements Selection.Results {
  private static final int RECORDS_BYTES = 128 * 1024;
  private static final long PROGRESS_BYTES = 8L << 20;
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Sink sink;
  private final boolean progress;
  private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
  private final AtomicLong scannedBytes = new AtomicLong();
  private final AtomicLong processedBytes = new AtomicLong();
  private long returnedBytes;
  private long toldBytes;
  private final LongSupplier nanoTime;
  private long sentNanos;

  /**
   * @param progress whether the caller wants to know
   */
  SelectStreamOperations(Sink sink, boolean progress) {
    this(sink, progress, System::nanoTime);
  }

  SelectStreamOperations(Sink sink, boolean progress, LongSupplier nanoTime) {
    this.sink = sink;
    this.progress = progress;
    this.nanoTime = nanoTime;
    this.sentNanos = nanoTime.getAsLong();
  }

  @Override
  public void take(byte[] record) throws IOException {
    waiting.writeBytes(record);
    tellIfDue();
    if (waiting.size() >= RECORDS_BYTES) {
      flush();
    }
  }

  private void flush() throws IOException {
    if (waiting.size() > 0) {
      returnedBytes += waiting.size();
      send(
          SelectObjectContentEventStream.recordsBuilder()
              .payload(SdkBytes.fromByteArray(waiting.toByteArray()))
              .build());
      waiting.reset();
    }
  }

  private void send(SdkPojo event) throws IOException {
    sink.send(event);
    sentNanos = nanoTime.getAsLong();
  }

  /** The last that is to be told. */
  void end() throws IOException {
    flush();
    tellProgress();
    send(
        SelectObjectContentEventStream.statsBuilder()
            .details(
                it ->
                    it.bytesScanned(scannedBytes.get())
                        .bytesProcessed(processedBytes.get())
                        .bytesReturned(returnedBytes))
            .build());
    send(SelectObjectContentEventStream.endBuilder().build());
  }

  private void tellProgress() throws IOException {
    if (progress) {
      toldBytes = processedBytes.get();
      send(
          SelectObjectContentEventStream.progressBuilder()
              .details(
                  it ->
                      it.bytesScanned(scannedBytes.get())
                          .bytesProcessed(processedBytes.get())
                          .bytesReturned(returnedBytes))
              .build());
    }
  }

  /** What is read of the object, counted as it is. */
  InputStream scanned(InputStream in) {
    return new Counted(in, false);
  }

  /** The same once it is no longer compressed. */
  InputStream processed(InputStream in) {
    return new Counted(in, true);
  }

  /** Hears of bytes that were read by ranges, on whatever thread. */
  void read(long bytes) {
    scannedBytes.addAndGet(bytes);
    processedBytes.addAndGet(bytes);
  }

  private void processed(long bytes) throws IOException {
    processedBytes.addAndGet(bytes);
    tellIfDue();
  }

  /** Lets the caller hear of it where it goes on for long. */
  void tellIfDue() throws IOException {
    if (progress && processedBytes.get() - toldBytes >= PROGRESS_BYTES) {
      tellProgress();
    }
    if (nanoTime.getAsLong() - sentNanos >= SILENCE_NANOS) {
      send(SelectObjectContentEventStream.contBuilder().build());
    }
  }

  private final class Counted extends FilterInputStream {
    private final boolean ofProcessed;

    Counted(InputStream in, boolean ofProcessed) {
      super(in);
      this.ofProcessed = ofProcessed;
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      count(read < 0 ? -1 : 1);
      return read;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = super.read(target, offset, length);
      count(read);
      return read;
    }

    private void count(int bytes) throws IOException {
      if (bytes > 0 && ofProcessed) {
        processed(bytes);
      } else if (bytes > 0) {
        scannedBytes.addAndGet(bytes);
      }
    }
  }
}
