/**
 * Amazon S3: buckets, objects, versions, multipart uploads, listings and presigned access.
 *
 * <p>Real: what is stored, listed, versioned, checked and refused, and who may do it by policies,
 * access control lists, ownership and the bucket's block of public access; preflights and what
 * pages of other origins may read; websites, at the hosts that AWS names them by; browsers' forms;
 * Requester Pays, with a record of costs but no bill; Object Lock and MFA Delete; server-side
 * encryption under S3's own keys, keys of KMS, in two layers, too, and customers' keys; the hosts
 * of acceleration, which are no faster; access points, of which those for a VPC let nobody in as
 * there is none yet; event notifications to queues, for there are no topics, functions and event
 * buses yet; server access logs, delivered hourly by the virtual clock; inventories as CSV and
 * Parquet; archives, and what is restored from them in the time that AWS says; lifecycle rules and
 * Intelligent-Tiering, at midnight of the virtual clock; queries by S3 Select. Recorded only:
 * configurations of a bucket that nothing acts on yet, each registered with its reason.
 *
 * <p>Replication to other buckets, Regions and accounts is real; its metrics count what is pending
 * from each start on.
 *
 * <p>Analyses of storage classes are real where they are exported; AWS does not tell how it arrives
 * at an age to recommend, so that is our own rule.
 *
 * <p>Request rates of prefixes are limited only where that is asked for ({@link
 * dev.cloudjar.s3.RequestRates}); websites and browsers' forms do not count.
 *
 * <p>Jobs of Batch Operations are real, over the objects of a CSV manifest or of a bucket, but
 * those that invoke functions or compute checksums, which are refused.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html">Amazon S3 API
 *     Reference</a>
 */
@NullMarked
package dev.cloudjar.s3;

import org.jspecify.annotations.NullMarked;
