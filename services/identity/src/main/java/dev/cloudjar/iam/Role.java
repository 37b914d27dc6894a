package dev.cloudjar.iam;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A role.
 *
 * @param trustPolicy who may assume it, as JSON
 * @param maxSessionSeconds from 3,600 to 43,200
 * @param boundary the ARN of the policy that bounds what its sessions may do
 * @param linkedService the service that the role is linked to and that alone may change it, such as
 *     {@code autoscaling.amazonaws.com}
 */
record Role(
    String path,
    String name,
    String id,
    Instant created,
    String trustPolicy,
    Optional<String> description,
    int maxSessionSeconds,
    Map<String, String> tags,
    Optional<String> boundary,
    Optional<String> linkedService)
    implements Entity<Role>, PolicyHolder {

  @Override
  public Kind kind() {
    return Kind.ROLE;
  }

  @Override
  public Role withTags(Map<String, String> its) {
    return new Role(
        path,
        name,
        id,
        created,
        trustPolicy,
        description,
        maxSessionSeconds,
        its,
        boundary,
        linkedService);
  }

  @Override
  public Role at(String itsPath, String itsName) {
    throw new UnsupportedOperationException("a role keeps its name");
  }

  @Override
  public String arn(String accountId) {
    return Entity.super.arn(accountId);
  }

  Role boundedBy(Optional<String> policyArn) {
    return new Role(
        path,
        name,
        id,
        created,
        trustPolicy,
        description,
        maxSessionSeconds,
        tags,
        policyArn,
        linkedService);
  }

  Role trusting(String policy) {
    return new Role(
        path,
        name,
        id,
        created,
        policy,
        description,
        maxSessionSeconds,
        tags,
        boundary,
        linkedService);
  }

  Role described(Optional<String> text, int sessionSeconds) {
    return new Role(
        path, name, id, created, trustPolicy, text, sessionSeconds, tags, boundary, linkedService);
  }
}
