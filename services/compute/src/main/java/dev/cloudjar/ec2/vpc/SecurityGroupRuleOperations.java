package dev.cloudjar.ec2.vpc;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Listing;
import dev.cloudjar.ec2.ground.Page;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.store.Transaction;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupRulesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupRulesResponse;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.ModifySecurityGroupRulesRequest;
import software.amazon.awssdk.services.ec2.model.ModifySecurityGroupRulesResponse;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRuleDescription;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRuleRequest;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRuleUpdate;
import software.amazon.awssdk.services.ec2.model.UpdateSecurityGroupRuleDescriptionsEgressRequest;
import software.amazon.awssdk.services.ec2.model.UpdateSecurityGroupRuleDescriptionsEgressResponse;
import software.amazon.awssdk.services.ec2.model.UpdateSecurityGroupRuleDescriptionsIngressRequest;
import software.amazon.awssdk.services.ec2.model.UpdateSecurityGroupRuleDescriptionsIngressResponse;

/** Rules of security groups by themselves. */
final class SecurityGroupRuleOperations {
  private final Ground ground;
  private final NetworkChanges changes;
  private final Listing<SecurityGroupRule> listing =
      new Listing<>(NetworkTables.RULES)
          .by("group-id", SecurityGroupRule::groupId)
          .by("security-group-rule-id", SecurityGroupRule::id);

  SecurityGroupRuleOperations(Ground ground, NetworkChanges changes) {
    this.ground = ground;
    this.changes = changes;
  }

  void register(Ec2Operations ops) {
    ops.on(
        DescribeSecurityGroupRulesRequest.class,
        DescribeSecurityGroupRulesResponse.class,
        this::describe);
    ops.on(
        ModifySecurityGroupRulesRequest.class,
        ModifySecurityGroupRulesResponse.class,
        ModifySecurityGroupRulesRequest::groupId,
        this::modify);
    ops.onAll(
        UpdateSecurityGroupRuleDescriptionsIngressRequest.class,
        UpdateSecurityGroupRuleDescriptionsIngressResponse.class,
        (call, it) -> GroupNames.ids(ground, call, it.groupId(), it.groupName()),
        this::updateIngress);
    ops.onAll(
        UpdateSecurityGroupRuleDescriptionsEgressRequest.class,
        UpdateSecurityGroupRuleDescriptionsEgressResponse.class,
        (call, it) -> GroupNames.ids(ground, call, it.groupId(), it.groupName()),
        this::updateEgress);
  }

  private DescribeSecurityGroupRulesResponse describe(
      Call call, DescribeSecurityGroupRulesRequest request) {
    Place place = Place.of(call);
    return ground.read(
        snapshot -> {
          Page<SecurityGroupRule> page =
              listing.page(
                  snapshot,
                  place,
                  Ec2Operations.selection(
                      request.securityGroupRuleIds(),
                      request.filters(),
                      request.maxResults(),
                      request.nextToken()));
          return DescribeSecurityGroupRulesResponse.builder()
              .securityGroupRules(
                  page.map(it -> SecurityGroupOperations.describe(snapshot, place, it)).items())
              .nextToken(page.nextToken())
              .build();
        });
  }

  private ModifySecurityGroupRulesResponse modify(
      Call call, ModifySecurityGroupRulesRequest request) {
    Place place = Place.of(call);
    ground.transact(
        transaction -> {
          SecurityGroup group =
              NetworkTables.SECURITY_GROUPS.require(transaction, place, request.groupId());
          for (SecurityGroupRuleUpdate update : request.securityGroupRules()) {
            SecurityGroupRule before =
                require(transaction, place, group, update.securityGroupRuleId());
            SecurityGroupRuleRequest wanted = update.securityGroupRule();
            if (wanted == null) {
              throw Ec2Faults.missingParameter("SecurityGroupRule");
            }
            SecurityGroupRule after =
                PermissionOperations.rule(
                    before,
                    wanted.ipProtocol(),
                    wanted.fromPort(),
                    wanted.toPort(),
                    PermissionOperations.peer(
                        transaction,
                        place,
                        wanted.cidrIpv4(),
                        wanted.cidrIpv6(),
                        wanted.prefixListId(),
                        wanted.referencedGroupId()),
                    wanted.referencedGroupId() == null ? "" : place.accountId(),
                    wanted.description());
            for (SecurityGroupRule other :
                SecurityGroupOperations.rules(transaction, place, group, before.egress())) {
              if (other.isSameAs(after) && !other.id().equals(after.id())) {
                throw VpcFaults.permissionDuplicate(PermissionOperations.text(after));
              }
            }
            NetworkTables.RULES.put(transaction, place, after);
          }
          changes.changed(transaction, place, group.vpcId());
          return true;
        });
    return ModifySecurityGroupRulesResponse.builder().returnValue(true).build();
  }

  private static SecurityGroupRule require(
      Transaction transaction, Place place, SecurityGroup group, String id) {
    SecurityGroupRule rule = NetworkTables.RULES.require(transaction, place, id);
    if (!rule.groupId().equals(group.id())) {
      throw VpcFaults.permissionNotFound();
    }
    return rule;
  }

  private UpdateSecurityGroupRuleDescriptionsIngressResponse updateIngress(
      Call call, UpdateSecurityGroupRuleDescriptionsIngressRequest request) {
    update(
        Place.of(call),
        request.groupId(),
        request.groupName(),
        false,
        request.ipPermissions(),
        request.securityGroupRuleDescriptions());
    return UpdateSecurityGroupRuleDescriptionsIngressResponse.builder().returnValue(true).build();
  }

  private UpdateSecurityGroupRuleDescriptionsEgressResponse updateEgress(
      Call call, UpdateSecurityGroupRuleDescriptionsEgressRequest request) {
    update(
        Place.of(call),
        request.groupId(),
        request.groupName(),
        true,
        request.ipPermissions(),
        request.securityGroupRuleDescriptions());
    return UpdateSecurityGroupRuleDescriptionsEgressResponse.builder().returnValue(true).build();
  }

  private void update(
      Place place,
      @Nullable String groupId,
      @Nullable String groupName,
      boolean egress,
      List<IpPermission> permissions,
      List<SecurityGroupRuleDescription> descriptions) {
    if (permissions.isEmpty() == descriptions.isEmpty()) {
      throw permissions.isEmpty()
          ? Ec2Faults.missingParameter("ipPermissions or securityGroupRuleDescriptions")
          : Ec2Faults.invalidParameterCombination(
              "Specify either ipPermissions or securityGroupRuleDescriptions, not both.");
    }
    ground.transact(
        transaction -> {
          SecurityGroup group = GroupNames.require(transaction, place, groupId, groupName);
          for (SecurityGroupRuleDescription each : descriptions) {
            String id = each.securityGroupRuleId();
            if (id == null) {
              throw Ec2Faults.missingParameter("SecurityGroupRuleId");
            }
            NetworkTables.RULES.put(
                transaction,
                place,
                require(transaction, place, group, id)
                    .describedAs(PermissionOperations.description(each.description())));
          }
          List<SecurityGroupRule> there =
              SecurityGroupOperations.rules(transaction, place, group, egress);
          for (SecurityGroupRule wanted :
              PermissionOperations.rules(transaction, place, group, egress, permissions)) {
            SecurityGroupRule rule =
                there.stream()
                    .filter(wanted::isSameAs)
                    .findFirst()
                    .orElseThrow(VpcFaults::permissionNotFound);
            NetworkTables.RULES.put(transaction, place, rule.describedAs(wanted.description()));
          }
          return true;
        });
  }
}
