package dev.cloudjar.store;

/** A walk over pairs in key order. Starts before the first pair. */
public interface Scan extends AutoCloseable {

  /** Moves to the next pair; false when there is none left. */
  boolean next();

  /** The key of the current pair. The array is not to be changed. */
  byte[] key();

  /** The value of the current pair. The array belongs to the caller. */
  byte[] value();

  @Override
  void close();
}
