/**
 * AWS Signature Version 4 seen from the server: what a request claims, whether that is true, and
 * what AWS answers where it is not.
 *
 * <p>The way of a request: {@link dev.cloudjar.wire.sigv4.SigV4#read} turns the head into a {@link
 * dev.cloudjar.wire.sigv4.Claim}; the caller finds the secret of its access key; {@link
 * dev.cloudjar.wire.sigv4.SigV4#verify} judges time and signature and answers a {@link
 * dev.cloudjar.wire.sigv4.Verdict}; the body is checked against the {@link
 * dev.cloudjar.wire.sigv4.PayloadDeclaration} while it streams through a {@link
 * dev.cloudjar.wire.sigv4.PayloadReader}. Every refusal is a {@link
 * dev.cloudjar.wire.sigv4.SignatureFailure}, which {@link dev.cloudjar.wire.sigv4.SignatureErrors}
 * words as the service at hand does.
 *
 * <p>Strings of a {@link dev.cloudjar.wire.RequestHead} are expected to hold one char for each byte
 * that came (ISO-8859-1, as HTTP/1.1 heads are read), so that bytes that are not ASCII are hashed
 * as they were sent. A char beyond that is hashed as its UTF-8 bytes.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html">Signature
 *     Version 4 for API requests</a>
 */
@NullMarked
package dev.cloudjar.wire.sigv4;

import org.jspecify.annotations.NullMarked;
