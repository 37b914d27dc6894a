package dev.cloudjar.ec2.vpc;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTags;
import dev.cloudjar.ec2.ground.TagOperations;
import dev.cloudjar.store.Transaction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupEgressRequest;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupEgressResponse;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupIngressResponse;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupEgressRequest;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupEgressResponse;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupIngressResponse;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** Adds rules to security groups, and takes them away. */
final class RuleOperations {
  private static final int MOST_RULES = 60;

  private final Ground ground;
  private final NetworkChanges changes;

  RuleOperations(Ground ground, NetworkChanges changes) {
    this.ground = ground;
    this.changes = changes;
  }

  void register(Ec2Operations ops) {
    ops.onAll(
        AuthorizeSecurityGroupIngressRequest.class,
        AuthorizeSecurityGroupIngressResponse.class,
        (call, it) -> GroupNames.ids(ground, call, it.groupId(), it.groupName()),
        this::authorizeIngress);
    ops.onAll(
        AuthorizeSecurityGroupEgressRequest.class,
        AuthorizeSecurityGroupEgressResponse.class,
        (call, it) -> List.of(it.groupId()),
        this::authorizeEgress);
    ops.onAll(
        RevokeSecurityGroupIngressRequest.class,
        RevokeSecurityGroupIngressResponse.class,
        (call, it) -> GroupNames.ids(ground, call, it.groupId(), it.groupName()),
        this::revokeIngress);
    ops.onAll(
        RevokeSecurityGroupEgressRequest.class,
        RevokeSecurityGroupEgressResponse.class,
        (call, it) -> List.of(it.groupId()),
        this::revokeEgress);
  }

  private AuthorizeSecurityGroupIngressResponse authorizeIngress(
      Call call, AuthorizeSecurityGroupIngressRequest request) {
    List<IpPermission> permissions =
        permissions(
            request.ipPermissions(),
            request.ipProtocol(),
            request.fromPort(),
            request.toPort(),
            request.cidrIp(),
            request.sourceSecurityGroupName());
    Place place = Place.of(call);
    return ground.transact(
        transaction -> {
          SecurityGroup group =
              GroupNames.require(transaction, place, request.groupId(), request.groupName());
          return AuthorizeSecurityGroupIngressResponse.builder()
              .returnValue(true)
              .securityGroupRules(
                  add(transaction, place, group, false, permissions, request.tagSpecifications())
                      .stream()
                      .map(it -> SecurityGroupOperations.describe(transaction, place, it))
                      .toList())
              .build();
        });
  }

  private AuthorizeSecurityGroupEgressResponse authorizeEgress(
      Call call, AuthorizeSecurityGroupEgressRequest request) {
    List<IpPermission> permissions =
        permissions(
            request.ipPermissions(),
            request.ipProtocol(),
            request.fromPort(),
            request.toPort(),
            request.cidrIp(),
            request.sourceSecurityGroupName());
    Place place = Place.of(call);
    return ground.transact(
        transaction -> {
          SecurityGroup group = GroupNames.require(transaction, place, request.groupId(), null);
          return AuthorizeSecurityGroupEgressResponse.builder()
              .returnValue(true)
              .securityGroupRules(
                  add(transaction, place, group, true, permissions, request.tagSpecifications())
                      .stream()
                      .map(it -> SecurityGroupOperations.describe(transaction, place, it))
                      .toList())
              .build();
        });
  }

  private RevokeSecurityGroupIngressResponse revokeIngress(
      Call call, RevokeSecurityGroupIngressRequest request) {
    List<IpPermission> permissions =
        request.securityGroupRuleIds().isEmpty()
            ? permissions(
                request.ipPermissions(),
                request.ipProtocol(),
                request.fromPort(),
                request.toPort(),
                request.cidrIp(),
                request.sourceSecurityGroupName())
            : List.of();
    Place place = Place.of(call);
    return ground.transact(
        transaction -> {
          SecurityGroup group =
              GroupNames.require(transaction, place, request.groupId(), request.groupName());
          return RevokeSecurityGroupIngressResponse.builder()
              .returnValue(true)
              .revokedSecurityGroupRules(
                  remove(
                          transaction,
                          place,
                          group,
                          false,
                          request.securityGroupRuleIds(),
                          permissions)
                      .stream()
                      .map(SecurityGroupOperations::revoked)
                      .toList())
              .build();
        });
  }

