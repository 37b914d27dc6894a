package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.store.Snapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.Ipv6Range;
import software.amazon.awssdk.services.ec2.model.PrefixListId;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/** The rules of security groups as requests have them: many peers in one permission. */
final class PermissionOperations {
  private static final int HIGHEST_PORT = 65_535;
  private static final int HIGHEST_TYPE = 255;
  private static final int LONGEST_DESCRIPTION = 255;

  private PermissionOperations() {}

  /** Which packets a permission is about. */
  private record Packets(String protocol, int from, int to) {}

  /**
   * The rules of permissions, without ids.
   *
   * @throws dev.cloudjar.cloud.Fault for what is no rule
   */
  static List<SecurityGroupRule> rules(
      Snapshot snapshot,
      Place place,
      SecurityGroup group,
      boolean egress,
      List<IpPermission> permissions) {
    List<SecurityGroupRule> rules = new ArrayList<>();
    for (IpPermission each : permissions) {
      Packets packets = packets(each.ipProtocol(), each.fromPort(), each.toPort());
      int before = rules.size();
      for (IpRange range : each.ipRanges()) {
        rules.add(rule(group, egress, packets, cidr(range.cidrIp()), "", range.description()));
      }
      for (Ipv6Range range : each.ipv6Ranges()) {
        rules.add(rule(group, egress, packets, ipv6(range.cidrIpv6()), "", range.description()));
      }
      for (PrefixListId list : each.prefixListIds()) {
        PrefixList found =
            NetworkTables.PREFIX_LISTS.require(
                snapshot, place, Objects.requireNonNullElse(list.prefixListId(), ""));
        rules.add(rule(group, egress, packets, found.id(), "", list.description()));
      }
      for (UserIdGroupPair pair : each.userIdGroupPairs()) {
        String account = Objects.requireNonNullElse(pair.userId(), place.accountId());
        String peer = peer(snapshot, place, group, pair, account);
        rules.add(rule(group, egress, packets, peer, account, pair.description()));
      }
      if (rules.size() == before) {
        throw Ec2Faults.invalidParameterValue(
            "The request must contain at least one of ipRanges, ipv6Ranges, prefixListIds or"
                + " userIdGroupPairs.");
      }
    }
    return rules;
  }

  private static SecurityGroupRule rule(
      SecurityGroup group,
      boolean egress,
      Packets packets,
      String peer,
      String account,
      @Nullable String description) {
    return new SecurityGroupRule(
        "",
        group.id(),
        egress,
        packets.protocol(),
        packets.from(),
        packets.to(),
        peer,
        account,
        description(description));
  }

  static @Nullable String description(@Nullable String text) {
    if (text != null
        && (text.length() > LONGEST_DESCRIPTION
            || !text.matches("[a-zA-Z0-9. _\\-:/()#,@\\[\\]+=&;{}!$*]*"))) {
      throw Ec2Faults.invalidParameterValue(
          "Invalid rule description. Valid descriptions are strings less than 256 characters from"
              + " the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*");
    }
    return text;
  }

  /** A peer given by itself, as for one rule. */
  static String peer(
      Snapshot snapshot,
      Place place,
      @Nullable String ipv4,
      @Nullable String ipv6,
      @Nullable String prefixListId,
      @Nullable String groupId) {
    List<String> given = new ArrayList<>();
    if (ipv4 != null) {
      given.add(cidr(ipv4));
    }
    if (ipv6 != null) {
      given.add(ipv6(ipv6));
    }
    if (prefixListId != null) {
      given.add(NetworkTables.PREFIX_LISTS.require(snapshot, place, prefixListId).id());
    }
    if (groupId != null) {
      given.add(NetworkTables.SECURITY_GROUPS.require(snapshot, place, groupId).id());
    }
    if (given.size() != 1) {
      throw Ec2Faults.invalidParameterCombination(
          "The request must contain exactly one of CidrIpv4, CidrIpv6, PrefixListId,"
              + " ReferencedGroupId");
    }
    return given.getFirst();
  }

  private static String cidr(@Nullable String text) {
    try {
      return dev.cloudjar.fabric.Ipv4Block.ofAny(Objects.requireNonNullElse(text, "")).toString();
    } catch (IllegalArgumentException e) {
      throw Ec2Faults.invalidParameterValue("CIDR block %s is malformed".formatted(text));
    }
  }

  private static String ipv6(@Nullable String text) {
    if (text == null || !text.matches("[0-9a-fA-F:.]+/[0-9]{1,3}")) {
      throw Ec2Faults.invalidParameterValue("CIDR block %s is malformed".formatted(text));
    }
    return text.toLowerCase(java.util.Locale.ROOT);
  }

  /** A group of the same network, or of one that is connected with it. */
  private static String peer(
      Snapshot snapshot, Place place, SecurityGroup group, UserIdGroupPair pair, String account) {
    String id = pair.groupId();
    if (id == null) {
      String name = pair.groupName();
      if (name == null) {
        throw Ec2Faults.missingParameter("groupName or groupId");
      }
      return NetworkTables.groupNamed(snapshot, place, group.vpcId(), name)
          .orElseThrow(() -> VpcFaults.groupNotInVpc(name, group.vpcId()))
          .id();
    }
    SecurityGroup own =
        account.equals(place.accountId())
            ? NetworkTables.SECURITY_GROUPS.find(snapshot, place, id)
            : null;
    if (own != null && own.vpcId().equals(group.vpcId())) {
      return id;
    }
    for (VpcPeering peering : NetworkTables.PEERINGS.referring(snapshot, place, group.vpcId())) {
      VpcPeering.Side other = peering.other(group.vpcId());
      SecurityGroup there =
          peering.isActive() && other.region().equals(place.region())
              ? NetworkTables.SECURITY_GROUPS.find(snapshot, other.place(), id)
              : null;
      if (there != null && there.vpcId().equals(other.vpcId())) {
        return id;
      }
    }
    if (!ResourceKind.SECURITY_GROUP.isId(id)) {
      throw Ec2Faults.notFound(ResourceKind.SECURITY_GROUP, id);
    }
    throw Ec2Faults.of(
        "InvalidGroup.NotFound",
        "You have specified two resources that belong to different networks.");
  }

