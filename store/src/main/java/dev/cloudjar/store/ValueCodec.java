package dev.cloudjar.store;

/**
 * How a table's values are written and read. {@link RecordCodec} serves records; a hand-written one
 * is for values on a hot path.
 */
public interface ValueCodec<V> {
  byte[] write(V value);

  V read(byte[] bytes);
}
