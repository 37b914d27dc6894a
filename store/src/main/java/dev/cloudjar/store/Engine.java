package dev.cloudjar.store;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Keeps committed pairs: what differs between stores. {@link OptimisticStore} does the rest. */
interface Engine extends AutoCloseable {

  /** A view of all that is applied. */
  View view();

  /** Applies all changes or none. Later views show them. Called by one thread at a time. */
  void apply(WriteSet writes);

  /** Returns once all that was applied before the call survives the loss of power. */
  void sync();

  /**
   * Where a scan takes the longer the more was deleted from where it walks: how long it may take to
   * find the next pair before that is to be helped with {@link Gaps}. Negative for always.
   */
  OptionalLong slowScanNanos();

  /** Called once all views are closed. */
  @Override
  void close();

  /** What was applied at one moment; for any number of threads. */
  interface View extends AutoCloseable {
    byte @Nullable [] get(byte[] key);

    Scan scan(KeyRange range);

    Scan scanReverse(KeyRange range);

    /** Called once all scans are closed. */
    @Override
    void close();
  }
}
