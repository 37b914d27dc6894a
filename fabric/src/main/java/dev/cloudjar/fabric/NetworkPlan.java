package dev.cloudjar.fabric;

import java.util.List;
import java.util.Set;

/**
 * What a network is to be: all of it, and nothing else. Names are the planner's; they are unique in
 * the installation, and at most 64 letters, digits and hyphens.
 *
 * @param network the network's name
 * @param blocks the addresses that are its own
 * @param subnets parts of them that share a route table and an access list
 * @param routeTables where packets go that leave a subnet
 * @param accessLists filters, without memory, of what comes into a subnet and leaves it
 * @param securityGroups filters, with memory, of what comes to an interface and leaves it
 * @param interfaces the ends of the network
 * @param publicAddresses which addresses outside are whose
 * @param translators what hides many addresses behind one
 * @param connectedToInternet whether it has a way outside; addresses outside are those of this
 *     machine's own side, and of other networks' public addresses
 * @param counted the interfaces whose packets are counted by flow
 */
public record NetworkPlan(
    String network,
    List<Ipv4Block> blocks,
    List<Subnet> subnets,
    List<RouteTable> routeTables,
    List<AccessList> accessLists,
    List<SecurityGroup> securityGroups,
    List<Interface> interfaces,
    List<PublicAddress> publicAddresses,
    List<Translator> translators,
    boolean connectedToInternet,
    Set<String> counted) {

  /** A network in which nothing is counted. */
  public NetworkPlan(
      String network,
      List<Ipv4Block> blocks,
      List<Subnet> subnets,
      List<RouteTable> routeTables,
      List<AccessList> accessLists,
      List<SecurityGroup> securityGroups,
      List<Interface> interfaces,
      List<PublicAddress> publicAddresses,
      List<Translator> translators,
      boolean connectedToInternet) {
    this(
        network,
        blocks,
        subnets,
        routeTables,
        accessLists,
        securityGroups,
        interfaces,
        publicAddresses,
        translators,
        connectedToInternet,
        Set.of());
  }

  /** Copies the lists. */
  public NetworkPlan {
    blocks = List.copyOf(blocks);
    subnets = List.copyOf(subnets);
    routeTables = List.copyOf(routeTables);
    accessLists = List.copyOf(accessLists);
    securityGroups = List.copyOf(securityGroups);
    interfaces = List.copyOf(interfaces);
    publicAddresses = List.copyOf(publicAddresses);
    translators = List.copyOf(translators);
    counted = Set.copyOf(counted);
  }

  /**
   * A subnet. Its first address but one is the router's; the network's first address but two, and
   * 169.254.169.253 and 169.254.169.254, are the network's own in every subnet: sockets opened in
   * the network may be bound to them.
   */
  public record Subnet(String name, Ipv4Block block, String routeTable, String accessList) {}

  /**
   * A route table; the longest prefix decides, and of routes to the same block the last. The
   * network's own blocks are routed within it, unless a route is to the very same block.
   */
  public record RouteTable(String name, List<Route> routes) {
    /** Copies the list. */
    public RouteTable {
      routes = List.copyOf(routes);
    }
  }

  /** A route. */
  public record Route(Ipv4Block destination, Target target) {}

  /** Where a route leads. */
  public sealed interface Target {
    /** Within the network. */
    record Local() implements Target {}

    /** Outside, for interfaces that have a public address. */
    record Internet() implements Target {}

    /** Outside, behind the translator's address. */
    record Translation(String translator) implements Target {}

    /** Into another network, which must lead back. */
    record Peer(String network) implements Target {}

    /** To an interface, which may send it on if it doesn't check destinations. */
    record To(String networkInterface) implements Target {}

    /** To the installation itself, by a way of this name, which its sockets can ask for. */
    record Service(String name) implements Target {}

    /** Nowhere: packets are dropped. */
    record Nowhere() implements Target {}
  }

  /** A network access list: the first rule that matches decides, and nothing else passes. */
  public record AccessList(String name, List<AccessRule> inbound, List<AccessRule> outbound) {
    /** Copies the lists. */
    public AccessList {
      inbound = List.copyOf(inbound);
      outbound = List.copyOf(outbound);
    }
  }

  /**
   * A rule of an access list.
   *
   * @param name by which explanations call it
   */
  public record AccessRule(String name, boolean allows, Traffic traffic, Ipv4Block peer) {}

  /** A security group: what none of its rules matches doesn't pass; answers always do. */
  public record SecurityGroup(
      String name, List<SecurityRule> inbound, List<SecurityRule> outbound) {
    /** Copies the lists. */
    public SecurityGroup {
      inbound = List.copyOf(inbound);
      outbound = List.copyOf(outbound);
    }
  }

  /**
   * A rule of a security group.
   *
   * @param name by which explanations call it
   */
  public record SecurityRule(String name, Traffic traffic, Peer peer) {}

  /** Who is on the other side. */
  public sealed interface Peer {
    /** An address of a block. */
    record Block(Ipv4Block block) implements Peer {}

    /** An interface of a security group, by its private address; of a peered network's, too. */
    record Group(String securityGroup) implements Peer {}
  }

  /**
   * A kind of packets.
   *
   * @param protocol its IANA number; -1 for all
   * @param from the first port of TCP and UDP, the type of ICMP; -1 for all
   * @param to the last port of TCP and UDP, the code of ICMP; -1 for all
   */
  public record Traffic(int protocol, int from, int to) {
    public static final Traffic ALL = new Traffic(-1, -1, -1);
  }

  /**
   * The end of a network.
   *
   * @param host whose it is: interfaces of the same host share a network stack, which sockets can
   *     be opened in and which a machine of that name runs in
   * @param position 0 for the host's first interface, whose router is the host's way out
   * @param addresses the primary one first; all in its subnet
   * @param securityGroups at least one
   * @param checksAddresses whether packets are dropped that it sends from, or gets for, addresses
   *     that are not its own
   * @param connected false where nothing passes, whatever the rules say
   */
  public record Interface(
      String name,
      String host,
      int position,
      String subnet,
      List<Ipv4Address> addresses,
      Set<String> securityGroups,
      boolean checksAddresses,
      boolean connected) {
    /** Copies the collections. */
    public Interface {
      addresses = List.copyOf(addresses);
      securityGroups = Set.copyOf(securityGroups);
    }

    /** The hardware address that its host sees, which follows from its name. */
    public String hardwareAddress() {
      return HardwareAddress.of(name);
    }
  }

  /** An address outside that stands for one inside, both ways. */
  public record PublicAddress(Ipv4Address outside, Ipv4Address inside) {}

  /**
   * A translator of addresses: what comes to it by routes goes out as its own.
   *
   * @param networkInterface its end in the network, whose subnet's routes lead on
   */
  public record Translator(String name, String networkInterface) {}
}
