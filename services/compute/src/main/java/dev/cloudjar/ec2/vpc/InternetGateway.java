package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Ec2Resource;
import java.util.Set;

/**
 * A way outside.
 *
 * @param vpcId the network that it is attached to; empty for none
 */
record InternetGateway(String id, String vpcId) implements Ec2Resource {
  @Override
  public Set<String> references() {
    return vpcId.isEmpty() ? Set.of() : Set.of(vpcId);
  }
}
