package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Ec2Resource;
import java.util.Set;

/** A filter with memory on interfaces; its rules are rows of their own. */
record SecurityGroup(String id, String vpcId, String name, String description)
    implements Ec2Resource {
  static final String DEFAULT = "default";

  @Override
  public Set<String> references() {
    return Set.of(vpcId, nameIn(vpcId, name));
  }

  /** By what a group is found by its name. */
  static String nameIn(String vpcId, String name) {
    return vpcId + "/" + name;
  }

  boolean isDefault() {
    return name.equals(DEFAULT);
  }
}
