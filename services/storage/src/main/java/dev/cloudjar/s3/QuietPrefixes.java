package dev.cloudjar.s3;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Under which prefixes nothing has been written since this process looked through them. What it
 * forgets is looked through once more.
 */
final class QuietPrefixes {
  private final ConcurrentMap<Long, Set<String>> quiet = new ConcurrentHashMap<>();

  /** Is told before a prefix is looked through. */
  void look(Bucket bucket, String prefix) {
    quiet.compute(
        bucket.number(),
        (number, before) -> {
          Set<String> prefixes = before == null ? new HashSet<>() : new HashSet<>(before);
          prefixes.add(prefix);
          return Set.copyOf(prefixes);
        });
  }

  boolean areQuiet(Bucket bucket, String prefix) {
    return quiet.getOrDefault(bucket.number(), Set.of()).contains(prefix);
  }

  /** Is told once something has been written. */
  void wake(Bucket bucket) {
    quiet.remove(bucket.number());
  }
}
