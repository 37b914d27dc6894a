package dev.cloudjar.ec2;

import static dev.cloudjar.ec2.Requests.filter;
import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AddPrefixListEntry;
import software.amazon.awssdk.services.ec2.model.ConnectivityType;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.ManagedPrefixList;
import software.amazon.awssdk.services.ec2.model.NatGateway;
import software.amazon.awssdk.services.ec2.model.NetworkAcl;
import software.amazon.awssdk.services.ec2.model.NewDhcpConfiguration;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.RuleAction;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;
import software.amazon.awssdk.services.ec2.model.VpcEndpointType;
import software.amazon.awssdk.services.ec2.model.VpcPeeringConnection;

/** What leads out of networks, what filters it, and what goes by lists. */
@CloudjarTest(rooms = Ec2Room.class, shared = false)
class GatewayOperationsTest {
  private static final String ANYWHERE = "0.0.0.0/0";

  private final Ec2Client ec2;
  private final TestCloud cloud;
  private final String vpc;
  private final String subnet;
  private final String table;

  GatewayOperationsTest(Ec2Client ec2, TestCloud cloud) {
    this.ec2 = ec2;
    this.cloud = cloud;
    cloud.clock().freeze();
    this.vpc = ec2.createVpc(it -> it.cidrBlock("10.0.0.0/16")).vpc().vpcId();
    this.subnet =
        ec2.createSubnet(it -> it.vpcId(vpc).cidrBlock("10.0.0.0/24")).subnet().subnetId();
    this.table =
        ec2.describeRouteTables(it -> it.filters(filter("vpc-id", vpc)))
            .routeTables()
            .getFirst()
            .routeTableId();
  }

  private List<Route> routes() {
    return ec2.describeRouteTables(it -> it.routeTableIds(table)).routeTables().getFirst().routes();
  }

  private String nat(String id) {
    return ec2.describeNatGateways(it -> it.natGatewayIds(id))
        .natGateways()
        .getFirst()
        .stateAsString();
  }

  @Test
  void a_nat_gateway_comes_and_goes_with_time() {
    String address = ec2.allocateAddress(it -> {}).allocationId();
    refused(() -> ec2.createNatGateway(it -> it.subnetId(subnet).allocationId(address)))
        .withCode("Gateway.NotAttached");
    refused(() -> ec2.createNatGateway(it -> it.subnetId(subnet))).withCode("MissingParameter");
    String gateway = ec2.createInternetGateway().internetGateway().internetGatewayId();
    ec2.attachInternetGateway(it -> it.internetGatewayId(gateway).vpcId(vpc));
    NatGateway nat =
        ec2.createNatGateway(it -> it.subnetId(subnet).allocationId(address)).natGateway();
    assertThat(nat.stateAsString()).isEqualTo("pending");
    cloud.clock().advance(Duration.ofMinutes(1));
    assertThat(nat(nat.natGatewayId())).isEqualTo("available");
    ec2.createRoute(
        it ->
            it.routeTableId(table).destinationCidrBlock(ANYWHERE).natGatewayId(nat.natGatewayId()));
    assertThat(routes().getLast().stateAsString()).isEqualTo("active");
    String end = nat.natGatewayAddresses().getFirst().networkInterfaceId();
    refused(() -> ec2.deleteNetworkInterface(it -> it.networkInterfaceId(end)))
        .withCode("InvalidParameterValue");
    refused(() -> ec2.releaseAddress(it -> it.allocationId(address)))
        .withCode("InvalidIPAddress.InUse");
    refused(() -> ec2.deleteSubnet(it -> it.subnetId(subnet))).withCode("DependencyViolation");
    ec2.deleteNatGateway(it -> it.natGatewayId(nat.natGatewayId()));
    assertThat(nat(nat.natGatewayId())).isEqualTo("deleting");
    cloud.clock().advance(Duration.ofMinutes(1));
    assertThat(nat(nat.natGatewayId())).isEqualTo("deleted");
    assertThat(routes().getLast().stateAsString()).isEqualTo("blackhole");
    ec2.releaseAddress(it -> it.allocationId(address));
    ec2.deleteSubnet(it -> it.subnetId(subnet));
    cloud.clock().advance(Duration.ofHours(2));
    refused(() -> nat(nat.natGatewayId())).withCode("NatGatewayNotFound");
  }

  @Test
  void a_private_nat_gateway_needs_no_address() {
    NatGateway nat =
        ec2.createNatGateway(it -> it.subnetId(subnet).connectivityType(ConnectivityType.PRIVATE))
            .natGateway();
    assertThat(nat.natGatewayAddresses().getFirst().publicIp()).isNull();
    assertThat(nat.natGatewayAddresses().getFirst().privateIp()).isEqualTo("10.0.0.4");
  }

