package dev.cloudjar.iam;

import java.time.Instant;
import java.util.Map;

/** A group of users. It has no tags. */
record Group(String path, String name, String id, Instant created)
    implements Entity<Group>, PolicyHolder {

  @Override
  public Kind kind() {
    return Kind.GROUP;
  }

  @Override
  public Map<String, String> tags() {
    return Map.of();
  }

  @Override
  public Group withTags(Map<String, String> its) {
    throw new UnsupportedOperationException("groups have no tags");
  }

  @Override
  public Group at(String itsPath, String itsName) {
    return new Group(itsPath, itsName, id, created);
  }

  @Override
  public String arn(String accountId) {
    return Entity.super.arn(accountId);
  }
}
