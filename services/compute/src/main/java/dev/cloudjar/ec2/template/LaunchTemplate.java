package dev.cloudjar.ec2.template;

import dev.cloudjar.ec2.ground.Ec2Resource;
import java.time.Instant;

/**
 * A launch template. Its versions are rows of their own.
 *
 * @param createdBy the ARN of whoever made it
 * @param latestVersion the highest number of those that there are
 * @param lastNumber the last number that was given, which is never given again
 * @param versionCount how many there are
 */
record LaunchTemplate(
    String id,
    String name,
    Instant created,
    String createdBy,
    long defaultVersion,
    long latestVersion,
    long lastNumber,
    int versionCount)
    implements Ec2Resource {

  LaunchTemplate withDefault(long version) {
    return new LaunchTemplate(
        id, name, created, createdBy, version, latestVersion, lastNumber, versionCount);
  }

  /** This with a version more. */
  LaunchTemplate withVersion(long number) {
    return new LaunchTemplate(
        id, name, created, createdBy, defaultVersion, number, number, versionCount + 1);
  }

  /**
   * This with a version less.
   *
   * @param latest the highest number of those left
   */
  LaunchTemplate withoutVersion(long latest) {
    return new LaunchTemplate(
        id, name, created, createdBy, defaultVersion, latest, lastNumber, versionCount - 1);
  }
}
