/**
 * AWS Organizations.
 *
 * <h2>Real</h2>
 *
 * <p>Organizations, their root, units, accounts and invitations, with all lists; accounts are made
 * and closed on the virtual clock, and get the role by which their management account gets into
 * them. Service control and resource control policies are what the gate goes by: {@link
 * dev.cloudjar.organizations.GuardrailSource} tells it which apply to an account. They do not apply
 * to the management account. Tags are what policies know as the tags of the resource.
 *
 * <h2>Recorded only</h2>
 *
 * <p>Policies of all other types (tags, backups and so on), which services trusted by the
 * organization, who administers one of them (but for being let read), and the organization's
 * resource policy.
 *
 * <h2>Unsupported</h2>
 *
 * <p>Effective policies of the types that merge, moving an organization to all features (make it
 * with them), GovCloud, and the transfer of billing.
 *
 * <h2>Otherwise than on AWS</h2>
 *
 * <p>There is no limit of ten accounts, and a created account may leave at once: AWS wants it to be
 * seven days old and to have a payment method. Nobody sends e-mail; an account that nobody gave an
 * address has {@code ID@accounts.example.com}. No policy type is enabled in a new root, as on AWS
 * in fact, although its reference says that service control policies are.
 */
@NullMarked
package dev.cloudjar.organizations;

import org.jspecify.annotations.NullMarked;
