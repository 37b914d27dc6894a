package dev.cloudjar.s3.batch;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One operation on many objects.
 *
 * @param operation such as {@code S3PutObjectCopy}
 * @param confirmationRequired whether it waits for leave once it is known what it is about
 * @param progress how far it got
 */
public record Job(
    String id,
    String accountId,
    String region,
    String roleArn,
    String operation,
    boolean confirmationRequired,
    Optional<String> description,
    Instant created,
    int priority,
    Map<String, String> tags,
    JobProgress progress) {

  /** Names a job. */
  public record Key(String accountId, String region, String id) {}

  public Key key() {
    return new Key(accountId, region, id);
  }

  public JobStatus status() {
    return progress.status();
  }

  public Job with(JobProgress newProgress) {
    return new Job(
        id,
        accountId,
        region,
        roleArn,
        operation,
        confirmationRequired,
        description,
        created,
        priority,
        tags,
        newProgress);
  }

  public Job withPriority(int newPriority) {
    return new Job(
        id,
        accountId,
        region,
        roleArn,
        operation,
        confirmationRequired,
        description,
        created,
        newPriority,
        tags,
        progress);
  }

  public Job withTags(Map<String, String> newTags) {
    return new Job(
        id,
        accountId,
        region,
        roleArn,
        operation,
        confirmationRequired,
        description,
        created,
        priority,
        newTags,
        progress);
  }

  /** Knows now how many objects there are, and waits for leave where it must. */
  public Job prepared(long total, Instant now) {
    JobProgress known = progress.prepared(total);
    return with(confirmationRequired ? known.suspended(now) : known.with(JobStatus.READY));
  }
}
