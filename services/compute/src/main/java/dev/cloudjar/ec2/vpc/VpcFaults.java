package dev.cloudjar.ec2.vpc;

import dev.cloudjar.cloud.Fault;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.ResourceKind;

/** The errors of networks, in EC2's words. */
final class VpcFaults {
  private VpcFaults() {}

  static Fault invalidCidr(String cidr) {
    return Ec2Faults.invalidParameterValue(
        "Value (%s) for parameter cidrBlock is invalid. This is not a valid CIDR block."
            .formatted(cidr));
  }

  static Fault invalidVpcRange(String cidr) {
    return Ec2Faults.of("InvalidVpc.Range", "The CIDR '%s' is invalid.".formatted(cidr));
  }

  static Fault invalidSubnetRange(String cidr) {
    return Ec2Faults.of("InvalidSubnet.Range", "The CIDR '%s' is invalid.".formatted(cidr));
  }

  static Fault subnetConflict(String cidr) {
    return Ec2Faults.of(
        "InvalidSubnet.Conflict", "The CIDR '%s' conflicts with another subnet".formatted(cidr));
  }

  static Fault invalidZone(String zone, String region) {
    return Ec2Faults.invalidParameterValue(
        ("Value (%s) for parameter availabilityZone is invalid. Subnets can currently only be"
                + " created in the following availability zones: %sa, %sb, %sc.")
            .formatted(zone, region, region, region));
  }

  static Fault defaultVpcAlreadyExists() {
    return Ec2Faults.of(
        "DefaultVpcAlreadyExists", "A Default VPC already exists for this account in this region.");
  }

  static Fault defaultSubnetAlreadyExists(String zone, String subnetId) {
    return Ec2Faults.of(
        "DefaultSubnetAlreadyExistsInAvailabilityZone",
        "'%s' is already the default subnet in %s.".formatted(subnetId, zone));
  }

  static Fault associationNotFound(String id) {
    return Ec2Faults.of(
        "InvalidAssociationID.NotFound", "The association ID '%s' does not exist".formatted(id));
  }

  static Fault cidrAssociationNotFound(String id) {
    return Ec2Faults.of(
        "InvalidVpcCidrBlockAssociationIdError.NotFound",
        "The vpc CIDR block association ID '%s' does not exist".formatted(id));
  }

  static Fault cidrInUse(String cidr) {
    return Ec2Faults.of(
        "OperationNotPermitted",
        "The vpc CIDR block %s cannot be disassociated because it is in use or is the primary block."
            .formatted(cidr));
  }

  static Fault alreadyAssociated(ResourceKind kind, String id, String with) {
    return Ec2Faults.of(
        "Resource.AlreadyAssociated",
        "the specified association for %s %s conflicts with an existing association: %s"
            .formatted(kind.type().replace("-", " "), id, with));
  }

  static Fault gatewayNotAttached(String gatewayId, String vpcId) {
    return Ec2Faults.of(
        "Gateway.NotAttached",
        "resource %s is not attached to network %s".formatted(gatewayId, vpcId));
  }

  static Fault routeExists(String destination) {
    return Ec2Faults.of(
        "RouteAlreadyExists", "The route identified by %s already exists.".formatted(destination));
  }

  static Fault noRoute(String tableId, String destination) {
    return Ec2Faults.of(
        "InvalidRoute.NotFound",
        "no route with destination-cidr-block %s in route table %s"
            .formatted(destination, tableId));
  }

  static Fault groupDuplicate(String name, String vpcId) {
    return Ec2Faults.of(
        "InvalidGroup.Duplicate",
        "The security group '%s' already exists for VPC '%s'".formatted(name, vpcId));
  }

  static Fault groupReserved(String name) {
    return Ec2Faults.of(
        "InvalidGroup.Reserved", "The security group '%s' is reserved".formatted(name));
  }

  static Fault cannotDeleteDefaultGroup(String id) {
    return Ec2Faults.of(
        "CannotDelete",
        "the specified group: \"%s\" name: \"default\" cannot be deleted by a user".formatted(id));
  }

