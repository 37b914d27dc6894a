package dev.cloudjar.cloud;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What temporary credentials carry beside their principal.
 *
 * @param issued when they were given out
 * @param mfaAuthenticated when a code of a device came with the call for them; empty for none
 * @param policies session policies as JSON; what they do not allow, the session may not do. None
 *     for a session without limits of its own
 * @param tags session tags
 * @param transitiveTagKeys keys of the tags that a chained session inherits
 * @param sourceIdentity who stands behind the session, and behind all chained to it
 * @param provider the ARN of the identity provider, or the service, that vouched for the caller
 * @param claims what it vouched for, as condition keys and their values, such as {@code
 *     accounts.google.com:aud}
 */
public record Session(
    Instant issued,
    Optional<Instant> mfaAuthenticated,
    List<String> policies,
    Map<String, String> tags,
    Set<String> transitiveTagKeys,
    Optional<String> sourceIdentity,
    Optional<String> provider,
    Map<String, List<String>> claims) {

  /** A session that carries nothing but its time. */
  public static Session issued(Instant issued) {
    return new Session(
        issued,
        Optional.empty(),
        List.of(),
        Map.of(),
        Set.of(),
        Optional.empty(),
        Optional.empty(),
        Map.of());
  }
}
