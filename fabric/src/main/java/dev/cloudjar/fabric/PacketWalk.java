package dev.cloudjar.fabric;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where packets go, worked out from plans alone: whether the first packet of a connection arrives,
 * what decides that, and whether its answer comes back. What a machine does with packets that it is
 * to send on isn't known here: their walk ends at it.
 */
public final class PacketWalk {
  /** The rule of an arrival at a machine that is to send the packet on. */
  public static final String SENDS_ON = "sends on";

  /** The rule of a translation that there isn't. */
  public static final String NO_PUBLIC_ADDRESS = "no public address";

  private final Map<String, NetworkPlan> plans = new LinkedHashMap<>();
  private final Ipv4Block outsideBlock;

  /**
   * Takes all plans there are.
   *
   * @param outsideBlock that of {@link Networks#outsideBlock()}
   */
  public PacketWalk(Collection<NetworkPlan> plans, Ipv4Block outsideBlock) {
    plans.forEach(plan -> this.plans.put(plan.network(), plan));
    this.outsideBlock = outsideBlock;
  }

  /**
   * A packet.
   *
   * @param protocol its IANA number
   * @param sourcePort of TCP and UDP; the code of ICMP
   * @param destinationPort of TCP and UDP; the type of ICMP
   */
  public record Packet(
      int protocol,
      Ipv4Address source,
      int sourcePort,
      Ipv4Address destination,
      int destinationPort) {
    private static final int ICMP = 1;
    private static final int ECHO_REPLY = 0;

    Packet from(Ipv4Address address) {
      return new Packet(protocol, address, sourcePort, destination, destinationPort);
    }

    Packet to(Ipv4Address address) {
      return new Packet(protocol, source, sourcePort, address, destinationPort);
    }

    Packet answer() {
      Packet back = from(destination).to(source);
      return protocol == ICMP
          ? new Packet(protocol, back.source, sourcePort, back.destination, ECHO_REPLY)
          : new Packet(protocol, back.source, destinationPort, back.destination, sourcePort);
    }
  }

  /** What decides about a packet. */
  public enum Kind {
    /** An interface that is connected, or cut. */
    INTERFACE,
    /** Whether an address is its interface's own. */
    ADDRESS_CHECK,
    /** A route; the rule is its destination. */
    ROUTE,
    /** A rule of a security group, or that none matches. */
    SECURITY_GROUP,
    /** A rule of an access list, or that none matches. */
    ACCESS_LIST,
    /** A public address, or a translator. */
    TRANSLATION,
    /** A connection that is known, as of an answer; or that should be and isn't. */
    CONNECTION,
    /** Where it ends; the rule is empty or {@link #SENDS_ON}. */
    ARRIVAL
  }

  /**
   * A decision about a packet.
   *
   * @param side where in the network it is decided
   * @param subject what decides, as the plan names it: an interface, a route table, a group, a list
   * @param rule the rule of it, or what became of the packet; empty where none matches
   */
  public record Step(
      Kind kind, String network, Side side, String subject, String rule, boolean passes) {}

  /**
   * The end of a network that a decision is about.
   *
   * @param networkInterface empty where it is about none
   * @param inbound whether the packet comes to it, or leaves it
   */
  public record Side(String networkInterface, boolean inbound) {
    public static final Side NONE = new Side("", false);
  }

  /**
   * What becomes of a packet.
   *
   * @param steps what was decided, in order; where it doesn't pass, the last one is why
   * @param packet as it arrives, or as it was when it ended
   */
  public record Walk(boolean passes, List<Step> steps, Packet packet) {
    /** Copies the list. */
    public Walk {
      steps = List.copyOf(steps);
    }

    /** Whether it comes to where it was sent. */
    public boolean arrives() {
      return passes && !decision().rule().equals(SENDS_ON);
    }

    /** What decided in the end. */
    public Step decision() {
      return steps.getLast();
    }
  }

  /**
   * What becomes of the first packet of a connection, and of its answer.
   *
   * @param back the answer's walk; where the packet doesn't arrive, the packet's own
   */
  public record Connection(Walk there, Walk back) {
    /** Whether both arrive, and not only at a machine that is to send them on. */
    public boolean passes() {
      return there.arrives() && back.arrives();
    }
  }

  /** Follows a packet that an interface's host sends from there. */
  public Connection from(String network, String networkInterface, Packet packet) {
    var walker = new Walker(plans, outsideBlock);
    return answered(walker, walker.fromInterface(network, networkInterface, packet));
  }

  /** As {@link #from}, where somebody outside has the address that it is sent to. */
  public Connection fromToOutside(String network, String networkInterface, Packet packet) {
    var walker = new Walker(plans, outsideBlock);
    walker.waitingOutside(packet.destination());
    return answered(walker, walker.fromInterface(network, networkInterface, packet));
  }

  /** Follows a packet that comes from outside all networks, where its answer is waited for. */
  public Connection fromOutside(Packet packet) {
    var walker = new Walker(plans, outsideBlock);
    walker.waitingOutside(packet.source());
    return answered(walker, walker.fromOutside(packet));
  }

  private static Connection answered(Walker walker, Walk there) {
    return new Connection(there, there.passes() ? walker.answer(there) : there);
  }
}
