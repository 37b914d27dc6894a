package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTable;
import dev.cloudjar.store.Snapshot;
import java.util.Optional;

/** The rows of networks. */
final class NetworkTables {
  static final ResourceTable<Vpc> VPCS = new ResourceTable<>(ResourceKind.VPC, Vpc.class);
  static final ResourceTable<Subnet> SUBNETS =
      new ResourceTable<>(ResourceKind.SUBNET, Subnet.class);
  static final ResourceTable<RouteTable> ROUTE_TABLES =
      new ResourceTable<>(ResourceKind.ROUTE_TABLE, RouteTable.class);
  static final ResourceTable<InternetGateway> INTERNET_GATEWAYS =
      new ResourceTable<>(ResourceKind.INTERNET_GATEWAY, InternetGateway.class);
  static final ResourceTable<NetworkAcl> NETWORK_ACLS =
      new ResourceTable<>(ResourceKind.NETWORK_ACL, NetworkAcl.class);
  static final ResourceTable<SecurityGroup> SECURITY_GROUPS =
      new ResourceTable<>(ResourceKind.SECURITY_GROUP, SecurityGroup.class);
  static final ResourceTable<SecurityGroupRule> RULES =
      new ResourceTable<>(ResourceKind.SECURITY_GROUP_RULE, SecurityGroupRule.class);
  static final ResourceTable<NetworkInterface> INTERFACES =
      new ResourceTable<>(ResourceKind.NETWORK_INTERFACE, NetworkInterface.class);
  static final ResourceTable<ElasticIp> ELASTIC_IPS =
      new ResourceTable<>(ResourceKind.ELASTIC_IP, ElasticIp.class);
  static final ResourceTable<NatGateway> NAT_GATEWAYS =
      new ResourceTable<>(ResourceKind.NAT_GATEWAY, NatGateway.class);
  static final ResourceTable<DhcpOptions> DHCP_OPTIONS =
      new ResourceTable<>(ResourceKind.DHCP_OPTIONS, DhcpOptions.class);
  static final ResourceTable<PrefixList> PREFIX_LISTS =
      new ResourceTable<>(ResourceKind.PREFIX_LIST, PrefixList.class);

  static final ResourceTable<VpcPeering> PEERINGS =
      new ResourceTable<>(ResourceKind.VPC_PEERING_CONNECTION, VpcPeering.class);

  static final ResourceTable<VpcEndpoint> ENDPOINTS =
      new ResourceTable<>(ResourceKind.VPC_ENDPOINT, VpcEndpoint.class);
  static final ResourceTable<FlowLog> FLOW_LOGS =
      new ResourceTable<>(ResourceKind.FLOW_LOG, FlowLog.class);

  static final ResourceTable<InsightsPath> INSIGHTS_PATHS =
      new ResourceTable<>(ResourceKind.NETWORK_INSIGHTS_PATH, InsightsPath.class);
  static final ResourceTable<InsightsAnalysis> INSIGHTS_ANALYSES =
      new ResourceTable<>(ResourceKind.NETWORK_INSIGHTS_ANALYSIS, InsightsAnalysis.class);

  private NetworkTables() {}

  /** The main route table of a network. */
  static RouteTable mainRouteTable(Snapshot snapshot, Place place, String vpcId) {
    return ROUTE_TABLES.referring(snapshot, place, vpcId).stream()
        .filter(RouteTable::isMain)
        .findFirst()
        .orElseThrow();
  }

  /** The route table that a subnet uses: its own, or the main one. */
  static RouteTable routeTableOf(Snapshot snapshot, Place place, Subnet subnet) {
    return ROUTE_TABLES.referring(snapshot, place, subnet.id()).stream()
        .findFirst()
        .orElseGet(() -> mainRouteTable(snapshot, place, subnet.vpcId()));
  }

  /** The access list on a subnet. */
  static NetworkAcl aclOf(Snapshot snapshot, Place place, Subnet subnet) {
    return NETWORK_ACLS.referring(snapshot, place, subnet.id()).getFirst();
  }

  static NetworkAcl defaultAcl(Snapshot snapshot, Place place, String vpcId) {
    return NETWORK_ACLS.referring(snapshot, place, vpcId).stream()
        .filter(NetworkAcl::isDefault)
        .findFirst()
        .orElseThrow();
  }

  static Optional<SecurityGroup> groupNamed(
      Snapshot snapshot, Place place, String vpcId, String name) {
    return SECURITY_GROUPS.referring(snapshot, place, SecurityGroup.nameIn(vpcId, name)).stream()
        .findFirst();
  }

  static Optional<Vpc> defaultVpc(Snapshot snapshot, Place place) {
    return DefaultNetwork.vpcId(snapshot, place).map(id -> VPCS.find(snapshot, place, id));
  }

  /**
   * The default VPC.
   *
   * @throws dev.cloudjar.cloud.Fault where it was deleted
   */
  static Vpc requireDefaultVpc(Snapshot snapshot, Place place) {
    return defaultVpc(snapshot, place)
        .orElseThrow(() -> Ec2Faults.of("VPCIdNotSpecified", "No default VPC for this user"));
  }
}