  private static Packets packets(
      @Nullable String protocolText, @Nullable Integer from, @Nullable Integer to) {
    if (protocolText == null) {
      throw Ec2Faults.missingParameter("ipProtocol");
    }
    return packets(Protocols.number(protocolText), protocolText, from, to);
  }

  private static Packets packets(
      int protocol, String text, @Nullable Integer from, @Nullable Integer to) {
    if (protocol < Protocols.ALL) {
      throw Ec2Faults.invalidParameterValue(
          "Invalid value '%s' for IP protocol. Unknown protocol.".formatted(text));
    }
    String name = Protocols.name(protocol);
    if (Protocols.hasPorts(protocol)) {
      if (from == null || to == null) {
        throw Ec2Faults.invalidParameterValue(
            "Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.");
      }
      if (from == -1 && to == -1) {
        return new Packets(name, 0, HIGHEST_PORT);
      }
      if (from < 0 || to < from || to > HIGHEST_PORT) {
        throw Ec2Faults.invalidParameterValue(
            from > to
                ? "Invalid TCP/UDP port range (%d:%d)".formatted(from, to)
                : "TCP/UDP port (%d) out of range".formatted(from < 0 ? from : to));
      }
      return new Packets(name, from, to);
    }
    if (Protocols.isIcmp(protocol)) {
      int type = Objects.requireNonNullElse(from, -1);
      int code = Objects.requireNonNullElse(to, -1);
      if (type < -1 || type > HIGHEST_TYPE || code < -1 || code > HIGHEST_TYPE) {
        throw Ec2Faults.invalidParameterValue(
            "ICMP code (%d) out of range"
                .formatted(code < -1 || code > HIGHEST_TYPE ? code : type));
      }
      return new Packets(name, type, type == -1 ? -1 : code);
    }
    return new Packets(name, -1, -1);
  }

  /** One rule's packets, as for a rule that is changed. */
  static SecurityGroupRule rule(
      SecurityGroupRule before,
      @Nullable String protocol,
      @Nullable Integer from,
      @Nullable Integer to,
      String peer,
      String peerAccountId,
      @Nullable String description) {
    Packets packets = packets(protocol, from, to);
    return new SecurityGroupRule(
        before.id(),
        before.groupId(),
        before.egress(),
        packets.protocol(),
        packets.from(),
        packets.to(),
        peer,
        peerAccountId,
        description(description));
  }

  /** How AWS writes of a rule. */
  static String text(SecurityGroupRule rule) {
    String ports =
        Protocols.hasPorts(rule.protocolNumber())
            ? ", from port: %d, to port: %d".formatted(rule.from(), rule.to())
            : "";
    String protocol =
        rule.protocol().equals(SecurityGroupRule.ALL)
            ? "ALL"
            : rule.protocol().toUpperCase(java.util.Locale.ROOT);
    return "peer: %s, %s%s, ALLOW".formatted(rule.peer(), protocol, ports);
  }

  /** Rules as permissions: those for the same packets are one. */
  static List<IpPermission> permissions(List<SecurityGroupRule> rules) {
    Map<Packets, List<SecurityGroupRule>> grouped = new LinkedHashMap<>();
    for (SecurityGroupRule rule : rules) {
      grouped
          .computeIfAbsent(
              new Packets(rule.protocol(), rule.from(), rule.to()), it -> new ArrayList<>())
          .add(rule);
    }
    List<IpPermission> permissions = new ArrayList<>();
    grouped.forEach((packets, same) -> permissions.add(permission(packets, same)));
    return permissions;
  }

  private static IpPermission permission(Packets packets, List<SecurityGroupRule> rules) {
    boolean ported = Protocols.hasPorts(Protocols.number(packets.protocol()));
    boolean icmp = Protocols.isIcmp(Protocols.number(packets.protocol()));
    return IpPermission.builder()
        .ipProtocol(packets.protocol())
        .fromPort(ported || icmp ? packets.from() : null)
        .toPort(ported || icmp ? packets.to() : null)
        .ipRanges(
            rules.stream()
                .filter(SecurityGroupRule::isIpv4)
                .map(
                    it -> IpRange.builder().cidrIp(it.peer()).description(it.description()).build())
                .toList())
        .ipv6Ranges(
            rules.stream()
                .filter(SecurityGroupRule::isIpv6)
                .map(
                    it ->
                        Ipv6Range.builder()
                            .cidrIpv6(it.peer())
                            .description(it.description())
                            .build())
                .toList())
        .prefixListIds(
            rules.stream()
                .filter(SecurityGroupRule::isPrefixList)
                .map(
                    it ->
                        PrefixListId.builder()
                            .prefixListId(it.peer())
                            .description(it.description())
                            .build())
                .toList())
        .userIdGroupPairs(
            rules.stream()
                .filter(SecurityGroupRule::isGroup)
                .map(
                    it ->
                        UserIdGroupPair.builder()
                            .groupId(it.peer())
                            .userId(it.peerAccountId())
                            .description(it.description())
                            .build())
                .toList())
        .build();
  }
}
