/**
 * Lifecycle rules: what is to become of an object, and when. Knows neither rooms nor rows.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html">Managing
 *     the lifecycle of objects</a>
 */
@NullMarked
package dev.cloudjar.s3.lifecycle;

import org.jspecify.annotations.NullMarked;
