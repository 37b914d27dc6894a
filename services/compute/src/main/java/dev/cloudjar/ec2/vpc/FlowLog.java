package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Ec2Resource;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be written down of a network's traffic, and where.
 *
 * @param failure why what was last to be delivered was not
 */
record FlowLog(
    String id,
    String resourceId,
    String trafficType,
    String destinationType,
    String destination,
    String logGroup,
    String role,
    String format,
    int aggregationSeconds,
    Instant created,
    boolean hivePartitions,
    boolean hourPartitions,
    Optional<String> failure)
    implements Ec2Resource {
  static final String TO_LOGS = "cloud-watch-logs";
  static final String TO_BUCKET = "s3";
  private static final String BUCKETS = ":s3:::";

  @Override
  public Set<String> references() {
    return Set.of(resourceId);
  }

  boolean isSameAs(FlowLog other) {
    return resourceId.equals(other.resourceId)
        && trafficType.equals(other.trafficType)
        && destinationType.equals(other.destinationType)
        && destination.equals(other.destination)
        && logGroup.equals(other.logGroup);
  }

  /** Whether there is anywhere that it can be delivered to. */
  boolean isDelivered() {
    return destinationType.equals(TO_BUCKET);
  }

  String status() {
    return failure.isPresent() ? "FAILED" : "SUCCESS";
  }

  FlowLog failing(Optional<String> why) {
    return new FlowLog(
        id,
        resourceId,
        trafficType,
        destinationType,
        destination,
        logGroup,
        role,
        format,
        aggregationSeconds,
        created,
        hivePartitions,
        hourPartitions,
        why);
  }

  /** The name of the bucket that an ARN, maybe with a folder, is about. */
  static String bucketOf(String destination) {
    String path = path(destination);
    int slash = path.indexOf('/');
    return slash < 0 ? path : path.substring(0, slash);
  }

  /** The folder that an ARN is about, with a slash behind it; empty for none. */
  static String folderOf(String destination) {
    String path = path(destination);
    int slash = path.indexOf('/');
    String folder = slash < 0 ? "" : path.substring(slash + 1);
    return folder.isEmpty() || folder.endsWith("/") ? folder : folder + "/";
  }

  private static String path(String destination) {
    int start = destination.indexOf(BUCKETS);
    return start < 0 ? "" : destination.substring(start + BUCKETS.length());
  }
}
