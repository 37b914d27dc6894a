package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Ec2Resource;
import dev.cloudjar.fabric.Ipv4Address;
import dev.cloudjar.fabric.Ipv4Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * CIDR blocks under one name.
 *
 * @param owner the account, or {@code AWS}
 * @param versions the first one is 1
 */
record PrefixList(
    String id, String name, String owner, int maxEntries, String state, List<Version> versions)
    implements Ec2Resource {
  static final String AWS = "AWS";

  /** What it consisted of. */
  record Version(long number, List<Entry> entries) {}

  record Entry(String cidr, @Nullable String description) {}

  @Override
  public Set<String> references() {
    return Set.of("name/" + name);
  }

  Version current() {
    return versions.getLast();
  }

  boolean contains(Ipv4Address address) {
    return current().entries().stream()
        .anyMatch(it -> Ipv4Block.ofAny(it.cidr()).contains(address));
  }

  Optional<Version> version(long number) {
    return versions.stream().filter(it -> it.number() == number).findFirst();
  }

  PrefixList with(List<Entry> entries) {
    List<Version> more = new ArrayList<>(versions);
    more.add(new Version(current().number() + 1, entries));
    return new PrefixList(id, name, owner, maxEntries, "modify-complete", more);
  }

  PrefixList named(String changed) {
    return new PrefixList(id, changed, owner, maxEntries, state, versions);
  }

  PrefixList with(int most) {
    return new PrefixList(id, name, owner, most, "modify-complete", versions);
  }
}
