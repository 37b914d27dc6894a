package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Ec2Resource;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A connection that somebody wants to know about.
 *
 * @param source an instance, an interface or an internet gateway
 * @param destination the same; empty where there is only an address
 * @param filter what is narrowed of it at its source
 */
record InsightsPath(
    String id,
    String source,
    Optional<String> destination,
    Optional<String> sourceIp,
    Optional<String> destinationIp,
    String protocol,
    Optional<Integer> destinationPort,
    Optional<Filter> filter,
    Instant created)
    implements Ec2Resource {

  /** Which packets are meant. */
  record Filter(
      Optional<String> sourceAddress,
      Optional<Ports> sourcePorts,
      Optional<String> destinationAddress,
      Optional<Ports> destinationPorts) {}

  /** Ports from one to another. */
  record Ports(int from, int to) {
    static final Ports ALL = new Ports(0, 65_535);
  }

  @Override
  public Set<String> references() {
    Set<String> all = new HashSet<>();
    all.add(source);
    destination.ifPresent(all::add);
    return all;
  }

  /** Which address packets come from, where it is told. */
  Optional<String> fromAddress() {
    return sourceIp.or(() -> filter.flatMap(Filter::sourceAddress));
  }

  /** Which address packets go to, where it is told. */
  Optional<String> toAddress() {
    return destinationIp.or(() -> filter.flatMap(Filter::destinationAddress));
  }

  /** Which ports they go to. */
  Ports toPorts() {
    return destinationPort
        .map(port -> new Ports(port, port))
        .or(() -> filter.flatMap(Filter::destinationPorts))
        .orElse(Ports.ALL);
  }
}
