package dev.cloudjar.iam;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What gives an instance its role, of which there is one at the most. */
record InstanceProfile(
    String path,
    String name,
    String id,
    Instant created,
    Map<String, String> tags,
    Optional<String> roleId)
    implements Entity<InstanceProfile> {

  @Override
  public Kind kind() {
    return Kind.INSTANCE_PROFILE;
  }

  @Override
  public InstanceProfile withTags(Map<String, String> its) {
    return new InstanceProfile(path, name, id, created, its, roleId);
  }

  @Override
  public InstanceProfile at(String itsPath, String itsName) {
    throw new UnsupportedOperationException("an instance profile keeps its name");
  }

  InstanceProfile withRole(Optional<String> itsRoleId) {
    return new InstanceProfile(path, name, id, created, tags, itsRoleId);
  }
}
