/**
 * AWS STS.
 *
 * <p>Real: {@code GetCallerIdentity}; {@code GetAccessKeyInfo}; {@code GetSessionToken} with codes
 * of devices; {@code AssumeRole} with external ids, session policies, session tags, chaining and
 * source identities; {@code GetFederationToken}; {@code AssumeRoleWithWebIdentity} with tokens of
 * OpenID Connect providers, whose keys are fetched from where they publish them; {@code
 * AssumeRoleWithSAML} with signed assertions; {@code GetWebIdentityToken}, whose issuer publishes
 * its keys under {@code /_tokens/} at the address by which the account enabled it; {@code
 * AssumeRoot} for the five tasks of AWS, by who manages the organization. The credentials are kept,
 * must come with their token and expire on the virtual clock.
 *
 * <p>How much of the space for policies and tags is used ({@code PackedPolicySize}) is told of
 * their text, since AWS does not say how it packs them.
 *
 * <p>Unsupported: what needs partners of AWS (also {@code ProviderId}, and Google's tokens unless
 * IAM has a provider for them); encrypted assertions; signatures with SHA-1. Certificates of OpenID
 * Connect providers are checked by the JDK's authorities, not by thumbprint.
 */
@NullMarked
package dev.cloudjar.sts;

import org.jspecify.annotations.NullMarked;
