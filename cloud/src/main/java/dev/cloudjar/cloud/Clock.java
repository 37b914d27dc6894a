package dev.cloudjar.cloud;

import java.time.Instant;

/**
 * The one clock of the cloud. It can be frozen and moved, by whoever runs the cloud and by no room.
 */
public interface Clock {

  /** The time that everything in the cloud goes by. Never runs backwards. */
  Instant now();

  /**
   * The time outside; only for judging whether a signature is fresh and for measuring how long
   * things take.
   */
  Instant wallTime();

  /**
   * What {@link #now} was at a past {@link #wallTime}: for what clients have dated by the time
   * outside and what has a lifetime in here, such as presigned URLs.
   */
  default Instant at(Instant wallTime) {
    return wallTime;
  }
}
