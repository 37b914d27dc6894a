package dev.cloudjar.iam;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A policy that can be attached to several.
 *
 * @param updated when its versions were last changed
 * @param defaultVersion the number of the version that counts
 * @param lastVersion the number that the last version was given; numbers do not come again
 */
record ManagedPolicy(
    String path,
    String name,
    String id,
    Instant created,
    Instant updated,
    Optional<String> description,
    int defaultVersion,
    int lastVersion,
    Map<String, String> tags)
    implements Entity<ManagedPolicy> {

  /** A version of a policy. */
  record Version(int number, Instant created, String document) {
    String id() {
      return "v" + number;
    }
  }

  @Override
  public Kind kind() {
    return Kind.POLICY;
  }

  @Override
  public ManagedPolicy withTags(Map<String, String> its) {
    return new ManagedPolicy(
        path, name, id, created, updated, description, defaultVersion, lastVersion, its);
  }

  @Override
  public ManagedPolicy at(String itsPath, String itsName) {
    throw new UnsupportedOperationException("a policy keeps its name");
  }

  ManagedPolicy versioned(int newDefault, int newLast, Instant now) {
    return new ManagedPolicy(path, name, id, created, now, description, newDefault, newLast, tags);
  }
}
