/**
 * The forms by which browsers upload: how they are read while they come, and the policies that say
 * what may stand in them. Knows neither buckets nor the wire.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-UsingHTTPPOST.html">Browser-based
 *     uploads using POST</a>
 */
@NullMarked
package dev.cloudjar.s3.form;

import org.jspecify.annotations.NullMarked;
