package dev.cloudjar.s3.batch;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What became of one object.
 *
 * @param line what the report says of it
 */
public record JobResult(boolean success, String line) {

  public static JobResult succeeded(JobTask task, String encodedKey) {
    return new JobResult(
        true,
        Csv.line(task.bucket(), encodedKey, version(task), "succeeded", "200", "", "Successful"));
  }

  public static JobResult failed(
      JobTask task, String encodedKey, int status, String code, String message) {
    // AWS tells the status before the code, whatever its schema says.
    return new JobResult(
        false,
        Csv.line(
            task.bucket(),
            encodedKey,
            version(task),
            "failed",
            Integer.toString(status),
            code,
            message));
  }

  private static String version(JobTask task) {
    return Optional.of(task).flatMap(JobTask::versionId).orElse("");
  }

  public int sizeBytes() {
    return line.getBytes(StandardCharsets.UTF_8).length;
  }
}
