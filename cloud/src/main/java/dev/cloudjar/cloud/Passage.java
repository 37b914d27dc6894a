package dev.cloudjar.cloud;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

/**
 * What happened while the clock was moved.
 *
 * @param from where the clock stood before
 * @param to where it went
 * @param ran what was done in between, by kind of work
 * @param failures the first of what failed, in the order in which it did
 */
public record Passage(
    Instant from, Instant to, SortedMap<String, Ran> ran, List<Failure> failures) {

  /** How many items were run in all, failed ones included. */
  public long items() {
    return ran.values().stream().mapToLong(Ran::items).sum();
  }

  /** How many tries failed. */
  public long failed() {
    return ran.values().stream().mapToLong(Ran::failed).sum();
  }

  /**
   * One kind of work.
   *
   * @param items how many items were run, each try counted
   * @param failed how many of these tries failed
   * @param first when the first one ran, on the virtual clock
   * @param last when the last one ran
   */
  public record Ran(long items, long failed, Instant first, Instant last) {}

  /**
   * A try that failed.
   *
   * @param time when, on the virtual clock
   * @param parked whether it has failed too often and is not tried again
   */
  public record Failure(String kind, String id, Instant time, String error, boolean parked) {}
}
