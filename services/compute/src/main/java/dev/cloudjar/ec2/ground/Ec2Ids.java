package dev.cloudjar.ec2.ground;

import dev.cloudjar.cloud.Ids;

/** Makes ids such as {@code vpc-0123456789abcdef0}. */
public record Ec2Ids(Ids ids) {
  private static final String HEX = "0123456789abcdef";

  /** The id of a new resource. */
  public String next(ResourceKind kind) {
    return next(kind.prefix());
  }

  /** The id of something that is no resource of its own, such as {@code eni-attach}. */
  public String next(String prefix) {
    return prefix + "-0" + ids.text(16, HEX);
  }
}
