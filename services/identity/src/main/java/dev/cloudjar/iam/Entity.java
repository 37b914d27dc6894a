package dev.cloudjar.iam;

import java.time.Instant;
import java.util.Map;

/**
 * Something with a name, a path and an ARN. Its id never changes and never comes again, so that
 * what hangs on it is found by its id and outlives a new name.
 *
 * @param <E> the kind of thing itself
 */
interface Entity<E extends Entity<E>> {
  Kind kind();

  /** With a slash at both ends, or a slash alone. */
  String path();

  /** Unique in the account and kind, whatever the case of its letters. */
  String name();

  String id();

  Instant created();

  Map<String, String> tags();

  E withTags(Map<String, String> its);

  /** The same thing under another name. */
  E at(String itsPath, String itsName);

  default String arn(String accountId) {
    return "arn:aws:iam::" + accountId + ":" + kind().arnName() + path() + name();
  }
}
