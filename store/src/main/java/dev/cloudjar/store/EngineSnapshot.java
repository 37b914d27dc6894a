package dev.cloudjar.store;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a body reads from. Takes its view when it is first read from, and sees to it that nothing is
 * read once it has ended, when what is behind it may be gone.
 */
final class EngineSnapshot implements Snapshot {
  private final Supplier<Views.Shared> views;
  private final @Nullable Gaps gaps;
  private final Set<Scan> open = new HashSet<>();
  private Views.@Nullable Shared shared;
  private boolean ended;

  /**
   * @param gaps where the engine needs to be told of them
   */
  EngineSnapshot(Supplier<Views.Shared> views, @Nullable Gaps gaps) {
    this.views = views;
    this.gaps = gaps;
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    return view().view().get(key);
  }

  @Override
  public Scan scan(KeyRange range) {
    Views.Shared view = view();
    return new Guarded(gaps == null ? view.view().scan(range) : new GapScan(view, gaps, range));
  }

  @Override
  public Scan scanReverse(KeyRange range) {
    return new Guarded(view().view().scanReverse(range));
  }

  /** The view that was read from, if any. */
  Views.@Nullable Shared shared() {
    return shared;
  }

  void checkOpen() {
    if (ended) {
      throw new IllegalStateException("the transaction has ended");
    }
  }

  /** Closes all scans; the caller releases the view. */
  void end() {
    ended = true;
    for (Scan each : open) {
      each.close();
    }
    open.clear();
  }

  private Views.Shared view() {
    checkOpen();
    Views.Shared current = shared;
    if (current == null) {
      current = views.get();
      shared = current;
    }
    return current;
  }

  private final class Guarded implements Scan {
    private final Scan scan;
    private boolean current;
    private boolean closed;

    Guarded(Scan scan) {
      this.scan = scan;
      open.add(scan);
    }

    @Override
    public boolean next() {
      checkOpen();
      if (closed) {
        return false;
      }
      current = scan.next();
      if (!current) {
        close();
      }
      return current;
    }

    @Override
    public byte[] key() {
      checkCurrent();
      return scan.key();
    }

    @Override
    public byte[] value() {
      checkCurrent();
      return scan.value();
    }

    @Override
    public void close() {
      if (!closed && !ended) {
        closed = true;
        current = false;
        open.remove(scan);
        scan.close();
      }
    }

    private void checkCurrent() {
      checkOpen();
      if (!current) {
        throw new IllegalStateException("there is no current pair");
      }
    }
  }
}
