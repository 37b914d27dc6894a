package dev.cloudjar.ec2.ground;

import java.util.Set;

/** A row of a {@link ResourceTable}. */
public interface Ec2Resource {

  String id();

  /** The ids of the resources that it refers to, by which it can be found. */
  default Set<String> references() {
    return Set.of();
  }
}
