package dev.cloudjar.wire.sigv4;

import java.time.Instant;
import java.util.function.UnaryOperator;

/**
 * The two times a signature is judged by.
 *
 * @param wallTime the time outside, by which clients sign: decides whether a header-signed request
 *     is fresh and whether a presigned one is not from the future
 * @param virtualTime the time of the cloud: decides whether a presigned request has expired
 * @param virtualTimeAt the virtual time at a past wall time; a presigned request expires its
 *     lifetime after the virtual time of its signing. The identity where the two clocks have never
 *     been apart
 */
public record Clocks(Instant wallTime, Instant virtualTime, UnaryOperator<Instant> virtualTimeAt) {

  /**
   * Clocks that take the date of a presigned request for virtual time, so that a URL signed after
   * the virtual clock has been advanced by more than its lifetime is born expired.
   */
  public static Clocks of(Instant wallTime, Instant virtualTime) {
    return new Clocks(wallTime, virtualTime, UnaryOperator.identity());
  }
}
