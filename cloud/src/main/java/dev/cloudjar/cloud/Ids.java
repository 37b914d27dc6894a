package dev.cloudjar.cloud;

/** Makes identifiers. */
public interface Ids {

  /** A random UUID in its usual form. */
  String uuid();

  /** {@code length} random characters out of {@code alphabet}, unguessable. */
  String text(int length, String alphabet);

  /** Unguessable bytes. */
  byte[] bytes(int length);
}
