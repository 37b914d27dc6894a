/**
 * AWS IAM: users, groups, roles, policies and what belongs to them.
 *
 * <p>Real: users, access keys, groups, roles, instance profiles, managed and inline policies,
 * boundaries, tags, quotas, aliases, service-linked roles (of the services in {@code
 * ServiceLinkedRoles}), passwords and their policy, virtual devices and hardware tokens that show
 * codes, the providers of tokens and assertions. Access keys sign requests as soon as they are
 * made, and what the policies say applies from the next call on. Policies of AWS itself are those
 * under {@code managed}, word for word.
 *
 * <p>Simulations are decided by what decides at the gate. Those of a principal know what follows
 * from who it is, such as its name and tags, and what its organization says; what a call brings,
 * such as its time and address, they are told or they miss it. Custom ones know no organization.
 *
 * <p>Sessions by {@code AssumeRoot} see and take away the credentials of their root, and allow it a
 * password, which only the root's own key sets. They name no user; the root's own key has to.
 *
 * <p>The root's device is the one called {@code root-account-mfa-device}; the root enables it under
 * any user name, since it has none.
 *
 * <p>The console's door ({@code signin.localhost}): users and roots sign in with password and code,
 * and meet their password's expiry; sessions of roles and federated users come in by the federation
 * endpoint. There is no console behind it yet but a page that says who one is.
 *
 * <p>Reports are written a second after somebody asks, by the clock of the cloud. Those of accesses
 * tell of all services and actions that the catalog knows, of which AWS tracks fewer; what was used
 * is known to the minute. A report of credentials has the columns that AWS sends, which are one
 * fewer than it documents: no user has more keys than there are columns for.
 *
 * <p>Certificates of servers are checked against their keys and chains as they come.
 *
 * <p>Recorded: what servers' certificates are for, since nothing shows them to clients yet; SSH
 * keys, signing certificates and passwords for services, which nobody asks for; keys that would
 * decrypt assertions; the scenario of a simulation. A service is not asked whether it still uses
 * its role when that is deleted.
 *
 * <p>Unsupported: delegation to AWS's partners.
 */
@NullMarked
package dev.cloudjar.iam;

import org.jspecify.annotations.NullMarked;
