package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Ec2Ids;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.Zones.Zone;
import dev.cloudjar.fabric.Ipv4Block;
import dev.cloudjar.store.Transaction;
import java.util.List;

/** Makes networks and subnets with all that comes with them. */
record NetworkMaker(Ec2Ids ids) {
  private static final int FIRST_RULE = 100;

  /** Makes a network with its main route table, access list and security group. */
  Vpc vpc(Transaction transaction, Place place, String cidr, String tenancy, boolean isDefault) {
    Vpc vpc =
        new Vpc(
            ids.next(ResourceKind.VPC),
            List.of(new Vpc.Cidr(ids.next("vpc-cidr-assoc"), cidr)),
            isDefault,
            defaultDhcpOptions(transaction, place),
            tenancy,
            true,
            isDefault,
            false);
    NetworkTables.VPCS.put(transaction, place, vpc);
    NetworkTables.ROUTE_TABLES.put(
        transaction,
        place,
        new RouteTable(
            ids.next(ResourceKind.ROUTE_TABLE),
            vpc.id(),
            ids.next("rtbassoc"),
            List.of(),
            List.of()));
    NetworkTables.NETWORK_ACLS.put(transaction, place, openAcl(vpc.id()));
    securityGroup(
        transaction, place, vpc.id(), SecurityGroup.DEFAULT, "default VPC security group");
    return vpc;
  }

  private static String defaultDhcpOptions(Transaction transaction, Place place) {
    try (var rows = NetworkTables.DHCP_OPTIONS.all(transaction, place)) {
      while (rows.next()) {
        if (rows.value().isDefault()) {
          return rows.value().id();
        }
      }
    }
    return "default";
  }

  private NetworkAcl openAcl(String vpcId) {
    String all = Ipv4Block.ALL.toString();
    return new NetworkAcl(ids.next(ResourceKind.NETWORK_ACL), vpcId, true, List.of(), List.of())
        .with(new NetworkAcl.Entry(FIRST_RULE, true, true, Protocols.ALL, all, -1, -1))
        .with(new NetworkAcl.Entry(FIRST_RULE, false, true, Protocols.ALL, all, -1, -1));
  }

  /** Makes a security group that lets everything out; the default one lets its own members in. */
  SecurityGroup securityGroup(
      Transaction transaction, Place place, String vpcId, String name, String description) {
    SecurityGroup group =
        new SecurityGroup(ids.next(ResourceKind.SECURITY_GROUP), vpcId, name, description);
    NetworkTables.SECURITY_GROUPS.put(transaction, place, group);
    rule(transaction, place, group, true, Ipv4Block.ALL.toString(), "");
    if (group.isDefault()) {
      rule(transaction, place, group, false, group.id(), place.accountId());
    }
    return group;
  }

  private void rule(
      Transaction transaction,
      Place place,
      SecurityGroup group,
      boolean egress,
      String peer,
      String peerAccountId) {
    NetworkTables.RULES.put(
        transaction,
        place,
        new SecurityGroupRule(
            ids.next(ResourceKind.SECURITY_GROUP_RULE),
            group.id(),
            egress,
            SecurityGroupRule.ALL,
            -1,
            -1,
            peer,
            peerAccountId,
            null));
  }

  /** Makes a subnet, under the network's default access list. */
  Subnet subnet(
      Transaction transaction,
      Place place,
      String vpcId,
      String cidr,
      Zone zone,
      boolean isDefault) {
    Subnet subnet =
        new Subnet(
            ids.next(ResourceKind.SUBNET),
            vpcId,
            cidr,
            zone.name(),
            zone.id(),
            isDefault,
            isDefault,
            "ip-name",
            false);
    NetworkTables.SUBNETS.put(transaction, place, subnet);
    NetworkAcl acl = NetworkTables.defaultAcl(transaction, place, vpcId);
    NetworkTables.NETWORK_ACLS.put(
        transaction,
        place,
        acl.with(new NetworkAcl.Association(ids.next("aclassoc"), subnet.id())));
    return subnet;
  }
}
