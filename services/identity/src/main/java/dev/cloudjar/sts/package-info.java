/**
 * AWS STS.
 *
 * <p>Real: {@code GetCallerIdentity}; {@code GetSessionToken} for the root of an account, whose
 * credentials are kept, must come with their token and expire on the virtual clock; {@code
 * GetAccessKeyInfo}; {@code AssumeRole} as far as there are callers for it: the root of an account
 * is refused.
 *
 * <p>Unsupported: everything that gives out credentials with less than the caller's rights, as long
 * as there is nothing that enforces them. Credentials that can do more than they should would be
 * worse than none.
 */
@NullMarked
package dev.cloudjar.sts;

import org.jspecify.annotations.NullMarked;
