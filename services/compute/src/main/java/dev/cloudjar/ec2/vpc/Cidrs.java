package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.fabric.Ipv4Block;

/** The blocks of addresses in requests. */
final class Cidrs {
  private static final int LARGEST = 16;
  private static final int SMALLEST = 28;

  private Cidrs() {}

  /** A block as AWS takes those of networks and subnets: host bits are cut off. */
  private static Ipv4Block read(String text) {
    try {
      return Ipv4Block.ofAny(text);
    } catch (IllegalArgumentException e) {
      throw VpcFaults.invalidCidr(text);
    }
  }

  static Ipv4Block ofVpc(String text) {
    Ipv4Block block = read(text);
    if (block.prefixLength() < LARGEST || block.prefixLength() > SMALLEST) {
      throw VpcFaults.invalidVpcRange(text);
    }
    return block;
  }

  static Ipv4Block ofSubnet(String text) {
    Ipv4Block block = read(text);
    if (block.prefixLength() < LARGEST || block.prefixLength() > SMALLEST) {
      throw VpcFaults.invalidSubnetRange(text);
    }
    return block;
  }

  /**
   * A block of any size, as rules and routes have them.
   *
   * @param parameter what the request calls it
   */
  static Ipv4Block any(String text, String parameter) {
    try {
      return Ipv4Block.ofAny(text);
    } catch (IllegalArgumentException e) {
      throw Ec2Faults.invalidParameterValue(
          "Value (%s) for parameter %s is invalid. This is not a valid CIDR block."
              .formatted(text, parameter));
    }
  }
}
