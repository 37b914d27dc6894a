package dev.cloudjar.s3;

import dev.cloudjar.store.KeyRange;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Walks over a table whose keys begin with a bucket and an object's key. */
final class TableCursor<K, V, E> implements ListingCursor<E> {
  /** So many rows are stepped over before the walk is begun anew behind them. */
  private static final int STEPS_BEFORE_SEEK = 4;

  private final Snapshot snapshot;
  private final Table<K, V> table;
  private final long bucket;
  private final Function<K, String> keyOf;
  private final BiFunction<K, V, E> entryOf;

  private KeyRange range;
  private @Nullable Rows<K, V> rows;
  private @Nullable String skipped;
  private @Nullable K place;

  /**
   * @param range where to walk
   * @param bucket the number of the bucket that it lies in
   * @param keyOf the object's key in a key of the table
   * @param entryOf what is listed of a row
   */
  TableCursor(
      Snapshot snapshot,
      Table<K, V> table,
      KeyRange range,
      long bucket,
      Function<K, String> keyOf,
      BiFunction<K, V, E> entryOf) {
    this.snapshot = snapshot;
    this.table = table;
    this.range = range;
    this.bucket = bucket;
    this.keyOf = keyOf;
    this.entryOf = entryOf;
  }

  @Override
  public boolean next() {
    int steps = 0;
    while (step()) {
      String skip = skipped;
      if (skip == null || !key().startsWith(skip)) {
        skipped = null;
        return true;
      }
      if (++steps == STEPS_BEFORE_SEEK && !seekPast(skip)) {
        return false;
      }
    }
    return false;
  }

  private boolean step() {
    Rows<K, V> open = rows;
    if (open == null) {
      open = table.scan(snapshot, range);
      rows = open;
    }
    if (open.next()) {
      place = open.key();
      return true;
    }
    place = null;
    return false;
  }

  /** False where nothing can come behind the prefix. */
  private boolean seekPast(String prefix) {
    byte[] after = KeyRange.after(table.bound(out -> out.number(bucket).textPrefix(prefix)));
    close();
    if (after == null) {
      return false;
    }
    range = range.from(after);
    return !range.isEmpty();
  }

  /** The current row's key; null before the first and after the last. */
  @Nullable K place() {
    return place;
  }

  @Override
  public String key() {
    return keyOf.apply(current());
  }

  @Override
  public E entry() {
    Rows<K, V> open = rows;
    if (open == null) {
      throw new IllegalStateException("not at an entry");
    }
    return entryOf.apply(current(), open.value());
  }

  private K current() {
    K now = place;
    if (now == null) {
      throw new IllegalStateException("not at an entry");
    }
    return now;
  }

  @Override
  public void skip(String prefix) {
    skipped = prefix;
  }

  @Override
  public void close() {
    Rows<K, V> open = rows;
    if (open != null) {
      open.close();
      rows = null;
    }
  }
}
