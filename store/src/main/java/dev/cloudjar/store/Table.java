package dev.cloudjar.store;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A typed view on a part of a {@link KeyValueStore}: all keys that begin with the table's name.
 *
 * @param <K> the keys, ordered as their {@link KeyCodec} writes them
 * @param <V> the values
 */
public final class Table<K, V> {
  private final byte[] prefix;
  private final KeyCodec<K> keys;
  private final ValueCodec<V> values;

  /**
   * @param name unique in the store and never changed: the service's name, a dot, what the table
   *     holds
   */
  public Table(String name, KeyCodec<K> keys, ValueCodec<V> values) {
    this.prefix = new KeyWriter().text(name).toBytes();
    this.keys = keys;
    this.values = values;
  }

  public @Nullable V get(Snapshot snapshot, K key) {
    byte[] value = snapshot.get(encode(key));
    return value == null ? null : values.read(value);
  }

  public boolean contains(Snapshot snapshot, K key) {
    return snapshot.get(encode(key)) != null;
  }

  public void put(Transaction transaction, K key, V value) {
    transaction.put(encode(key), values.write(value));
  }

  public void delete(Transaction transaction, K key) {
    transaction.delete(encode(key));
  }

  public void deleteRange(Transaction transaction, KeyRange range) {
    transaction.deleteRange(range);
  }

  /** All keys of the table. */
  public KeyRange all() {
    return KeyRange.prefix(prefix);
  }

  /** All keys that begin with the parts that {@code parts} writes. */
  public KeyRange startingWith(Consumer<KeyWriter> parts) {
    return KeyRange.prefix(bound(parts));
  }

  /**
   * The table's own bytes for the parts that {@code parts} writes: to narrow a {@link KeyRange}.
   */
  public byte[] bound(Consumer<KeyWriter> parts) {
    byte[] tail = write(parts);
    byte[] bytes = new byte[prefix.length + tail.length];
    System.arraycopy(prefix, 0, bytes, 0, prefix.length);
    System.arraycopy(tail, 0, bytes, prefix.length, tail.length);
    return bytes;
  }

  /** The bytes at which {@code key} stands in the store. */
  public byte[] encode(K key) {
    return bound(out -> keys.write(key, out));
  }

  public Rows<K, V> scan(Snapshot snapshot, KeyRange range) {
    return new Rows<>(snapshot.scan(range), this);
  }

  public Rows<K, V> scanReverse(Snapshot snapshot, KeyRange range) {
    return new Rows<>(snapshot.scanReverse(range), this);
  }

  K decodeKey(byte[] key) {
    return keys.read(new KeyReader(key, prefix.length));
  }

  V decodeValue(byte[] value) {
    return values.read(value);
  }

  private static byte[] write(Consumer<KeyWriter> parts) {
    KeyWriter out = new KeyWriter();
    parts.accept(out);
    return out.toBytes();
  }
}
