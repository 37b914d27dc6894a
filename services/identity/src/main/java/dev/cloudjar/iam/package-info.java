/**
 * AWS IAM: users, groups, roles, policies and what belongs to them.
 *
 * <p>Real: users, access keys, groups, roles, instance profiles, managed and inline policies,
 * boundaries, tags and quotas. Access keys sign requests as soon as they are made, and what the
 * policies say applies from the next call on. Policies of AWS itself are those under {@code
 * managed}, word for word.
 */
@NullMarked
package dev.cloudjar.iam;

import org.jspecify.annotations.NullMarked;
