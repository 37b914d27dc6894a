package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Ec2Resource;
import dev.cloudjar.fabric.Ipv4Address;
import dev.cloudjar.fabric.Ipv4Block;
import java.util.Set;

/** A part of a network, in one zone. */
record Subnet(
    String id,
    String vpcId,
    String cidrBlock,
    String zone,
    String zoneId,
    boolean isDefault,
    boolean mapsPublicAddresses,
    String hostnameType,
    boolean resourceNames)
    implements Ec2Resource {
  /** The network's address, the router's, the one for DNS, one for the future, and broadcast. */
  static final int RESERVED = 5;

  @Override
  public Set<String> references() {
    return Set.of(vpcId);
  }

  Ipv4Block block() {
    return Ipv4Block.of(cidrBlock);
  }

  /** Whether an interface may have an address. */
  boolean hasRoomFor(Ipv4Address address) {
    Ipv4Block block = block();
    return block.contains(address)
        && address.compareTo(block.first().plus(RESERVED - 2)) > 0
        && address.compareTo(block.last()) < 0;
  }

  Subnet mappingPublicAddresses(boolean changed) {
    return new Subnet(
        id, vpcId, cidrBlock, zone, zoneId, isDefault, changed, hostnameType, resourceNames);
  }

  Subnet withNames(String type, boolean records) {
    return new Subnet(
        id, vpcId, cidrBlock, zone, zoneId, isDefault, mapsPublicAddresses, type, records);
  }
}
