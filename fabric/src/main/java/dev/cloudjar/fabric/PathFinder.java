package dev.cloudjar.fabric;

import dev.cloudjar.fabric.NetworkPlan.Interface;
import dev.cloudjar.fabric.NetworkPlan.PublicAddress;
import dev.cloudjar.fabric.NetworkPlan.Subnet;
import dev.cloudjar.fabric.NetworkPlan.Target;
import dev.cloudjar.fabric.PacketWalk.Connection;
import dev.cloudjar.fabric.PacketWalk.Kind;
import dev.cloudjar.fabric.PacketWalk.Packet;
import dev.cloudjar.fabric.PacketWalk.Side;
import dev.cloudjar.fabric.PacketWalk.Step;
import dev.cloudjar.fabric.PacketWalk.Walk;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds what becomes of connections whose ends are told as people tell them: by the name of a host
 * or of an interface, or by an address.
 */
public final class PathFinder {
  /** Stands for the port that a client happens to have. */
  public static final int ANY_CLIENT_PORT = 50_000;

  private static final int ICMP = 1;

  private final List<NetworkPlan> plans;
  private final PacketWalk walk;

  /** Takes all plans there are, as {@link PacketWalk} does. */
  public PathFinder(Collection<NetworkPlan> plans, Ipv4Block outsideBlock) {
    this.plans = List.copyOf(plans);
    this.walk = new PacketWalk(plans, outsideBlock);
  }

  /**
   * A question.
   *
   * @param source a host, an interface or an address; what is no network's is outside
   * @param destination the same
   * @param protocol its IANA number
   * @param sourcePort of TCP and UDP
   * @param port the destination's, of TCP and UDP; the type of ICMP
   */
  public record Question(
      String source, String destination, int protocol, int sourcePort, int port) {}

  /**
   * An answer.
   *
   * @param packet the one that was followed
   */
  public record Answer(Packet packet, Connection connection) {
    public boolean passes() {
      return connection.passes();
    }

    /** What decided in the end. */
    public Step decision() {
      return connection.there().arrives()
          ? connection.back().decision()
          : connection.there().decision();
    }
  }

  /** An interface with one of its addresses. */
  private record End(NetworkPlan plan, Interface networkInterface, Ipv4Address address) {}

  /**
   * Answers a question.
   *
   * @throws IllegalArgumentException where an end is nothing, or several things; the message says
   *     what to ask instead
   */
  public Answer find(Question question) {
    return find(question, false);
  }

  /** As {@link #find}, where somebody has each address outside that is asked for. */
  public Answer findAsIfOutsideAnswered(Question question) {
    return find(question, true);
  }

  private Answer find(Question question, boolean outsideAnswers) {
    List<End> destinations = named(question.destination());
    List<End> sources = named(question.source());
    if (sources.isEmpty()) {
      sources = unambiguous(question.source(), holding(question.source()), question.destination());
    }
    if (sources.isEmpty()) {
      return fromOutside(question, address(question.source()), destinations);
    }
    String network = sources.getFirst().plan().network();
    Ipv4Address to =
        destinations.isEmpty()
            ? address(question.destination())
            : addressFrom(sources.getFirst().plan(), destinations.getFirst());
    End from =
        sources.stream()
            .filter(end -> subnet(end).contains(to))
            .findFirst()
            .orElse(sources.getFirst());
    Packet packet = packet(question, from.address(), to);
    String end = from.networkInterface().name();
    boolean outside = outsideAnswers && destinations.isEmpty() && !isKnown(to);
    return new Answer(
        packet,
        outside ? walk.fromToOutside(network, end, packet) : walk.from(network, end, packet));
  }

