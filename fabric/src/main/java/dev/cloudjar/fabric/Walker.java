package dev.cloudjar.fabric;

import dev.cloudjar.fabric.NetworkPlan.Interface;
import dev.cloudjar.fabric.NetworkPlan.PublicAddress;
import dev.cloudjar.fabric.NetworkPlan.Route;
import dev.cloudjar.fabric.NetworkPlan.Subnet;
import dev.cloudjar.fabric.NetworkPlan.Target;
import dev.cloudjar.fabric.NetworkPlan.Translator;
import dev.cloudjar.fabric.PacketWalk.Kind;
import dev.cloudjar.fabric.PacketWalk.Packet;
import dev.cloudjar.fabric.PacketWalk.Side;
import dev.cloudjar.fabric.PacketWalk.Step;
import dev.cloudjar.fabric.PacketWalk.Walk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Follows a packet, and then its answer, which finds the connections that the packet has made. */
final class Walker {
  private static final int MOST_HOPS = 16;
  private static final int UDP = 17;
  private static final int OUTSIDE_FIRST = 128;
  private static final int OUTSIDE_PREFIX = 25;
  private static final String OUTSIDE = Networks.OUTSIDE;
  private static final List<Ipv4Address> SERVICES =
      List.of(Ipv4Address.of("169.254.169.253"), Ipv4Address.of("169.254.169.254"));

  private final Map<String, NetworkPlan> plans;
  private final Ipv4Block outsideBlock;
  private final Set<Tracked> tracked = new HashSet<>();
  private final Map<Ipv4Address, Ipv4Address> hidden = new HashMap<>();
  private final Set<Ipv4Address> waiting = new HashSet<>();
  private Side side = Side.NONE;

  private List<Step> steps = new ArrayList<>();
  private Packet packet = new Packet(0, new Ipv4Address(0), 0, new Ipv4Address(0), 0);
  private boolean answering;
  private Place arrival = new Place(null, null, null);

  /** A connection that a network's router knows. */
  private record Tracked(String network, Packet packet) {}

  /** Where a packet is: an interface, a network's own sockets, or outside. */
  private record Place(
      @Nullable NetworkPlan plan, @Nullable Interface end, @Nullable Interface asked) {}

  Walker(Map<String, NetworkPlan> plans, Ipv4Block outsideBlock) {
    this.plans = plans;
    this.outsideBlock = outsideBlock;
  }

  /** Somebody outside has an address, and takes what is sent there. */
  void waitingOutside(Ipv4Address address) {
    waiting.add(address);
  }

  Walk fromInterface(String network, String networkInterface, Packet sent) {
    NetworkPlan plan = plans.get(network);
    Optional<Interface> end = plan == null ? Optional.empty() : end(plan, networkInterface);
    if (plan == null || end.isEmpty()) {
      throw new IllegalArgumentException("no interface " + networkInterface + " in " + network);
    }
    packet = sent;
    return walked(leave(plan, end.get(), 0));
  }

  Walk fromOutside(Packet sent) {
    packet = sent;
    return walked(outside(0));
  }

  /** Follows the answer to a packet that has arrived. */
  Walk answer(Walk there) {
    answering = true;
    steps = new ArrayList<>();
    packet = there.packet().answer();
    Place from = arrival;
    if (from.plan() == null) {
      return walked(outside(0));
    }
    if (from.end() == null) {
      return walked(answerOfRouter(from.plan(), from.asked()));
    }
    return walked(leave(from.plan(), from.end(), 0));
  }

  private Walk walked(boolean passes) {
    return new Walk(passes, steps, packet);
  }

  private boolean step(Kind kind, String network, String subject, String rule, boolean passes) {
    steps.add(new Step(kind, network, side, subject, rule, passes));
    return passes;
  }

  private boolean arrive(
      @Nullable NetworkPlan plan, @Nullable Interface end, @Nullable Interface asked, String at) {
    arrival = new Place(plan, end, asked);
    boolean sendsOn = end != null && !end.addresses().contains(packet.destination());
    String rule = sendsOn ? PacketWalk.SENDS_ON : "";
    return step(Kind.ARRIVAL, plan == null ? OUTSIDE : plan.network(), at, rule, true);
  }

