/**
 * Service Quotas.
 *
 * <h2>Real</h2>
 *
 * <p>The quotas that rooms keep to, with what they are for everybody and for an account, and
 * requests to raise them: once one is approved, the room keeps to the new value. Only quotas that
 * act and whose codes AWS has published are listed: request rates of KMS, and buckets of S3, which
 * are one number for all Regions and are seen in the first Region of each partition only, as on
 * AWS.
 *
 * <h2>Otherwise than on AWS</h2>
 *
 * <p>Nobody reviews requests: each is pending for a quarter of an hour of the virtual clock and
 * then approved, whatever it asks for. AWS does not say how long it takes, opens support cases, and
 * denies some. No quota is one of single resources.
 *
 * <h2>Unsupported</h2>
 *
 * <p>Templates for organizations, support cases, tags, automatic management, and reports of
 * utilization.
 */
@NullMarked
package dev.cloudjar.servicequotas;

import org.jspecify.annotations.NullMarked;
