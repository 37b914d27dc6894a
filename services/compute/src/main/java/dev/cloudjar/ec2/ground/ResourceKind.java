package dev.cloudjar.ec2.ground;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The kinds of resources, by what their ids begin with and what tags and ARNs call them. */
public enum ResourceKind {
  VPC("vpc", "vpc", "InvalidVpcID.NotFound", "The vpc ID '%s' does not exist"),
  SUBNET("subnet", "subnet", "InvalidSubnetID.NotFound", "The subnet ID '%s' does not exist"),
  ROUTE_TABLE(
      "rtb",
      "route-table",
      "InvalidRouteTableID.NotFound",
      "The routeTable ID '%s' does not exist"),
  INTERNET_GATEWAY(
      "igw",
      "internet-gateway",
      "InvalidInternetGatewayID.NotFound",
      "The internetGateway ID '%s' does not exist"),
  NAT_GATEWAY("nat", "natgateway", "NatGatewayNotFound", "NatGateway %s was not found"),
  ELASTIC_IP(
      "eipalloc",
      "elastic-ip",
      "InvalidAllocationID.NotFound",
      "The allocation ID '%s' does not exist"),
  NETWORK_INTERFACE(
      "eni",
      "network-interface",
      "InvalidNetworkInterfaceID.NotFound",
      "The networkInterface ID '%s' does not exist"),
  SECURITY_GROUP(
      "sg", "security-group", "InvalidGroup.NotFound", "The security group '%s' does not exist"),
  SECURITY_GROUP_RULE(
      "sgr",
      "security-group-rule",
      "InvalidSecurityGroupRuleId.NotFound",
      "The security group rule ID '%s' does not exist"),
  PREFIX_LIST(
      "pl",
      "prefix-list",
      "InvalidPrefixListID.NotFound",
      "The prefix list ID '%s' does not exist"),
  NETWORK_ACL(
      "acl",
      "network-acl",
      "InvalidNetworkAclID.NotFound",
      "The networkAcl ID '%s' does not exist"),
  VPC_PEERING_CONNECTION(
      "pcx",
      "vpc-peering-connection",
      "InvalidVpcPeeringConnectionID.NotFound",
      "The vpcPeeringConnection ID '%s' does not exist"),
  VPC_ENDPOINT(
      "vpce",
      "vpc-endpoint",
      "InvalidVpcEndpointId.NotFound",
      "The Vpc Endpoint Id '%s' does not exist"),
  DHCP_OPTIONS(
      "dopt",
      "dhcp-options",
      "InvalidDhcpOptionID.NotFound",
      "The dhcpOption ID '%s' does not exist"),
  FLOW_LOG(
      "fl", "vpc-flow-log", "InvalidFlowLogId.NotFound", "The flow log ID '%s' does not exist"),
  NETWORK_INSIGHTS_PATH(
      "nip",
      "network-insights-path",
      "InvalidNetworkInsightsPathId.NotFound",
      "The networkInsightsPath ID '%s' does not exist"),
  NETWORK_INSIGHTS_ANALYSIS(
      "nia",
      "network-insights-analysis",
      "InvalidNetworkInsightsAnalysisId.NotFound",
      "The networkInsightsAnalysis ID '%s' does not exist"),
  INSTANCE("i", "instance", "InvalidInstanceID.NotFound", "The instance ID '%s' does not exist"),
  VOLUME("vol", "volume", "InvalidVolume.NotFound", "The volume '%s' does not exist."),
  SNAPSHOT("snap", "snapshot", "InvalidSnapshot.NotFound", "The snapshot '%s' does not exist."),
  IMAGE("ami", "image", "InvalidAMIID.NotFound", "The image id '[%s]' does not exist"),
  IMPORT_IMAGE_TASK(
      "import-ami",
      "import-image-task",
      "InvalidConversionTaskId",
      "The conversion task ID '%s' is not valid"),
  IMPORT_SNAPSHOT_TASK(
      "import-snap",
      "import-snapshot-task",
      "InvalidConversionTaskId",
      "The conversion task ID '%s' is not valid"),
  KEY_PAIR("key", "key-pair", "InvalidKeyPair.NotFound", "The key pair '%s' does not exist"),
  LAUNCH_TEMPLATE(
      "lt",
      "launch-template",
      "InvalidLaunchTemplateId.NotFound",
      "The specified launch template, with template ID %s, does not exist."),
  SPOT_REQUEST(
      "sir",
      "spot-instances-request",
      "InvalidSpotInstanceRequestID.NotFound",
      "The spot instance request ID '%s' does not exist"),
  CAPACITY_RESERVATION(
      "cr",
      "capacity-reservation",
      "InvalidCapacityReservationId.NotFound",
      "The capacity reservation ID '%s' does not exist"),
  PLACEMENT_GROUP(
      "pg",
      "placement-group",
      "InvalidPlacementGroup.Unknown",
      "The Placement Group '%s' is unknown."),
  RESERVATION("r", "reservation", "InvalidReservationID.NotFound", "no reservation %s");

  private static final Map<String, ResourceKind> BY_PREFIX =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(ResourceKind::prefix, Function.identity()));

  private final String prefix;
  private final String type;
  private final String notFound;
  private final String notFoundMessage;

  ResourceKind(String prefix, String type, String notFound, String notFoundMessage) {
    this.prefix = prefix;
    this.type = type;
    this.notFound = notFound;
    this.notFoundMessage = notFoundMessage;
  }

  /** What ids begin with, before a hyphen. */
  public String prefix() {
    return prefix;
  }

  /** What tags and ARNs call it. */
  public String type() {
    return type;
  }

  /** The error code for one that is not there. */
  public String notFound() {
    return notFound;
  }

  String notFoundMessage(String id) {
    return notFoundMessage.formatted(id);
  }

  /** Whether its ARN names no account, since it can be everybody's. */
  boolean isWithoutAccount() {
    return this == IMAGE || this == SNAPSHOT;
  }

  /** The kind that an id is of, by how it begins. */
  public static Optional<ResourceKind> of(String id) {
    int hyphen = id.lastIndexOf('-');
    return hyphen < 0
        ? Optional.empty()
        : Optional.ofNullable(BY_PREFIX.get(id.substring(0, hyphen)));
  }

  /** The kind that tags call so. */
  public static Optional<ResourceKind> ofType(String type) {
    return Arrays.stream(values()).filter(it -> it.type.equals(type)).findFirst();
  }

  /** Whether a text may be an id of this kind. */
  public boolean isId(String text) {
    return text.matches(prefix + "-([0-9a-f]{8}|[0-9a-f]{17})");
  }
}
