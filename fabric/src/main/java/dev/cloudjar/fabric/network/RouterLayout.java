package dev.cloudjar.fabric.network;

import dev.cloudjar.fabric.Ipv4Address;
import dev.cloudjar.fabric.Ipv4Block;
import dev.cloudjar.fabric.NetworkPlan;
import dev.cloudjar.fabric.NetworkPlan.Interface;
import dev.cloudjar.fabric.NetworkPlan.RouteTable;
import dev.cloudjar.fabric.NetworkPlan.Subnet;
import dev.cloudjar.fabric.NetworkPlan.Target;
import dev.cloudjar.fabric.NetworkPlan.Translator;
import dev.cloudjar.fabric.kernel.Installation;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a router's namespace is to hold, beside its filters. A packet gets the mark of the subnet
 * that it comes from, by which its route table is chosen. What that doesn't send elsewhere goes to
 * the table of all hosts; packets from elsewhere get no mark, and find hosts only.
 *
 * @param links by name
 * @param hosts what each link's host has of it, for those that lead to hosts
 * @param addresses the router's own
 */
record RouterLayout(
    Map<String, Link> links,
    Map<String, HostEnd> hosts,
    Set<Ipv4Address> addresses,
    Set<Route> routes,
    Set<Rule> rules) {
  static final long OWN_TABLE = 10;
  static final long HOSTS_TABLE = 11;
  static final long LOCAL_TABLE = 255;

  private static final List<Ipv4Address> SERVICES =
      List.of(Ipv4Address.of("169.254.169.253"), Ipv4Address.of("169.254.169.254"));

  /**
   * Rules that never change: first the router's own addresses, then marks, then the hosts. What its
   * own sockets send is routed as usual before.
   */
  static final List<String> FIXED_RULES =
      List.of(
          "rule add pref 10 lookup 10",
          "rule add pref 20000 iif lo lookup local",
          "rule add pref 30000 lookup 11",
          "rule delete pref 0");

  /** Which route table is asked for packets of a mark. */
  record Rule(long mark, long table) {
    String adding() {
      return "rule add " + specification();
    }

    String removing() {
      return "rule delete " + specification();
    }

    private String specification() {
      return "pref 100 fwmark %d lookup %d".formatted(mark, table);
    }
  }

  static RouterLayout of(Installation installation, NetworkPlan plan, Surroundings surroundings) {
    return new Builder(installation, plan, surroundings).build();
  }

  /** The addresses that a network's router has, whatever sockets are bound to them. */
  static Set<Ipv4Address> own(NetworkPlan plan) {
    var own = new TreeSet<>(SERVICES);
    own.add(plan.blocks().getFirst().first().plus(2));
    plan.subnets().forEach(subnet -> own.add(subnet.block().first().plus(1)));
    return own;
  }

  private static final class Builder {
    private final Installation installation;
    private final NetworkPlan plan;
    private final Map<String, Subnet> subnets;
    private final Map<String, Interface> interfaces;
    private final Map<String, Translator> translators;
    private final Set<String> translating;
    private final Set<String> peers;
    private final Map<String, Link> links = new LinkedHashMap<>();
    private final Map<String, HostEnd> hosts = new LinkedHashMap<>();
    private final Set<Route> routes = new LinkedHashSet<>();

    Builder(Installation installation, NetworkPlan plan, Surroundings surroundings) {
      this.installation = installation;
      this.plan = plan;
      this.subnets = byName(plan.subnets(), Subnet::name);
      this.interfaces = byName(plan.interfaces(), Interface::name);
      this.translators = byName(plan.translators(), Translator::name);
      this.translating =
          plan.translators().stream().map(Translator::networkInterface).collect(Collectors.toSet());
      this.peers = surroundings.peers(plan);
    }

    RouterLayout build() {
      routes.add(Route.dropping(HOSTS_TABLE, Ipv4Block.ALL));
      plan.interfaces().forEach(this::join);
      peers.forEach(this::joinPeer);
      if (plan.connectedToInternet()) {
        joinOutside();
      }
      Set<Ipv4Address> own = own(plan);
      own.forEach(address -> routes.add(Route.local(OWN_TABLE, Ipv4Block.of(address))));
      plan.routeTables().forEach(this::route);
      Set<Rule> rules =
          plan.subnets().stream()
              .map(
                  subnet ->
                      new Rule(Names.number(subnet.name()), Names.number(subnet.routeTable())))
              .collect(Collectors.toCollection(LinkedHashSet::new));
      return new RouterLayout(links, hosts, own, routes, rules);
    }

    private void join(Interface end) {
      String name = Names.link(end);
      HostEnd host = HostEnd.of(end, subnet(end).block(), translating.contains(end.name()));
      links.put(
          name,
          new Link(
              name,
              Names.hardwareAddress("router of " + end.name()),
              installation.host(end.host()),
              Names.device(end),
              end.hardwareAddress(),
              host.label()));
      hosts.put(name, host);
      for (Ipv4Address address : end.addresses()) {
        routes.add(Route.to(HOSTS_TABLE, Ipv4Block.of(address), name));
      }
    }

    private void joinPeer(String peer) {
      String name = Names.linkTo(peer);
      links.put(
          name,
          new Link(
              name,
              Names.hardwareAddress(plan.network() + " to " + peer),
              installation.router(peer),
              Names.linkTo(plan.network()),
              Names.hardwareAddress(peer + " to " + plan.network()),
              peer));
    }

    private void joinOutside() {
      links.put(
          Names.INTERNET,
          new Link(
              Names.INTERNET,
              Names.hardwareAddress(plan.network() + " to outside"),
              installation.outside(),
              Names.linkTo(plan.network()),
              Names.hardwareAddress("outside to " + plan.network()),
              Names.INTERNET));
    }

    private void route(RouteTable table) {
      long number = Names.number(table.name());
      var all = new LinkedHashMap<Ipv4Block, Target>();
      plan.blocks().forEach(block -> all.put(block, new Target.Local()));
      table.routes().forEach(route -> all.put(route.destination(), route.target()));
      all.forEach((destination, target) -> routes.add(route(number, destination, target)));
    }

    private Route route(long table, Ipv4Block destination, Target target) {
      return switch (target) {
        case Target.Local local -> Route.leaving(table, destination);
        case Target.Internet internet ->
            plan.connectedToInternet()
                ? Route.via(table, destination, Link.NEXT_HOP, Names.INTERNET)
                : Route.dropping(table, destination);
        case Target.Peer peer ->
            peers.contains(peer.network())
                ? Route.via(table, destination, Link.NEXT_HOP, Names.linkTo(peer.network()))
                : Route.dropping(table, destination);
        case Target.Translation to -> through(table, destination, interfaceOf(to.translator()));
        case Target.To to -> through(table, destination, to.networkInterface());
        case Target.Service service -> {
          // Sockets can only answer from addresses that are local to all.
          routes.add(Route.local(LOCAL_TABLE, destination));
          yield Route.local(table, destination);
        }
        case Target.Nowhere nowhere -> Route.dropping(table, destination);
      };
    }

    private Route through(long table, Ipv4Block destination, String networkInterface) {
      Interface end = interfaces.get(networkInterface);
      return end == null
          ? Route.dropping(table, destination)
          : Route.via(table, destination, end.addresses().getFirst(), Names.link(end));
    }

    private String interfaceOf(String translator) {
      Translator found = translators.get(translator);
      return found == null ? "" : found.networkInterface();
    }

    private Subnet subnet(Interface end) {
      Subnet subnet = subnets.get(end.subnet());
      if (subnet == null) {
        throw new IllegalArgumentException("no subnet " + end.subnet());
      }
      return subnet;
    }

    private static <T> Map<String, T> byName(Collection<T> all, Function<T, String> name) {
      return all.stream().collect(Collectors.toMap(name, each -> each, (one, other) -> one));
    }
  }
}
