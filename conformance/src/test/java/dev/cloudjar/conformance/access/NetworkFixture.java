package dev.cloudjar.conformance.access;

import dev.cloudjar.junit.TestCloud;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.iam.IamClient;

/**
 * A network without interfaces, so that the machine room has nothing to do. What needs more is
 * asked of ids that nobody has: who may not, is not told so.
 */
final class NetworkFixture {
  private static final String NOBODY = "-00000000000000000";

  private NetworkFixture() {}

  static Map<String, Object> make(TestCloud cloud) {
    Ec2Client ec2 = cloud.client(Ec2Client.class);
    Vpc vpc = ec2.createVpc(it -> it.cidrBlock("10.0.0.0/16")).vpc();
    Filter ofVpc = Filter.builder().name("vpc-id").values(vpc.vpcId()).build();
    String subnet =
        ec2.createSubnet(it -> it.vpcId(vpc.vpcId()).cidrBlock("10.0.0.0/24")).subnet().subnetId();
    RouteTable main = ec2.describeRouteTables(it -> it.filters(ofVpc)).routeTables().getFirst();
    String group =
        ec2.createSecurityGroup(it -> it.vpcId(vpc.vpcId()).groupName("group").description("text"))
            .groupId();
    Map<String, Object> known = new HashMap<>();
    known.put("VpcId", vpc.vpcId());
    known.put("SubnetId", subnet);
    known.put("RouteTableId", main.routeTableId());
    known.put("GroupId", group);
    known.put("GroupName", "another");
    known.put("CreateVpc.CidrBlock", "10.1.0.0/16");
    known.put("CreateSubnet.CidrBlock", "10.0.1.0/24");
    known.put("AssociateVpcCidrBlock.CidrBlock", "10.2.0.0/16");
    known.put(
        "InternetGatewayId", ec2.createInternetGateway().internetGateway().internetGatewayId());
    known.put("DhcpOptionsId", "default");
    known.put("Resources", List.of(vpc.vpcId()));
    known.put("Tags", List.of(Map.of("Key", "a", "Value", "b")));
    known.put("Attribute", "enableDnsSupport");
    known.put("InstanceTenancy", "default");
    known.put("NetworkInterfaceId", "eni" + NOBODY);
    known.put("NatGatewayId", "nat" + NOBODY);
    known.put(
        "NetworkAclId",
        ec2.createNetworkAcl(it -> it.vpcId(vpc.vpcId())).networkAcl().networkAclId());
    known.put("VpcPeeringConnectionId", "pcx" + NOBODY);
    known.put("VpcEndpointId", "vpce" + NOBODY);
    known.put("VpcEndpointIds", List.of("vpce" + NOBODY));
    known.put("FlowLogIds", List.of("fl" + NOBODY));
    known.put("PrefixListId", "pl" + NOBODY);
    known.put("ResourceIds", List.of(vpc.vpcId()));
    known.put("ResourceType", "VPC");
    known.put("AddressFamily", "IPv4");
    known.put("Protocol", "-1");
    known.put("NetworkInsightsPathId", "nip" + NOBODY);
    known.put("NetworkInsightsAnalysisId", "nia" + NOBODY);
    known.put("CreateNetworkInsightsPath.Protocol", "tcp");
    known.put("CreateNetworkInsightsPath.Source", known.get("InternetGatewayId"));
    known.put("CreateNetworkInsightsPath.Destination", known.get("InternetGatewayId"));
    known.put("ImportTaskId", "import-ami" + NOBODY);
    known.put("ImportImage.DiskContainers", List.of(diskContainer("tar")));
    known.put("ImportSnapshot.DiskContainer", diskContainer("raw"));
    known.put("KeyName", "key");
    known.put("SpotInstanceRequestIds", List.of("sir" + NOBODY));
    known.put("SourceRegion", "us-east-1");
    // The SDK would sign one for a host of AWS's.
    known.put("CopySnapshot.PresignedUrl", "https://127.0.0.1/");
    known.put("IamInstanceProfile", Map.of("Name", profile(cloud)));
    known.put("RuleAction", "allow");
    known.put("AssociationId", main.associations().getFirst().routeTableAssociationId());
    known.put("SecurityGroupRules", List.of(Map.of("SecurityGroupRuleId", "sgr" + NOBODY)));
    known.put("DeleteSecurityGroup.GroupId", group);
    known.put("ReleaseAddress.AllocationId", "eipalloc" + NOBODY);
    known.put("DhcpConfigurations", List.of(Map.of("Key", "domain-name", "Values", List.of("a"))));
    for (String side : List.of("Ingress", "Egress")) {
      known.put("AuthorizeSecurityGroup" + side + ".GroupId", group);
      known.put("RevokeSecurityGroup" + side + ".GroupId", group);
      known.put("UpdateSecurityGroupRuleDescriptions" + side + ".GroupId", group);
      known.put("AuthorizeSecurityGroup" + side + ".IpPermissions", permissions());
    }
    return known;
  }

  private static Map<String, Object> diskContainer(String format) {
    return Map.of("Format", format, "UserBucket", Map.of("S3Bucket", "bucket", "S3Key", "key"));
  }

  private static String profile(TestCloud cloud) {
    String name = cloud.unique("profile");
    cloud.client(IamClient.class).createInstanceProfile(it -> it.instanceProfileName(name));
    return name;
  }

  private static List<IpPermission> permissions() {
    return List.of(
        IpPermission.builder()
            .ipProtocol("tcp")
            .fromPort(22)
            .toPort(22)
            .ipRanges(IpRange.builder().cidrIp("192.0.2.0/24").build())
            .build());
  }
}
