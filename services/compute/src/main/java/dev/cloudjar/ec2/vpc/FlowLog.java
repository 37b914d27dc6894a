package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Ec2Resource;
import java.time.Instant;
import java.util.Set;

/** What is to be written down of a network's traffic, and where. */
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
    Instant created)
    implements Ec2Resource {
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
}
