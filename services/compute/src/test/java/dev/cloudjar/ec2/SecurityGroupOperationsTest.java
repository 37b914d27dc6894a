package dev.cloudjar.ec2;

import static dev.cloudjar.ec2.Requests.filter;
import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRuleDescription;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRuleUpdate;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/** Security groups and their rules. */
@CloudjarTest(rooms = Ec2Room.class)
class SecurityGroupOperationsTest {
  private final Ec2Client ec2;

  SecurityGroupOperationsTest(Ec2Client ec2) {
    this.ec2 = ec2;
  }

  private String group(String name) {
    return ec2.createSecurityGroup(it -> it.groupName(name).description("for " + name)).groupId();
  }

  private SecurityGroup described(String id) {
    return ec2.describeSecurityGroups(it -> it.groupIds(id)).securityGroups().getFirst();
  }

  private static IpPermission tcp(int port, String cidr) {
    return IpPermission.builder()
        .ipProtocol("tcp")
        .fromPort(port)
        .toPort(port)
        .ipRanges(IpRange.builder().cidrIp(cidr).description("some").build())
        .build();
  }

  @Test
  void a_group_lets_all_out_and_nothing_in() {
    String id = group("web");
    SecurityGroup group = described(id);
    assertThat(group.ipPermissions()).isEmpty();
    assertThat(group.ipPermissionsEgress()).hasSize(1);
    assertThat(group.ipPermissionsEgress().getFirst().ipProtocol()).isEqualTo("-1");
    refused(() -> group("web")).withCode("InvalidGroup.Duplicate");
    refused(() -> group("default")).withCode("InvalidGroup.Reserved");
    refused(() -> group("sg-something")).withCode("InvalidParameterValue");
    refused(() -> ec2.createSecurityGroup(it -> it.groupName("x"))).withCode("MissingParameter");
    ec2.deleteSecurityGroup(it -> it.groupName("web"));
    refused(() -> described(id)).withCode("InvalidGroup.NotFound");
    refused(() -> ec2.deleteSecurityGroup(it -> it.groupName("default"))).withCode("CannotDelete");
  }

  @Test
  void rules_are_added_once_and_taken_away() {
    String id = group("rules");
    List<SecurityGroupRule> added =
        ec2.authorizeSecurityGroupIngress(
                it -> it.groupId(id).ipPermissions(tcp(80, "0.0.0.0/0"), tcp(443, "10.1.2.3/8")))
            .securityGroupRules();
    assertThat(added).extracting(SecurityGroupRule::cidrIpv4).contains("0.0.0.0/0", "10.0.0.0/8");
    assertThat(added).allMatch(it -> it.securityGroupRuleId().matches("sgr-[0-9a-f]{17}"));
    refused(
            () ->
                ec2.authorizeSecurityGroupIngress(
                    it -> it.groupId(id).ipPermissions(tcp(22, "0.0.0.0/0"), tcp(80, "0.0.0.0/0"))))
        .withCode("InvalidPermission.Duplicate")
        .saying(
            "the specified rule \"peer: 0.0.0.0/0, TCP, from port: 80, to port: 80, ALLOW\" already"
                + " exists");
    assertThat(described(id).ipPermissions()).hasSize(2);
    ec2.revokeSecurityGroupIngress(it -> it.groupId(id).ipPermissions(tcp(80, "0.0.0.0/0")));
    refused(
            () ->
                ec2.revokeSecurityGroupIngress(
                    it -> it.groupId(id).ipPermissions(tcp(80, "0.0.0.0/0"))))
        .withCode("InvalidPermission.NotFound");
    String rule =
        ec2
            .describeSecurityGroupRules(it -> it.filters(filter("group-id", id)))
            .securityGroupRules()
            .stream()
            .filter(it -> !it.isEgress())
            .findFirst()
            .orElseThrow()
            .securityGroupRuleId();
    ec2.updateSecurityGroupRuleDescriptionsIngress(
        it ->
            it.groupId(id)
                .securityGroupRuleDescriptions(
                    SecurityGroupRuleDescription.builder()
                        .securityGroupRuleId(rule)
                        .description("changed")
                        .build()));
    assertThat(described(id).ipPermissions().getFirst().ipRanges().getFirst().description())
        .isEqualTo("changed");
    ec2.modifySecurityGroupRules(
        it ->
            it.groupId(id)
                .securityGroupRules(
                    SecurityGroupRuleUpdate.builder()
                        .securityGroupRuleId(rule)
                        .securityGroupRule(
                            wanted ->
                                wanted
                                    .ipProtocol("udp")
                                    .fromPort(53)
                                    .toPort(53)
                                    .cidrIpv4("10.0.0.0/8"))
                        .build()));
    assertThat(described(id).ipPermissions().getFirst().ipProtocol()).isEqualTo("udp");
    ec2.revokeSecurityGroupIngress(it -> it.groupId(id).securityGroupRuleIds(rule));
    assertThat(described(id).ipPermissions()).isEmpty();
  }

  @Test
  void what_is_no_rule_is_refused() {
    String id = group("wrong");
    refused(
            () ->
                ec2.authorizeSecurityGroupIngress(
                    it -> it.groupId(id).ipPermissions(tcp(70_000, "0.0.0.0/0"))))
        .withCode("InvalidParameterValue");
    refused(
            () ->
                ec2.authorizeSecurityGroupIngress(
                    it -> it.groupId(id).ipPermissions(tcp(80, "10.0.0.0"))))
        .withCode("InvalidParameterValue")
        .saying("CIDR block 10.0.0.0 is malformed");
    refused(() -> ec2.authorizeSecurityGroupIngress(it -> it.groupId(id)))
        .withCode("MissingParameter");
    refused(
            () ->
                ec2.authorizeSecurityGroupIngress(
                    it -> it.groupId("sg-00000000000000000").ipPermissions(tcp(80, "0.0.0.0/0"))))
        .withCode("InvalidGroup.NotFound");
    assertThat(described(id).ipPermissions()).isEmpty();
  }

  @Test
  void groups_refer_to_each_other() {
    String front = group("front");
    String back = group("back");
    IpPermission fromFront =
        IpPermission.builder()
            .ipProtocol("tcp")
            .fromPort(5432)
            .toPort(5432)
            .userIdGroupPairs(UserIdGroupPair.builder().groupId(front).build())
            .build();
    ec2.authorizeSecurityGroupIngress(it -> it.groupId(back).ipPermissions(fromFront));
    assertThat(
            ec2.describeSecurityGroups(it -> it.filters(filter("ip-permission.group-id", front)))
                .securityGroups())
        .extracting(SecurityGroup::groupId)
        .containsExactly(back);
    refused(() -> ec2.deleteSecurityGroup(it -> it.groupId(front)))
        .withCode("DependencyViolation")
        .saying("resource " + front + " has a dependent object");
    ec2.revokeSecurityGroupIngress(it -> it.groupId(back).ipPermissions(fromFront));
    ec2.deleteSecurityGroup(it -> it.groupId(front));
  }
}
