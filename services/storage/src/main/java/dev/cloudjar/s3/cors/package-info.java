/**
 * What pages of other origins may do with a bucket, by its rules. Knows neither buckets nor the
 * wire.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html">Using cross-origin
 *     resource sharing (CORS)</a>
 */
@NullMarked
package dev.cloudjar.s3.cors;

import org.jspecify.annotations.NullMarked;