  private RevokeSecurityGroupEgressResponse revokeEgress(
      Call call, RevokeSecurityGroupEgressRequest request) {
    List<IpPermission> permissions =
        request.securityGroupRuleIds().isEmpty()
            ? permissions(
                request.ipPermissions(),
                request.ipProtocol(),
                request.fromPort(),
                request.toPort(),
                request.cidrIp(),
                request.sourceSecurityGroupName())
            : List.of();
    Place place = Place.of(call);
    return ground.transact(
        transaction -> {
          SecurityGroup group = GroupNames.require(transaction, place, request.groupId(), null);
          return RevokeSecurityGroupEgressResponse.builder()
              .returnValue(true)
              .revokedSecurityGroupRules(
                  remove(
                          transaction,
                          place,
                          group,
                          true,
                          request.securityGroupRuleIds(),
                          permissions)
                      .stream()
                      .map(SecurityGroupOperations::revoked)
                      .toList())
              .build();
        });
  }

  /** What a request says in its older members is one permission more. */
  private static List<IpPermission> permissions(
      List<IpPermission> given,
      @Nullable String protocol,
      @Nullable Integer from,
      @Nullable Integer to,
      @Nullable String cidr,
      @Nullable String sourceGroup) {
    if (!given.isEmpty()) {
      return given;
    }
    if (protocol == null) {
      throw Ec2Faults.missingParameter("ipPermissions");
    }
    IpPermission.Builder permission =
        IpPermission.builder().ipProtocol(protocol).fromPort(from).toPort(to);
    if (cidr != null) {
      permission.ipRanges(
          software.amazon.awssdk.services.ec2.model.IpRange.builder().cidrIp(cidr).build());
    }
    if (sourceGroup != null) {
      permission.userIdGroupPairs(
          software.amazon.awssdk.services.ec2.model.UserIdGroupPair.builder()
              .groupName(sourceGroup)
              .build());
    }
    return List.of(permission.build());
  }

  private List<SecurityGroupRule> add(
      Transaction transaction,
      Place place,
      SecurityGroup group,
      boolean egress,
      List<IpPermission> permissions,
      List<TagSpecification> tagging) {
    Map<String, String> tags = TagOperations.atCreation(tagging, ResourceKind.SECURITY_GROUP_RULE);
    List<SecurityGroupRule> there =
        new ArrayList<>(NetworkTables.RULES.referring(transaction, place, group.id()));
    there.removeIf(it -> !it.groupId().equals(group.id()) || it.egress() != egress);
    List<SecurityGroupRule> added = new ArrayList<>();
    for (SecurityGroupRule wanted :
        PermissionOperations.rules(transaction, place, group, egress, permissions)) {
      if (there.stream().anyMatch(wanted::isSameAs)) {
        throw VpcFaults.permissionDuplicate(PermissionOperations.text(wanted));
      }
      SecurityGroupRule rule = wanted.withId(ground.ids().next(ResourceKind.SECURITY_GROUP_RULE));
      there.add(rule);
      added.add(rule);
      NetworkTables.RULES.put(transaction, place, rule);
      ResourceTags.add(transaction, place, rule.id(), tags);
    }
    if (there.size() > MOST_RULES) {
      throw VpcFaults.rulesPerGroupExceeded();
    }
    changes.changed(transaction, place, group.vpcId());
    return added;
  }

  private List<SecurityGroupRule> remove(
      Transaction transaction,
      Place place,
      SecurityGroup group,
      boolean egress,
      List<String> ids,
      List<IpPermission> permissions) {
    List<SecurityGroupRule> there =
        NetworkTables.RULES.referring(transaction, place, group.id()).stream()
            .filter(it -> it.groupId().equals(group.id()) && it.egress() == egress)
            .toList();
    List<SecurityGroupRule> removed = new ArrayList<>();
    for (String id : ids) {
      SecurityGroupRule rule = NetworkTables.RULES.require(transaction, place, id);
      if (!there.contains(rule)) {
        throw VpcFaults.permissionNotFound();
      }
      removed.add(rule);
    }
    for (SecurityGroupRule wanted :
        PermissionOperations.rules(transaction, place, group, egress, permissions)) {
      removed.add(
          there.stream()
              .filter(wanted::isSameAs)
              .findFirst()
              .orElseThrow(VpcFaults::permissionNotFound));
    }
    Set<String> gone = new HashSet<>();
    for (SecurityGroupRule rule : removed) {
      if (gone.add(rule.id())) {
        NetworkTables.RULES.delete(transaction, place, rule);
      }
    }
    changes.changed(transaction, place, group.vpcId());
    return removed;
  }
}