  /** From a host's interface to its router, and on. */
  private boolean leave(NetworkPlan plan, Interface from, int hops) {
    String network = plan.network();
    side = new Side(from.name(), false);
    Optional<Interface> same = holding(plan, packet.destination());
    if (same.isPresent() && same.get().host().equals(from.host())) {
      return arrive(plan, same.get(), null, same.get().name());
    }
    if (!from.connected()) {
      return step(Kind.INTERFACE, network, from.name(), "disconnected", false);
    }
    boolean own = from.addresses().contains(packet.source());
    if (own(plan).contains(packet.source())) {
      return step(Kind.ADDRESS_CHECK, network, from.name(), "source", false);
    }
    if (own(plan).contains(packet.destination())) {
      return own
          ? arrive(plan, null, from, network)
          : step(Kind.ADDRESS_CHECK, network, from.name(), "source", false);
    }
    if (!own && checks(plan, from)) {
      return step(Kind.ADDRESS_CHECK, network, from.name(), "source", false);
    }
    if (hops > MOST_HOPS) {
      return step(Kind.ROUTE, network, from.subnet(), "loop", false);
    }
    Subnet subnet = subnet(plan, from);
    Route route = route(plan, subnet);
    if (route == null) {
      return step(Kind.ROUTE, network, subnet.routeTable(), "", false);
    }
    String rule = route.destination().toString();
    boolean leads = leads(plan, route.target());
    if (!step(Kind.ROUTE, network, subnet.routeTable(), rule, leads)) {
      return false;
    }
    return switch (route.target()) {
      case Target.Local local ->
          deliver(plan, from, holding(plan, packet.destination()).orElse(null), hops);
      case Target.To to -> deliver(plan, from, end(plan, to.networkInterface()).orElse(null), hops);
      case Target.Translation to ->
          deliver(plan, from, translating(plan, to.translator()).orElse(null), hops);
      case Target.Service service ->
          filters(plan).lists(from, null, packet)
              && groups(plan, from, null)
              && arrive(plan, null, from, service.name());
      case Target.Internet internet -> leaveForOutside(plan, from, hops);
      case Target.Peer peer ->
          filters(plan).lists(from, null, packet)
              && groups(plan, from, null)
              && enter(plans.get(peer.network()), hops);
      case Target.Nowhere nowhere -> false;
    };
  }

  private boolean leaveForOutside(NetworkPlan plan, Interface from, int hops) {
    Optional<PublicAddress> published =
        plan.publicAddresses().stream()
            .filter(address -> address.inside().equals(packet.source()))
            .findFirst();
    if (published.isEmpty()) {
      return step(
          Kind.TRANSLATION,
          plan.network(),
          packet.source().toString(),
          PacketWalk.NO_PUBLIC_ADDRESS,
          false);
    }
    if (!filters(plan).lists(from, null, packet) || !groups(plan, from, null)) {
      return false;
    }
    Ipv4Address outside = published.get().outside();
    step(Kind.TRANSLATION, plan.network(), packet.source().toString(), outside.toString(), true);
    packet = packet.from(outside);
    return outside(hops + 1);
  }

  /** Outside all networks, from one or from this machine. */
  private boolean outside(int hops) {
    side = Side.NONE;
    Ipv4Address to = packet.destination();
    for (NetworkPlan plan : plans.values()) {
      for (PublicAddress address : plan.publicAddresses()) {
        if (address.outside().equals(to) && plan.connectedToInternet()) {
          step(Kind.TRANSLATION, plan.network(), to.toString(), address.inside().toString(), true);
          packet = packet.to(address.inside());
          return enter(plan, hops);
        }
      }
    }
    var own = new Ipv4Block(outsideBlock.first().plus(OUTSIDE_FIRST), OUTSIDE_PREFIX);
    boolean machine = to.equals(outsideBlock.first().plus(1));
    if (own.contains(to)
        || Networks.SERVICE_BLOCK.contains(to)
        || (machine && answering)
        || waiting.contains(to)) {
      return arrive(null, null, null, OUTSIDE);
    }
    return step(Kind.ROUTE, OUTSIDE, to.toString(), "", false);
  }

  /** Into a network, from another or from outside: only to interfaces. */
  private boolean enter(@Nullable NetworkPlan plan, int hops) {
    side = Side.NONE;
    if (plan == null) {
      return false;
    }
    if (plan.blocks().stream().anyMatch(block -> block.contains(packet.source()))) {
      return step(Kind.ADDRESS_CHECK, plan.network(), plan.network(), "source", false);
    }
    return deliver(plan, null, holding(plan, packet.destination()).orElse(null), hops);
  }

  private boolean deliver(
      NetworkPlan plan, @Nullable Interface from, @Nullable Interface to, int hops) {
    String network = plan.network();
    if (to == null) {
      return step(Kind.ROUTE, network, packet.destination().toString(), "no interface", false);
    }
    side = new Side(to.name(), true);
    if (!to.connected()) {
      return step(Kind.INTERFACE, network, to.name(), "disconnected", false);
    }
    boolean own = to.addresses().contains(packet.destination());
    if (!own && checks(plan, to)) {
      return step(Kind.ADDRESS_CHECK, network, to.name(), "destination", false);
    }
    if (!filters(plan).lists(from, to, packet) || !groups(plan, from, to)) {
      return false;
    }
    return receive(plan, to, hops);
  }

