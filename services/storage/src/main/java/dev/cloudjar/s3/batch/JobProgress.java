package dev.cloudjar.s3.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How far a job got.
 *
 * @param reason why somebody changed the status
 * @param failures why it failed as a whole
 * @param began when the first object was touched
 * @param suspended when it began to wait for leave
 * @param ended when its last status came
 */
public record JobProgress(
    JobStatus status,
    Optional<String> reason,
    List<Failure> failures,
    Counts counts,
    Optional<Instant> began,
    Optional<Instant> suspended,
    Optional<Instant> ended) {
  /** So many objects are touched before too many failures end a job. */
  private static final long LEAST_BEFORE_FAILING = 1000;

  private static final Failure HOPELESS =
      new Failure(
          "FailureThresholdExceeded",
          "More than 50% of the tasks that were attempted have failed.");

  public static final JobProgress NONE =
      new JobProgress(
          JobStatus.NEW,
          Optional.empty(),
          List.of(),
          new Counts(0, 0, 0, 0, 0),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** Why a job failed. */
  public record Failure(String code, String reason) {}

  /**
   * What became of the objects so far.
   *
   * @param succeededBytes how long the lines are that tell of those that went well
   * @param failedBytes how long those are that tell of the others
   */
  public record Counts(
      long total, long succeeded, long failed, long succeededBytes, long failedBytes) {

    public long done() {
      return succeeded + failed;
    }

    /** With one more object. */
    public Counts with(JobResult result) {
      int bytes = result.sizeBytes();
      return result.success()
          ? new Counts(total, succeeded + 1, failed, succeededBytes + bytes, failedBytes)
          : new Counts(total, succeeded, failed + 1, succeededBytes, failedBytes + bytes);
    }

    /** Whether so much goes wrong that the rest is not worth trying. */
    boolean isHopeless() {
      return done() >= LEAST_BEFORE_FAILING && 2 * failed > done();
    }
  }

  /** For how long objects have been touched. */
  public Duration active(Instant now) {
    return began.map(it -> Duration.between(it, ended.orElse(now))).orElse(Duration.ZERO);
  }

  public JobProgress with(JobStatus newStatus) {
    return new JobProgress(newStatus, reason, failures, counts, began, suspended, ended);
  }

  public JobProgress because(Optional<String> newReason) {
    return new JobProgress(status, newReason, failures, counts, began, suspended, ended);
  }

  JobProgress prepared(long total) {
    return new JobProgress(
        status, reason, failures, new Counts(total, 0, 0, 0, 0), began, suspended, ended);
  }

  JobProgress suspended(Instant now) {
    return new JobProgress(
        JobStatus.SUSPENDED, reason, failures, counts, began, Optional.of(now), ended);
  }

  public JobProgress begun(Instant now) {
    return new JobProgress(
        JobStatus.ACTIVE,
        reason,
        failures,
        counts,
        Optional.of(began.orElse(now)),
        suspended,
        ended);
  }

  /** Got further; somebody may have cancelled it meanwhile. */
  public JobProgress counted(Counts newCounts) {
    JobProgress counted =
        new JobProgress(status, reason, failures, newCounts, began, suspended, ended);
    if (status != JobStatus.ACTIVE) {
      return counted;
    }
    if (newCounts.done() >= newCounts.total()) {
      return counted.with(JobStatus.COMPLETING);
    }
    return newCounts.isHopeless() ? counted.failing(HOPELESS) : counted;
  }

  /** Is to fail once what it did is told of. */
  public JobProgress failing(Failure failure) {
    List<Failure> all = Stream.concat(failures.stream(), Stream.of(failure)).toList();
    return new JobProgress(JobStatus.FAILING, reason, all, counts, began, suspended, ended);
  }

  public JobProgress over(Instant now) {
    return new JobProgress(
        status.end(), reason, failures, counts, began, suspended, Optional.of(now));
  }
}
