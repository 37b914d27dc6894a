package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Ec2Resource;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A rule of a security group.
 *
 * @param protocol {@code tcp}, {@code udp}, {@code icmp}, {@code icmpv6}, a number, or {@code -1}
 *     for all
 * @param from the first port, or the type of ICMP; -1 for all
 * @param to the last port, or the code of ICMP; -1 for all
 * @param peer who is on the other side: a CIDR block of either version, the id of a prefix list, or
 *     that of a group
 * @param peerAccountId the account of a group; empty for other peers
 */
record SecurityGroupRule(
    String id,
    String groupId,
    boolean egress,
    String protocol,
    int from,
    int to,
    String peer,
    String peerAccountId,
    @Nullable String description)
    implements Ec2Resource {
  static final String ALL = "-1";

  @Override
  public Set<String> references() {
    Set<String> all = new HashSet<>();
    all.add(groupId);
    if (isGroup() || isPrefixList()) {
      all.add(peer);
    }
    return all;
  }

  boolean isGroup() {
    return peer.startsWith("sg-");
  }

  boolean isPrefixList() {
    return peer.startsWith("pl-");
  }

  boolean isIpv6() {
    return peer.indexOf(':') >= 0;
  }

  boolean isIpv4() {
    return peer.indexOf('/') >= 0 && !isIpv6();
  }

  /** Whether it lets the same packets pass. */
  boolean isSameAs(SecurityGroupRule other) {
    return egress == other.egress
        && protocol.equals(other.protocol)
        && from == other.from
        && to == other.to
        && peer.equals(other.peer);
  }

  SecurityGroupRule describedAs(@Nullable String changed) {
    return new SecurityGroupRule(
        id, groupId, egress, protocol, from, to, peer, peerAccountId, changed);
  }

  SecurityGroupRule withId(String changed) {
    return new SecurityGroupRule(
        changed, groupId, egress, protocol, from, to, peer, peerAccountId, description);
  }

  /** The number of its protocol; -1 for all. */
  int protocolNumber() {
    return Protocols.number(protocol);
  }
}
