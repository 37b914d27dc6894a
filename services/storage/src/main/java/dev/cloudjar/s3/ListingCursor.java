package dev.cloudjar.s3;

/** Walks over what is listed, in the order of its keys. Starts before the first entry. */
interface ListingCursor<E> extends AutoCloseable {

  /** Moves to the next entry; false when there is none left. */
  boolean next();

  /** The current entry's key. */
  String key();

  /** The current entry. */
  E entry();

  /** Has {@link #next} move past every entry whose key begins with {@code prefix}. */
  void skip(String prefix);

  @Override
  void close();
}
