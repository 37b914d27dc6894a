package dev.cloudjar.iam;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A user.
 *
 * @param boundary the ARN of the policy that bounds what the user may do
 */
record User(
    String path,
    String name,
    String id,
    Instant created,
    Map<String, String> tags,
    Optional<String> boundary)
    implements Entity<User>, PolicyHolder {

  @Override
  public Kind kind() {
    return Kind.USER;
  }

  @Override
  public User withTags(Map<String, String> its) {
    return new User(path, name, id, created, its, boundary);
  }

  @Override
  public User at(String itsPath, String itsName) {
    return new User(itsPath, itsName, id, created, tags, boundary);
  }

  @Override
  public String arn(String accountId) {
    return Entity.super.arn(accountId);
  }

  User boundedBy(Optional<String> policyArn) {
    return new User(path, name, id, created, tags, policyArn);
  }
}
