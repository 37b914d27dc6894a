package dev.cloudjar.ec2.vpc;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Listing;
import dev.cloudjar.ec2.ground.Page;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.References;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTags;
import dev.cloudjar.ec2.ground.Selection;
import dev.cloudjar.ec2.ground.TagOperations;
import dev.cloudjar.store.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import software.amazon.awssdk.services.ec2.model.CreateSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.CreateSecurityGroupResponse;
import software.amazon.awssdk.services.ec2.model.DeleteSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSecurityGroupResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsResponse;
import software.amazon.awssdk.services.ec2.model.RevokedSecurityGroupRule;

/** Security groups. */
final class SecurityGroupOperations {
  private static final int LONGEST = 255;

  private final Ground ground;
  private final Listing<SecurityGroup> listing = listing();

  SecurityGroupOperations(Ground ground) {
    this.ground = ground;
  }

  private static Listing<SecurityGroup> listing() {
    Listing<SecurityGroup> listing =
        new Listing<>(NetworkTables.SECURITY_GROUPS)
            .by("description", SecurityGroup::description)
            .by("group-id", SecurityGroup::id)
            .by("group-name", SecurityGroup::name)
            .byLooking("owner-id", (snapshot, place, it) -> List.of(place.accountId()))
            .byReference("vpc-id", SecurityGroup::vpcId);
    for (boolean egress : new boolean[] {false, true}) {
      String prefix = egress ? "egress.ip-permission." : "ip-permission.";
      rules(listing, prefix + "cidr", egress, it -> it.isIpv4() ? it.peer() : "");
      rules(listing, prefix + "ipv6-cidr", egress, it -> it.isIpv6() ? it.peer() : "");
      rules(listing, prefix + "group-id", egress, it -> it.isGroup() ? it.peer() : "");
      rules(listing, prefix + "prefix-list-id", egress, it -> it.isPrefixList() ? it.peer() : "");
      rules(listing, prefix + "from-port", egress, it -> Integer.toString(it.from()));
      rules(listing, prefix + "to-port", egress, it -> Integer.toString(it.to()));
      rules(listing, prefix + "protocol", egress, SecurityGroupRule::protocol);
      rules(listing, prefix + "user-id", egress, SecurityGroupRule::peerAccountId);
    }
    return listing;
  }

  private static void rules(
      Listing<SecurityGroup> listing,
      String filter,
      boolean egress,
      Function<SecurityGroupRule, String> value) {
    listing.byLooking(
        filter,
        (snapshot, place, group) ->
            rules(snapshot, place, group, egress).stream()
                .map(value)
                .filter(it -> !it.isEmpty())
                .toList());
  }

  void register(Ec2Operations ops) {
    ops.making(
        ResourceKind.SECURITY_GROUP,
        CreateSecurityGroupRequest.class,
        CreateSecurityGroupResponse.class,
        it -> {
          List<String> others = new ArrayList<>();
          if (it.vpcId() != null) {
            others.add(it.vpcId());
          }
          return others;
        },
        this::create);
    ops.onAll(
        DeleteSecurityGroupRequest.class,
        DeleteSecurityGroupResponse.class,
        (call, it) -> GroupNames.ids(ground, call, it.groupId(), it.groupName()),
        this::delete);
    ops.on(
        DescribeSecurityGroupsRequest.class, DescribeSecurityGroupsResponse.class, this::describe);
  }

  /** The rules of a group, of one direction. */
  static List<SecurityGroupRule> rules(
      Snapshot snapshot, Place place, SecurityGroup group, boolean egress) {
    return NetworkTables.RULES.referring(snapshot, place, group.id()).stream()
        .filter(it -> it.groupId().equals(group.id()) && it.egress() == egress)
        .toList();
  }

  private CreateSecurityGroupResponse create(Call call, CreateSecurityGroupRequest request) {
    Place place = Place.of(call);
    String name = request.groupName();
    checkText("GroupName", name);
    checkText("GroupDescription", request.description());
    if (name.startsWith("sg-")) {
      throw Ec2Faults.invalidParameterValue(
          "invalid value for parameter groupName. Group names may not be in the format sg-*");
    }
    Map<String, String> tags =
        TagOperations.atCreation(request.tagSpecifications(), ResourceKind.SECURITY_GROUP);
    return ground.transact(
        transaction -> {
          String vpcId =
              request.vpcId() == null
                  ? NetworkTables.requireDefaultVpc(transaction, place).id()
                  : NetworkTables.VPCS.require(transaction, place, request.vpcId()).id();
          if (name.equals(SecurityGroup.DEFAULT)) {
            throw VpcFaults.groupReserved(name);
          }
          if (NetworkTables.groupNamed(transaction, place, vpcId, name).isPresent()) {
            throw VpcFaults.groupDuplicate(name, vpcId);
          }
          SecurityGroup group =
              new NetworkMaker(ground.ids())
                  .securityGroup(transaction, place, vpcId, name, request.description());
          ResourceTags.add(transaction, place, group.id(), tags);
          return CreateSecurityGroupResponse.builder()
              .groupId(group.id())
              .securityGroupArn(place.arn(ResourceKind.SECURITY_GROUP, group.id()))
              .tags(TagOperations.tags(transaction, place, group.id()))
              .build();
        });
  }

