package dev.cloudjar.store;

/** How a table's keys are written and read; the two must mirror each other. */
public interface KeyCodec<K> {
  void write(K key, KeyWriter out);

  K read(KeyReader in);
}
