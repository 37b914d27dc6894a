package dev.cloudjar.cloud;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What IAM says of a principal.
 *
 * @param policies identity-based policies, those of a user's groups among them
 * @param tags the user's or role's
 */
public record PrincipalPolicies(
    List<AttachedPolicy> policies, Optional<AttachedPolicy> boundary, Map<String, String> tags) {

  /** Of somebody who is not there, or has been given nothing. */
  public static final PrincipalPolicies NONE =
      new PrincipalPolicies(List.of(), Optional.empty(), Map.of());
}
