/**
 * S3 Select: a small SQL over one object at a time. Knows records and values, neither buckets nor
 * the wire. What callers write is bounded here: how deep expressions go, how large records are, and
 * how long patterns are matched.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-select-sql-reference.html">SQL
 *     reference for Amazon S3 Select</a>
 */
@NullMarked
package dev.cloudjar.s3.select;

import org.jspecify.annotations.NullMarked;