  @Test
  void access_lists_are_numbered_and_replace_each_other() {
    String acl = ec2.createNetworkAcl(it -> it.vpcId(vpc)).networkAcl().networkAclId();
    ec2.createNetworkAclEntry(
        it ->
            it.networkAclId(acl)
                .ruleNumber(100)
                .egress(false)
                .ruleAction(RuleAction.ALLOW)
                .protocol("6")
                .cidrBlock("10.1.2.3/8")
                .portRange(range -> range.from(80).to(80)));
    refused(
            () ->
                ec2.createNetworkAclEntry(
                    it ->
                        it.networkAclId(acl)
                            .ruleNumber(100)
                            .egress(false)
                            .ruleAction(RuleAction.DENY)
                            .protocol("-1")
                            .cidrBlock(ANYWHERE)))
        .withCode("NetworkAclEntryAlreadyExists");
    NetworkAcl described =
        ec2.describeNetworkAcls(it -> it.networkAclIds(acl)).networkAcls().getFirst();
    assertThat(described.entries())
        .extracting(it -> it.ruleNumber() + " " + it.egress() + " " + it.cidrBlock())
        .containsExactly("32767 true 0.0.0.0/0", "100 false 10.0.0.0/8", "32767 false 0.0.0.0/0");
    String association =
        ec2.describeNetworkAcls(it -> it.filters(filter("association.subnet-id", subnet)))
            .networkAcls()
            .getFirst()
            .associations()
            .getFirst()
            .networkAclAssociationId();
    ec2.replaceNetworkAclAssociation(it -> it.associationId(association).networkAclId(acl));
    refused(() -> ec2.deleteNetworkAcl(it -> it.networkAclId(acl))).withCode("DependencyViolation");
    refused(
            () ->
                ec2.replaceNetworkAclAssociation(
                    it -> it.associationId(association).networkAclId(acl)))
        .withCode("InvalidAssociationID.NotFound");
    ec2.deleteNetworkAclEntry(it -> it.networkAclId(acl).ruleNumber(100).egress(false));
    refused(
            () ->
                ec2.deleteNetworkAclEntry(it -> it.networkAclId(acl).ruleNumber(100).egress(false)))
        .withCode("InvalidNetworkAclEntry.NotFound");
  }

  @Test
  void peering_is_asked_for_accepted_and_ended() {
    String otherAccount = cloud.newAccountId();
    Ec2Client other = cloud.client(Ec2Client.class, cloud.credentialsOf(otherAccount));
    String theirs = other.createVpc(it -> it.cidrBlock("10.9.0.0/16")).vpc().vpcId();
    VpcPeeringConnection asked =
        ec2.createVpcPeeringConnection(
                it -> it.vpcId(vpc).peerVpcId(theirs).peerOwnerId(otherAccount))
            .vpcPeeringConnection();
    String id = asked.vpcPeeringConnectionId();
    assertThat(asked.status().codeAsString()).isEqualTo("pending-acceptance");
    refused(() -> ec2.acceptVpcPeeringConnection(it -> it.vpcPeeringConnectionId(id)))
        .withCode("OperationNotPermitted");
    refused(
            () ->
                ec2.createRoute(
                    it ->
                        it.routeTableId(table)
                            .destinationCidrBlock("10.9.0.0/16")
                            .vpcPeeringConnectionId(id)))
        .withCode("InvalidStateTransition");
    other.acceptVpcPeeringConnection(it -> it.vpcPeeringConnectionId(id));
    ec2.createRoute(
        it ->
            it.routeTableId(table).destinationCidrBlock("10.9.0.0/16").vpcPeeringConnectionId(id));
    assertThat(routes().getLast().stateAsString()).isEqualTo("active");
    refused(() -> other.acceptVpcPeeringConnection(it -> it.vpcPeeringConnectionId(id)))
        .withCode("InvalidStateTransition");
    other.deleteVpcPeeringConnection(it -> it.vpcPeeringConnectionId(id));
    assertThat(routes().getLast().stateAsString()).isEqualTo("blackhole");
    String again =
        ec2.createVpcPeeringConnection(
                it -> it.vpcId(vpc).peerVpcId(theirs).peerOwnerId(otherAccount))
            .vpcPeeringConnection()
            .vpcPeeringConnectionId();
    cloud.clock().advance(Duration.ofDays(8));
    refused(() -> other.acceptVpcPeeringConnection(it -> it.vpcPeeringConnectionId(again)))
        .withCode("InvalidVpcPeeringConnectionID.NotFound");
  }

