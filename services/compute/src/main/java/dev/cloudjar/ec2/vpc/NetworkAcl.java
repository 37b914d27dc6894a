package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Ec2Resource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A filter without memory on subnets. */
record NetworkAcl(
    String id, String vpcId, boolean isDefault, List<Association> associations, List<Entry> entries)
    implements Ec2Resource {
  /** The last rule, which nobody can change: what no other has matched is denied. */
  static final int LAST_RULE = 32_767;

  /** A subnet that the list is on. */
  record Association(String id, String subnetId) {}

  /**
   * A rule.
   *
   * @param protocol its number, or -1 for all
   * @param from the first port, or the type of ICMP; -1 for all
   * @param to the last port, or the code of ICMP; -1 for all
   */
  record Entry(
      int number, boolean egress, boolean allows, int protocol, String cidr, int from, int to) {}

  @Override
  public Set<String> references() {
    Set<String> all = new HashSet<>();
    all.add(vpcId);
    for (Association each : associations) {
      all.add(each.id());
      all.add(each.subnetId());
    }
    return all;
  }

  Optional<Association> association(String associationId) {
    return associations.stream().filter(it -> it.id().equals(associationId)).findFirst();
  }

  Optional<Entry> entry(int number, boolean egress) {
    return entries.stream()
        .filter(it -> it.number() == number && it.egress() == egress)
        .findFirst();
  }

  NetworkAcl with(Association association) {
    List<Association> more = new ArrayList<>(associations);
    more.add(association);
    return new NetworkAcl(id, vpcId, isDefault, more, entries);
  }

  NetworkAcl without(Association association) {
    List<Association> less = new ArrayList<>(associations);
    less.remove(association);
    return new NetworkAcl(id, vpcId, isDefault, less, entries);
  }

  /** This list with a rule, in the place of the one with its number. */
  NetworkAcl with(Entry entry) {
    List<Entry> more = new ArrayList<>(without(entry.number(), entry.egress()).entries());
    more.add(entry);
    more.sort(Comparator.comparing(Entry::egress).reversed().thenComparingInt(Entry::number));
    return new NetworkAcl(id, vpcId, isDefault, associations, more);
  }

  NetworkAcl without(int number, boolean egress) {
    List<Entry> less = new ArrayList<>(entries);
    less.removeIf(it -> it.number() == number && it.egress() == egress);
    return new NetworkAcl(id, vpcId, isDefault, associations, less);
  }
}