  /** At an interface, which may be a translator's. */
  private boolean receive(NetworkPlan plan, Interface to, int hops) {
    String network = plan.network();
    boolean own = to.addresses().contains(packet.destination());
    boolean translates = translates(plan, to);
    if (own && translates) {
      Ipv4Address behind = hidden.get(packet.destination());
      if (!answering || behind == null) {
        return step(Kind.TRANSLATION, network, to.name(), "not asked for", false);
      }
      step(Kind.TRANSLATION, network, to.name(), behind.toString(), true);
      packet = packet.to(behind);
      return leave(plan, to, hops + 1);
    }
    if (own || !translates) {
      return arrive(plan, to, null, to.name());
    }
    Ipv4Address primary = to.addresses().getFirst();
    step(Kind.TRANSLATION, network, to.name(), primary.toString(), true);
    if (answering && !packet.source().equals(primary)) {
      // Its router hands it answers only along the way by which it has asked.
      return step(Kind.CONNECTION, network, to.name(), "unknown", false);
    }
    hidden.put(primary, packet.source());
    packet = packet.from(primary);
    return leave(plan, to, hops + 1);
  }

  /** Security groups of both ends, unless the router knows the connection. */
  private boolean groups(NetworkPlan plan, @Nullable Interface from, @Nullable Interface to) {
    if (answering) {
      boolean known = tracked.contains(new Tracked(plan.network(), packet.answer()));
      if (known || packet.protocol() != UDP) {
        return step(Kind.CONNECTION, plan.network(), plan.network(), "", known);
      }
    }
    if (!filters(plan).groups(from, to, packet)) {
      return false;
    }
    tracked.add(new Tracked(plan.network(), answering ? packet : request()));
    return true;
  }

  /** The packet as its answer's answer: what an answer is recognised by. */
  private Packet request() {
    return packet.answer().answer();
  }

  private boolean answerOfRouter(NetworkPlan plan, @Nullable Interface asked) {
    if (asked == null) {
      return false;
    }
    if (!own(plan).contains(packet.source()) && !filters(plan).lists(null, asked, packet)) {
      return false;
    }
    return receive(plan, asked, 0);
  }

  private WalkFilters filters(NetworkPlan plan) {
    return new WalkFilters(plan, plans, steps);
  }

  private boolean leads(NetworkPlan plan, Target target) {
    return switch (target) {
      case Target.Local local -> true;
      case Target.Service service -> true;
      case Target.Internet internet -> plan.connectedToInternet();
      case Target.Peer peer ->
          plans.containsKey(peer.network()) && !peer.network().equals(plan.network());
      case Target.To to -> end(plan, to.networkInterface()).isPresent();
      case Target.Translation to -> translating(plan, to.translator()).isPresent();
      case Target.Nowhere nowhere -> false;
    };
  }

  /** The route with the longest prefix; the network's own blocks have one to within. */
  private @Nullable Route route(NetworkPlan plan, Subnet subnet) {
    Stream<Route> local = plan.blocks().stream().map(block -> new Route(block, new Target.Local()));
    Stream<Route> given =
        plan.routeTables().stream()
            .filter(table -> table.name().equals(subnet.routeTable()))
            .flatMap(table -> table.routes().stream());
    return Stream.concat(local, given)
        .filter(route -> route.destination().contains(packet.destination()))
        .reduce(
            (one, other) ->
                other.destination().prefixLength() >= one.destination().prefixLength()
                    ? other
                    : one)
        .orElse(null);
  }

  private static Set<Ipv4Address> own(NetworkPlan plan) {
    var own = new HashSet<>(SERVICES);
    own.add(plan.blocks().getFirst().first().plus(2));
    plan.subnets().forEach(subnet -> own.add(subnet.block().first().plus(1)));
    return own;
  }

  private static boolean translates(NetworkPlan plan, Interface end) {
    return plan.translators().stream()
        .map(Translator::networkInterface)
        .anyMatch(end.name()::equals);
  }

  private static boolean checks(NetworkPlan plan, Interface end) {
    return end.checksAddresses() && !translates(plan, end);
  }

  private static Optional<Interface> end(NetworkPlan plan, String name) {
    return plan.interfaces().stream().filter(end -> end.name().equals(name)).findFirst();
  }

  private static Optional<Interface> translating(NetworkPlan plan, String translator) {
    return plan.translators().stream()
        .filter(each -> each.name().equals(translator))
        .findFirst()
        .flatMap(each -> end(plan, each.networkInterface()));
  }

  private static Optional<Interface> holding(NetworkPlan plan, Ipv4Address address) {
    return plan.interfaces().stream().filter(end -> end.addresses().contains(address)).findFirst();
  }

  private static Subnet subnet(NetworkPlan plan, Interface end) {
    return plan.subnets().stream()
        .filter(each -> each.name().equals(end.subnet()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no subnet " + end.subnet()));
  }
}
