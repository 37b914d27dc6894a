/**
 * Server access logs as AWS documents their form: what a line says, and what the objects are named
 * that carry lines.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html">Server access
 *     log format</a>
 */
@NullMarked
package dev.cloudjar.s3.accesslog;

import org.jspecify.annotations.NullMarked;
