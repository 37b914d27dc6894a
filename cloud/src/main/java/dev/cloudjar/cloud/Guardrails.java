package dev.cloudjar.cloud;

import java.util.List;
import java.util.Optional;

/**
 * What an organization says of an account. Of the lists of policies, the first is the root's, then
 * those of the units on the way down, then the account's own: each level has to allow.
 *
 * @param organizationId such as {@code o-a1b2c3d4e5}; empty for an account that is in none
 * @param path what policies know as {@code aws:PrincipalOrgPaths}, such as {@code
 *     o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/}
 * @param serviceControl empty where they do not apply, as for the management account
 * @param resourceControl empty where they do not apply
 */
public record Guardrails(
    Optional<String> organizationId,
    String path,
    List<List<AttachedPolicy>> serviceControl,
    List<List<AttachedPolicy>> resourceControl) {

  /** Of an account that is in no organization. */
  public static final Guardrails NONE = new Guardrails(Optional.empty(), "", List.of(), List.of());
}
