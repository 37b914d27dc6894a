package dev.cloudjar.s3.batch;

import java.util.Optional;

/**
 * An object of a job.
 *
 * @param versionId empty for the one that is current when its turn comes
 */
public record JobTask(String bucket, String key, Optional<String> versionId) {}