  @Test
  void a_gateway_endpoint_is_a_route_and_an_interface_endpoint_an_address() {
    VpcEndpoint gateway =
        ec2.createVpcEndpoint(
                it -> it.vpcId(vpc).serviceName("com.amazonaws.us-east-1.s3").routeTableIds(table))
            .vpcEndpoint();
    assertThat(routes().getLast().gatewayId()).isEqualTo(gateway.vpcEndpointId());
    assertThat(routes().getLast().destinationPrefixListId()).startsWith("pl-");
    refused(() -> ec2.deleteVpc(it -> it.vpcId(vpc))).withCode("DependencyViolation");
    Consumer<CreateVpcEndpointRequest.Builder> queues =
        it ->
            it.vpcId(vpc)
                .serviceName("com.amazonaws.us-east-1.sqs")
                .vpcEndpointType(VpcEndpointType.INTERFACE)
                .subnetIds(subnet)
                .privateDnsEnabled(true);
    refused(() -> ec2.createVpcEndpoint(queues))
        .withCode("InvalidParameter")
        .saying(
            "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC"
                + " attributes set to true for "
                + vpc);
    ec2.modifyVpcAttribute(it -> it.vpcId(vpc).enableDnsHostnames(value -> value.value(true)));
    refused(
            () ->
                ec2.createVpcEndpoint(queues.andThen(it -> it.policyDocument("{\"Statement\":7}"))))
        .withCode("InvalidPolicyDocument");
    VpcEndpoint end = ec2.createVpcEndpoint(queues).vpcEndpoint();
    refused(() -> ec2.createVpcEndpoint(queues))
        .withCode("InvalidParameter")
        .saying(
            "private-dns-enabled cannot be set because there is already a conflicting DNS domain"
                + " for sqs.us-east-1.amazonaws.com in the VPC "
                + vpc);
    assertThat(end.networkInterfaceIds()).hasSize(1);
    assertThat(end.dnsEntries())
        .extracting(it -> it.dnsName())
        .contains("sqs.us-east-1.amazonaws.com");
    refused(
            () ->
                ec2.createVpcEndpoint(
                    it -> it.vpcId(vpc).serviceName("com.amazonaws.us-east-1.nothing")))
        .withCode("InvalidServiceName");
    assertThat(
            ec2.deleteVpcEndpoints(
                    it ->
                        it.vpcEndpointIds(
                            gateway.vpcEndpointId(), end.vpcEndpointId(), "vpce-00000000000000000"))
                .unsuccessful())
        .extracting(it -> it.resourceId())
        .containsExactly("vpce-00000000000000000");
    assertThat(routes()).hasSize(1);
    ec2.deleteSubnet(it -> it.subnetId(subnet));
  }

  @Test
  void prefix_lists_have_versions() {
    ManagedPrefixList list =
        ec2.createManagedPrefixList(
                it ->
                    it.prefixListName("offices")
                        .addressFamily("IPv4")
                        .maxEntries(2)
                        .entries(entry("192.0.2.0/24")))
            .prefixList();
    assertThat(list.version()).isEqualTo(1);
    ec2.modifyManagedPrefixList(
        it ->
            it.prefixListId(list.prefixListId())
                .currentVersion(1L)
                .addEntries(entry("203.0.113.0/24")));
    refused(
            () ->
                ec2.modifyManagedPrefixList(
                    it ->
                        it.prefixListId(list.prefixListId())
                            .currentVersion(1L)
                            .addEntries(entry("203.0.113.0/25"))))
        .withCode("PrefixListVersionMismatch");
    refused(
            () ->
                ec2.modifyManagedPrefixList(
                    it ->
                        it.prefixListId(list.prefixListId())
                            .currentVersion(2L)
                            .addEntries(entry("203.0.113.0/25"))))
        .withCode("PrefixListMaxEntriesExceeded");
    assertThat(
            ec2.getManagedPrefixListEntries(it -> it.prefixListId(list.prefixListId())).entries())
        .hasSize(2);
    ec2.restoreManagedPrefixListVersion(
        it -> it.prefixListId(list.prefixListId()).currentVersion(2L).previousVersion(1L));
    assertThat(
            ec2.getManagedPrefixListEntries(it -> it.prefixListId(list.prefixListId())).entries())
        .hasSize(1);
    assertThat(ec2.describePrefixLists().prefixLists())
        .extracting(it -> it.prefixListName())
        .containsExactlyInAnyOrder(
            "com.amazonaws.us-east-1.s3", "com.amazonaws.us-east-1.dynamodb");
    ec2.deleteManagedPrefixList(it -> it.prefixListId(list.prefixListId()));
  }

  private static AddPrefixListEntry entry(String cidr) {
    return AddPrefixListEntry.builder().cidr(cidr).build();
  }

  @Test
  void options_are_kept() {
    String options =
        ec2.createDhcpOptions(
                it ->
                    it.dhcpConfigurations(
                        NewDhcpConfiguration.builder()
                            .key("domain-name")
                            .values("example.com")
                            .build()))
            .dhcpOptions()
            .dhcpOptionsId();
    ec2.associateDhcpOptions(it -> it.vpcId(vpc).dhcpOptionsId(options));
    refused(() -> ec2.deleteDhcpOptions(it -> it.dhcpOptionsId(options)))
        .withCode("DependencyViolation");
    ec2.associateDhcpOptions(it -> it.vpcId(vpc).dhcpOptionsId("default"));
    ec2.deleteDhcpOptions(it -> it.dhcpOptionsId(options));
  }
}
