package dev.cloudjar.store;

/** A walk over the rows of a {@link Table}; keys and values are decoded only when asked for. */
public final class Rows<K, V> implements AutoCloseable {
  private final Scan scan;
  private final Table<K, V> table;

  Rows(Scan scan, Table<K, V> table) {
    this.scan = scan;
    this.table = table;
  }

  /** Moves to the next row; false when there is none left. */
  public boolean next() {
    return scan.next();
  }

  public K key() {
    return table.decodeKey(scan.key());
  }

  public V value() {
    return table.decodeValue(scan.value());
  }

  @Override
  public void close() {
    scan.close();
  }
}
