package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Ec2Resource;
import dev.cloudjar.fabric.Ipv4Block;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A network.
 *
 * @param cidrs the first one is that it was made with
 * @param dhcpOptionsId {@code default} for none
 */
record Vpc(
    String id,
    List<Cidr> cidrs,
    boolean isDefault,
    String dhcpOptionsId,
    String tenancy,
    boolean dnsSupport,
    boolean dnsHostnames,
    boolean usageMetrics)
    implements Ec2Resource {

  /** Addresses of the network, with the id of their association. */
  record Cidr(String associationId, String block) {}

  @Override
  public Set<String> references() {
    Set<String> all = new HashSet<>();
    all.add(dhcpOptionsId);
    cidrs.forEach(it -> all.add(it.associationId()));
    return all;
  }

  String cidrBlock() {
    return cidrs.getFirst().block();
  }

  List<Ipv4Block> blocks() {
    return cidrs.stream().map(it -> Ipv4Block.of(it.block())).toList();
  }

  Vpc withCidrs(List<Cidr> changed) {
    return new Vpc(
        id, changed, isDefault, dhcpOptionsId, tenancy, dnsSupport, dnsHostnames, usageMetrics);
  }

  Vpc withDhcpOptions(String changed) {
    return new Vpc(id, cidrs, isDefault, changed, tenancy, dnsSupport, dnsHostnames, usageMetrics);
  }

  Vpc withAttributes(boolean support, boolean hostnames, boolean metrics) {
    return new Vpc(id, cidrs, isDefault, dhcpOptionsId, tenancy, support, hostnames, metrics);
  }

  Vpc withTenancy(String changed) {
    return new Vpc(
        id, cidrs, isDefault, dhcpOptionsId, changed, dnsSupport, dnsHostnames, usageMetrics);
  }
}