  private static void checkText(String parameter, String text) {
    if (text.isEmpty()
        || text.length() > LONGEST
        || !text.matches("[a-zA-Z0-9. _\\-:/()#,@\\[\\]+=&;{}!$*]*")) {
      throw Ec2Faults.invalidParameterValue(
          ("Value (%s) for parameter %s is invalid. Character sets beyond ASCII are not"
                  + " supported.")
              .formatted(text, parameter));
    }
  }

  private DeleteSecurityGroupResponse delete(Call call, DeleteSecurityGroupRequest request) {
    Place place = Place.of(call);
    return ground.transact(
        transaction -> {
          SecurityGroup group =
              GroupNames.require(transaction, place, request.groupId(), request.groupName());
          if (group.isDefault()) {
            throw VpcFaults.cannotDeleteDefaultGroup(group.id());
          }
          List<SecurityGroupRule> rules =
              NetworkTables.RULES.referring(transaction, place, group.id());
          if (References.exist(transaction, place, group.id(), ResourceKind.NETWORK_INTERFACE)
              || rules.stream().anyMatch(it -> !it.groupId().equals(group.id()))) {
            throw Ec2Faults.dependencyViolation(
                "resource %s has a dependent object".formatted(group.id()));
          }
          rules.forEach(it -> NetworkTables.RULES.delete(transaction, place, it));
          NetworkTables.SECURITY_GROUPS.delete(transaction, place, group);
          return DeleteSecurityGroupResponse.builder()
              .returnValue(true)
              .groupId(group.id())
              .build();
        });
  }

  private DescribeSecurityGroupsResponse describe(
      Call call, DescribeSecurityGroupsRequest request) {
    Place place = Place.of(call);
    return ground.read(
        snapshot -> {
          List<String> ids = new ArrayList<>(request.groupIds());
          for (String name : request.groupNames()) {
            ids.add(GroupNames.require(snapshot, place, null, name).id());
          }
          Selection selection =
              Ec2Operations.selection(
                  ids, request.filters(), request.maxResults(), request.nextToken());
          Page<SecurityGroup> page = listing.page(snapshot, place, selection);
          return DescribeSecurityGroupsResponse.builder()
              .securityGroups(page.map(it -> describe(snapshot, place, it)).items())
              .nextToken(page.nextToken())
              .build();
        });
  }

  private static software.amazon.awssdk.services.ec2.model.SecurityGroup describe(
      Snapshot snapshot, Place place, SecurityGroup group) {
    return software.amazon.awssdk.services.ec2.model.SecurityGroup.builder()
        .groupId(group.id())
        .groupName(group.name())
        .description(group.description())
        .securityGroupArn(place.arn(ResourceKind.SECURITY_GROUP, group.id()))
        .vpcId(group.vpcId())
        .ownerId(place.accountId())
        .ipPermissions(PermissionOperations.permissions(rules(snapshot, place, group, false)))
        .ipPermissionsEgress(PermissionOperations.permissions(rules(snapshot, place, group, true)))
        .tags(TagOperations.tags(snapshot, place, group.id()))
        .build();
  }

  /** A rule as the SDK has it. */
  static software.amazon.awssdk.services.ec2.model.SecurityGroupRule describe(
      Snapshot snapshot, Place place, SecurityGroupRule rule) {
    var builder =
        software.amazon.awssdk.services.ec2.model.SecurityGroupRule.builder()
            .securityGroupRuleId(rule.id())
            .securityGroupRuleArn(place.arn(ResourceKind.SECURITY_GROUP_RULE, rule.id()))
            .groupId(rule.groupId())
            .groupOwnerId(place.accountId())
            .isEgress(rule.egress())
            .ipProtocol(rule.protocol())
            .fromPort(rule.from())
            .toPort(rule.to())
            .description(rule.description())
            .tags(TagOperations.tags(snapshot, place, rule.id()));
    if (rule.isGroup()) {
      builder.referencedGroupInfo(it -> it.groupId(rule.peer()).userId(rule.peerAccountId()));
    } else if (rule.isPrefixList()) {
      builder.prefixListId(rule.peer());
    } else if (rule.isIpv6()) {
      builder.cidrIpv6(rule.peer());
    } else {
      builder.cidrIpv4(rule.peer());
    }
    return builder.build();
  }

  /** A rule that was taken away, as the SDK has it. */
  static RevokedSecurityGroupRule revoked(SecurityGroupRule rule) {
    return RevokedSecurityGroupRule.builder()
        .securityGroupRuleId(rule.id())
        .groupId(rule.groupId())
        .isEgress(rule.egress())
        .ipProtocol(rule.protocol())
        .fromPort(rule.from())
        .toPort(rule.to())
        .cidrIpv4(rule.isIpv4() ? rule.peer() : null)
        .cidrIpv6(rule.isIpv6() ? rule.peer() : null)
        .prefixListId(rule.isPrefixList() ? rule.peer() : null)
        .referencedGroupId(rule.isGroup() ? rule.peer() : null)
        .description(rule.description())
        .build();
  }
}
