/**
 * AWS CloudTrail.
 *
 * <h2>Real</h2>
 *
 * <p>The event history: every management call of every room, from outside and between rooms, also
 * those that are denied or fail, with {@code LookupEvents} for 90 days of the virtual clock. Trails
 * with basic and advanced selectors, which deliver log files to S3 every five minutes of the
 * virtual clock and, each hour, digest files that {@code aws cloudtrail validate-logs} accepts.
 * Tries to sign in to the console are events, too. Deliveries are calls of {@code
 * cloudtrail.amazonaws.com} that the bucket's policy has to allow, and that of the key where a
 * trail has one.
 *
 * <h2>Recorded only</h2>
 *
 * <p>Topics and log groups of trails, Insights, and that a trail is an organization's: it delivers
 * what its own account does.
 *
 * <h2>Unsupported</h2>
 *
 * <p>CloudTrail Lake: event data stores, queries, dashboards, channels, imports. Events with tags
 * of resources and keys of callers, and aggregated ones.
 *
 * <h2>What is lost, and when</h2>
 *
 * <p>A call does not wait for its event: events are written in batches, 20 milliseconds after the
 * first of each. {@code kill -9} loses those of the last moments; an orderly end loses none, and
 * nor does load: who makes calls faster than they can be written down waits. {@code LookupEvents}
 * and deliveries see everything that was answered before them. A crash between the delivery of a
 * file and its being noted delivers its events twice, as AWS may, too.
 *
 * <h2>Otherwise than on AWS</h2>
 *
 * <p>Events are found at once, not after minutes. A call on another account's resource is recorded
 * in both accounts, with one {@code sharedEventID}, if that account lets it in; on AWS it depends
 * on the service whether owners hear of refusals as well. Of a federated caller whose token or
 * assertion is not believed, the record tells the type alone. {@code tlsDetails} tells of the host
 * alone. Events of calls whose credentials are wrong are not recorded, since nobody made them.
 *
 * <h2>How it works</h2>
 *
 * <p>Events of one account and Region that happen within a second are one row, a {@link
 * dev.cloudjar.cloudtrail.EventPage}, in which a text that occurs often is stored once. What can be
 * looked up is indexed by page, so that a burst of like events costs as little as one. An event's
 * id tells its page. JSON is made when somebody reads it.
 */
@NullMarked
package dev.cloudjar.cloudtrail;

import org.jspecify.annotations.NullMarked;
