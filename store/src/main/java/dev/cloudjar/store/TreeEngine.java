package dev.cloudjar.store;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Keeps pairs in memory. */
final class TreeEngine implements Engine {
  private volatile SortedTree committed = SortedTree.EMPTY;

  @Override
  public View view() {
    return new TreeView(committed);
  }

  @Override
  public void apply(WriteSet writes) {
    SortedTree next = committed;
    Ranges.Cursor cleared = writes.cleared().all();
    for (KeyRange each = cleared.next(); each != null; each = cleared.next()) {
      next = next.removeRange(each);
    }
    SortedTree.Cursor keys = writes.keys().all();
    for (SortedTree.Entry each = keys.next(); each != null; each = keys.next()) {
      byte[] value = each.value();
      next = value == null ? next.remove(each.key()) : next.put(each.key(), value, 0);
    }
    committed = next;
  }

  @Override
  public void sync() {}

  @Override
  public OptionalLong slowScanNanos() {
    return OptionalLong.empty();
  }

  @Override
  public void close() {}

  private record TreeView(SortedTree tree) implements Engine.View {
    @Override
    public byte @Nullable [] get(byte[] key) {
      SortedTree.Entry entry = tree.find(key);
      byte[] value = entry == null ? null : entry.value();
      return value == null ? null : value.clone();
    }

    @Override
    public Scan scan(KeyRange range) {
      return new TreeScan(tree.ascending(range));
    }

    @Override
    public Scan scanReverse(KeyRange range) {
      return new TreeScan(tree.descending(range));
    }

    @Override
    public void close() {}
  }

  private static final class TreeScan implements Scan {
    private final SortedTree.Cursor cursor;
    private SortedTree.@Nullable Entry current;

    TreeScan(SortedTree.Cursor cursor) {
      this.cursor = cursor;
    }

    @Override
    public boolean next() {
      current = cursor.next();
      return current != null;
    }

    @Override
    public byte[] key() {
      return current().key();
    }

    @Override
    public byte[] value() {
      byte[] value = current().value();
      return value == null ? new byte[0] : value.clone();
    }

    @Override
    public void close() {}

    private SortedTree.Entry current() {
      if (current == null) {
        throw new IllegalStateException("there is no current pair");
      }
      return current;
    }
  }
}
