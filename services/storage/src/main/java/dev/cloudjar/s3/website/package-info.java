/**
 * What the website of a bucket does with a request: which object it shows, where it leads on, and
 * how it says that something is wrong. Knows neither buckets nor the wire.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteHosting.html">Hosting
 *     a static website using Amazon S3</a>
 */
@NullMarked
package dev.cloudjar.s3.website;

import org.jspecify.annotations.NullMarked;
