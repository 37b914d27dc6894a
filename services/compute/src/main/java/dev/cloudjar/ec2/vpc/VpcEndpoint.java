package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Ec2Resource;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A way from a network to a service that does not lead outside.
 *
 * @param type {@code Gateway} or {@code Interface}
 * @param interfaces by the order of their subnets
 */
record VpcEndpoint(
    String id,
    String vpcId,
    String serviceName,
    String type,
    String policy,
    List<String> routeTables,
    List<String> subnets,
    List<String> groups,
    List<String> interfaces,
    boolean privateNames,
    Instant created)
    implements Ec2Resource {
  static final String GATEWAY = "Gateway";
  static final String INTERFACE = "Interface";

  @Override
  public Set<String> references() {
    Set<String> all = new HashSet<>(routeTables);
    all.add(vpcId);
    all.addAll(subnets);
    all.addAll(groups);
    all.addAll(interfaces);
    return all;
  }

  boolean isGateway() {
    return type.equals(GATEWAY);
  }

  VpcEndpoint withPolicy(String changed) {
    return new VpcEndpoint(
        id,
        vpcId,
        serviceName,
        type,
        changed,
        routeTables,
        subnets,
        groups,
        interfaces,
        privateNames,
        created);
  }

  VpcEndpoint withRouteTables(List<String> changed) {
    return new VpcEndpoint(
        id,
        vpcId,
        serviceName,
        type,
        policy,
        changed,
        subnets,
        groups,
        interfaces,
        privateNames,
        created);
  }

  VpcEndpoint withEnds(List<String> newSubnets, List<String> newInterfaces) {
    return new VpcEndpoint(
        id,
        vpcId,
        serviceName,
        type,
        policy,
        routeTables,
        newSubnets,
        groups,
        newInterfaces,
        privateNames,
        created);
  }

  VpcEndpoint withGroups(List<String> changed) {
    return new VpcEndpoint(
        id,
        vpcId,
        serviceName,
        type,
        policy,
        routeTables,
        subnets,
        changed,
        interfaces,
        privateNames,
        created);
  }

  VpcEndpoint withPrivateNames(boolean changed) {
    return new VpcEndpoint(
        id,
        vpcId,
        serviceName,
        type,
        policy,
        routeTables,
        subnets,
        groups,
        interfaces,
        changed,
        created);
  }
}