  static Fault permissionDuplicate(String text) {
    return Ec2Faults.of(
        "InvalidPermission.Duplicate", "the specified rule \"%s\" already exists".formatted(text));
  }

  static Fault permissionNotFound() {
    return Ec2Faults.of(
        "InvalidPermission.NotFound", "The specified rule does not exist in this security group.");
  }

  static Fault permissionMalformed(String message) {
    return Ec2Faults.of("InvalidPermission.Malformed", message);
  }

  static Fault rulesPerGroupExceeded() {
    return Ec2Faults.of(
        "RulesPerSecurityGroupLimitExceeded",
        "The maximum number of rules per security group has been reached.");
  }

  static Fault groupNotInVpc(String groupId, String vpcId) {
    return Ec2Faults.of(
        "InvalidGroup.NotFound",
        "The security group '%s' does not exist in VPC '%s'".formatted(groupId, vpcId));
  }

  static Fault groupsPerInterfaceExceeded() {
    return Ec2Faults.of(
        "SecurityGroupsPerInterfaceLimitExceeded",
        "The maximum number of security groups per interface has been reached.");
  }

  static Fault aclEntryExists(int number) {
    return Ec2Faults.of(
        "NetworkAclEntryAlreadyExists",
        "The network acl entry identified by %d already exists.".formatted(number));
  }

  static Fault aclEntryNotFound(int number) {
    return Ec2Faults.of(
        "InvalidNetworkAclEntry.NotFound",
        "The network acl entry identified by %d does not exist.".formatted(number));
  }

  static Fault addressInUse(String address) {
    return Ec2Faults.of("InvalidIPAddress.InUse", "Address %s is in use.".formatted(address));
  }

  static Fault addressNotInSubnet(String address) {
    return Ec2Faults.invalidParameterValue(
        "Address %s does not fall within the subnet's address range".formatted(address));
  }

  static Fault insufficientFreeAddresses(String subnetId) {
    return Ec2Faults.of(
        "InsufficientFreeAddressesInSubnet",
        "The specified subnet %s does not have enough free addresses to satisfy the request."
            .formatted(subnetId));
  }

  static Fault interfaceInUse(String id) {
    return Ec2Faults.of(
        "InvalidParameterValue", "Network interface '%s' is currently in use.".formatted(id));
  }

  static Fault interfaceInUse(String id, String instanceId) {
    return Ec2Faults.of(
        "InvalidNetworkInterface.InUse",
        "Interface: [%s] in use by instance %s.".formatted(id, instanceId));
  }

  static Fault attachmentNotFound(String id) {
    return Ec2Faults.of(
        "InvalidAttachmentID.NotFound",
        "The networkInterface attachment ID '%s' does not exist".formatted(id));
  }

  static Fault addressLimitExceeded() {
    return Ec2Faults.of(
        "AddressLimitExceeded", "The maximum number of addresses has been reached.");
  }

  static Fault addressNotFound(String address) {
    return Ec2Faults.of("InvalidAddress.NotFound", "Address '%s' not found.".formatted(address));
  }

  static Fault addressIsInUse(String id) {
    return Ec2Faults.of("InvalidIPAddress.InUse", "Address %s is in use.".formatted(id));
  }

  static Fault alreadyAssociated(String allocationId) {
    return Ec2Faults.of(
        "Resource.AlreadyAssociated",
        "resource %s is already associated with associate-id".formatted(allocationId));
  }

  static Fault invalidFlowLog(String message) {
    return Ec2Faults.of("InvalidParameter", message);
  }

  static Fault invalidFlowLogFormat(String format) {
    return invalidFlowLog(
        "1 validation error detected: Value '%s' at 'logFormat' has an invalid format"
            .formatted(format));
  }

  static Fault flowLogAlreadyExists() {
    return Ec2Faults.of(
        "FlowLogAlreadyExists",
        "Error. There is an existing Flow Log with the same configuration and log destination.");
  }

  static Fault analysisExists(String pathId) {
    return Ec2Faults.of(
        "AnalysisExistsForNetworkInsightsPath",
        "The networkInsightsPath '%s' has analyses. Delete them first.".formatted(pathId));
  }
}
