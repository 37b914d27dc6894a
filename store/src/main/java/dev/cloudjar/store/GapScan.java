package dev.cloudjar.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A walk in key order over what a view shows, past the {@link Gaps} that are known. */
final class GapScan implements Scan {
  private final Views.Shared shared;
  private final Gaps gaps;
  private final KeyRange range;

  /** The last key that was found. */
  private byte @Nullable [] last;

  /** Where the gap ended that the scan went past since the last pair. */
  private byte @Nullable [] wentPastUntil;

  private boolean slow;
  private @Nullable Scan part;
  private @Nullable KeyRange nextGap;

  GapScan(Views.Shared shared, Gaps gaps, KeyRange range) {
    this.shared = shared;
    this.gaps = gaps;
    this.range = range;
    openPart(range.start());
  }

  @Override
  public boolean next() {
    while (part != null) {
      long begun = System.nanoTime();
      boolean found = part.next();
      slow |= System.nanoTime() - begun > gaps.slowNanos();
      if (found) {
        byte[] key = part.key();
        remember(key);
        last = key;
        return true;
      }
      KeyRange gap = nextGap;
      if (gap == null) {
        remember(range.end());
        close();
      } else {
        goPast(gap);
      }
    }
    return false;
  }

  @Override
  public byte[] key() {
    return current().key();
  }

  @Override
  public byte[] value() {
    return current().value();
  }

  @Override
  public void close() {
    if (part != null) {
      part.close();
      part = null;
    }
  }

  private Scan current() {
    if (part == null) {
      throw new IllegalStateException("there is no current pair");
    }
    return part;
  }

  /** Opens the part of the scan from {@code start} to the next gap. */
  private void openPart(byte[] start) {
    KeyRange gap = gaps.next(start, shared.version());
    if (gap != null && gap.contains(start)) {
      nextGap = gap;
      goPast(gap);
      return;
    }
    byte[] end = range.end();
    if (gap != null && end != null && Arrays.compareUnsigned(gap.start(), end) >= 0) {
      gap = null;
    }
    nextGap = gap;
    KeyRange rest = range.from(start);
    part = shared.view().scan(gap == null ? rest : rest.until(gap.start()));
  }

  private void goPast(KeyRange gap) {
    close();
    byte[] gapEnd = gap.end();
    wentPastUntil = gapEnd;
    if (gapEnd != null && range.contains(gapEnd)) {
      openPart(gapEnd);
    }
  }

  /** Has it remembered that there is nothing before {@code end}, if that is worth it and news. */
  private void remember(byte @Nullable [] end) {
    byte[] known = wentPastUntil;
    if (slow || (known != null && !Arrays.equals(known, end))) {
      byte[] key = last;
      byte[] start = key == null ? range.start() : Arrays.copyOf(key, key.length + 1);
      gaps.remember(new KeyRange(start, end), shared.version());
    }
    slow = false;
    wentPastUntil = null;
  }
}
