package dev.cloudjar.s3;

import dev.cloudjar.store.KeyRange;
import dev.cloudjar.store.Scan;
import dev.cloudjar.store.Snapshot;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts the rows that are read. */
record CountingSnapshot(Snapshot snapshot, AtomicInteger steps) implements Snapshot {

  @Override
  public byte @Nullable [] get(byte[] key) {
    steps.incrementAndGet();
    return snapshot.get(key);
  }

  @Override
  public Scan scan(KeyRange range) {
    return new CountingScan(snapshot.scan(range), steps);
  }

  @Override
  public Scan scanReverse(KeyRange range) {
    return new CountingScan(snapshot.scanReverse(range), steps);
  }

  private record CountingScan(Scan scan, AtomicInteger steps) implements Scan {
    @Override
    public boolean next() {
      steps.incrementAndGet();
      return scan.next();
    }

    @Override
    public byte[] key() {
      return scan.key();
    }

    @Override
    public byte[] value() {
      return scan.value();
    }

    @Override
    public void close() {
      scan.close();
    }
  }
}