  private Answer fromOutside(Question question, Ipv4Address source, List<End> destinations) {
    if (destinations.isEmpty()) {
      Packet packet = packet(question, source, address(question.destination()));
      return new Answer(packet, walk.fromOutside(packet));
    }
    End end = destinations.getFirst();
    Optional<Ipv4Address> published = published(end.plan(), end.address());
    Packet packet = packet(question, source, published.orElse(end.address()));
    if (published.isPresent()) {
      return new Answer(packet, walk.fromOutside(packet));
    }
    Step step =
        new Step(
            Kind.TRANSLATION,
            end.plan().network(),
            new Side(end.networkInterface().name(), true),
            end.address().toString(),
            PacketWalk.NO_PUBLIC_ADDRESS,
            false);
    Walk walked = new Walk(false, List.of(step), packet);
    return new Answer(packet, new Connection(walked, walked));
  }

  private static Packet packet(Question question, Ipv4Address source, Ipv4Address destination) {
    int sourcePort = question.protocol() == ICMP ? 0 : question.sourcePort();
    return new Packet(question.protocol(), source, sourcePort, destination, question.port());
  }

  /** The interfaces of a host, or the one of a name; the host's first one first. */
  private List<End> named(String name) {
    return ends()
        .filter(
            end ->
                end.networkInterface().name().equals(name)
                    || end.networkInterface().host().equals(name))
        .filter(end -> end.address().equals(end.networkInterface().addresses().getFirst()))
        .sorted(Comparator.comparingInt(end -> end.networkInterface().position()))
        .toList();
  }

  private Stream<End> ends() {
    return plans.stream()
        .flatMap(
            plan ->
                plan.interfaces().stream()
                    .flatMap(
                        end -> end.addresses().stream().map(each -> new End(plan, end, each))));
  }

  /** The ends that an address leads to, inside or from outside. */
  private List<End> holding(String name) {
    Ipv4Address address = address(name);
    return ends()
        .filter(
            end ->
                end.address().equals(address)
                    || published(end.plan(), end.address()).filter(address::equals).isPresent())
        .toList();
  }

  private boolean isKnown(Ipv4Address address) {
    return plans.stream()
            .anyMatch(plan -> plan.blocks().stream().anyMatch(block -> block.contains(address)))
        || !holding(address.toString()).isEmpty();
  }

  /** Several networks may have the same address: then it is the one of the other end's network. */
  private List<End> unambiguous(String name, List<End> found, String destination) {
    if (found.size() < 2) {
      return found;
    }
    List<End> others = named(destination);
    Set<NetworkPlan> networks =
        (others.isEmpty() ? holding(destination) : others)
            .stream().map(End::plan).collect(Collectors.toSet());
    List<End> near = found.stream().filter(end -> networks.contains(end.plan())).toList();
    if (near.size() == 1) {
      return near;
    }
    String interfaces =
        found.stream()
            .map(end -> end.networkInterface().name() + " in " + end.plan().network())
            .collect(Collectors.joining(", "));
    throw new IllegalArgumentException(
        "Several interfaces have " + name + ". Name the one that is meant: " + interfaces + ".");
  }

  /** By which address somebody in a network would ask for an end. */
  private static Ipv4Address addressFrom(NetworkPlan asking, End end) {
    boolean near =
        asking.network().equals(end.plan().network())
            || asking.routeTables().stream()
                .flatMap(table -> table.routes().stream())
                .anyMatch(
                    route ->
                        route.target() instanceof Target.Peer peer
                            && peer.network().equals(end.plan().network()));
    return near ? end.address() : published(end.plan(), end.address()).orElse(end.address());
  }

  private static Optional<Ipv4Address> published(NetworkPlan plan, Ipv4Address inside) {
    return plan.publicAddresses().stream()
        .filter(address -> address.inside().equals(inside))
        .map(PublicAddress::outside)
        .findFirst();
  }

  private static Ipv4Block subnet(End end) {
    return end.plan().subnets().stream()
        .filter(subnet -> subnet.name().equals(end.networkInterface().subnet()))
        .map(Subnet::block)
        .findFirst()
        .orElseThrow();
  }

  private static Ipv4Address address(String name) {
    try {
      return Ipv4Address.of(name);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "No network has "
              + name
              + ". Name an instance, a network interface or an IPv4 address; an instance has an"
              + " interface until it is terminated.",
          e);
    }
  }
}
