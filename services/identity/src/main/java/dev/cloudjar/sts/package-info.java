/**
 * AWS STS.
 *
 * <p>Real: {@code GetCallerIdentity}; {@code GetAccessKeyInfo}; {@code GetSessionToken} with codes
 * of devices; {@code AssumeRole} with external ids, session policies, session tags, chaining and
 * source identities; {@code GetFederationToken}. The credentials are kept, must come with their
 * token and expire on the virtual clock.
 *
 * <p>How much of the space for policies and tags is used ({@code PackedPolicySize}) is told of
 * their text, since AWS does not say how it packs them.
 *
 * <p>Unsupported: what needs partners of AWS or outbound federation.
 */
@NullMarked
package dev.cloudjar.sts;

import org.jspecify.annotations.NullMarked;
