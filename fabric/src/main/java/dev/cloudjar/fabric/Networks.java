package dev.cloudjar.fabric;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The networks of an installation. */
public interface Networks {

  /**
   * The space between all networks and this machine, which no network and no host can be named
   * like. What listens there, on addresses of the upper half of {@link #outsideBlock()}, is reached
   * from this machine, and from networks like anything else outside.
   */
  String OUTSIDE = "(outside)";

  /**
   * Addresses outside that are the same in all installations: sockets of {@link #OUTSIDE} may be
   * bound to them, and they are reached from networks like anything else outside, but not from this
   * machine. Nobody in the world has them.
   */
  Ipv4Block SERVICE_BLOCK = Ipv4Block.of("198.51.100.0/24");

  /**
   * The addresses that public ones are to be taken from, any of them; they are reached from this
   * machine. An installation keeps its block.
   */
  Ipv4Block publicBlock();

  /**
   * The addresses of what is outside, but not in a network: the second one is this machine's, as
   * networks see it, and the upper half is for sockets of {@link #OUTSIDE}.
   */
  default Ipv4Block outsideBlock() {
    throw new UnsupportedOperationException("nothing is outside here");
  }

  /**
   * Makes a network be what its plan says. Filters change at one stroke, connections go on, and
   * when this returns, packets are decided by the plan. Applying the same plan again does nothing.
   *
   * @throws IOException where this machine refuses; the plan can be applied again
   */
  void apply(NetworkPlan plan) throws IOException;

  /** Takes a network away; none of the name is no mistake. */
  void remove(String network) throws IOException;

  /** The names of the networks that there are, also those from before a restart. */
  Set<String> present();

  /**
   * What was counted of the interfaces that a network's plan wants to be counted, since it does or
   * this process began. What nobody decides about is left out: packets to and from the router's own
   * addresses, and those that no route leads anywhere. A flow that has paused for an hour, or whose
   * interface has come to another host, begins anew.
   */
  default List<Flow> flows(String network) throws IOException {
    throw new UnsupportedOperationException("packets can't be counted here");
  }

  /**
   * Listens within a network. What listens on the wildcard address of a network also gets what its
   * hosts send to the blocks of {@link NetworkPlan.Target.Service} routes: the local address of
   * what it accepts is the one that was asked for, the remote one that of the interface which asks.
   * What was opened is closed when its network goes; what it has accepted is the caller's to close.
   *
   * @param space the name of a network, for its router's own addresses; or of a host, for its
   *     interfaces'
   * @param address where; the wildcard address means all of the space
   */
  ServerSocketChannel listen(String space, InetSocketAddress address) throws IOException;

  /** Takes datagrams within a network; as {@link #listen}. */
  DatagramChannel receive(String space, InetSocketAddress address) throws IOException;

  /**
   * Limits how far goes what is sent along a connection from now on. It is for connections that a
   * socket of a network has accepted at one of the router's own addresses.
   *
   * @param hops from 1, which is as far as the network's hosts, to 64; what a host sends on to
   *     something behind itself needs one more
   */
  default void limitHops(SocketChannel connection, int hops) throws IOException {
    throw new UnsupportedOperationException("hops can't be limited here");
  }

  /** Opens a connection from within a network, as {@link #listen}; waits ten seconds at most. */
  SocketChannel connect(String space, InetSocketAddress address) throws IOException;

  /**
   * Opens a connection from within a network, as {@link #listen}.
   *
   * @param patience how long to wait for an answer, where that can be chosen
   */
  default SocketChannel connect(String space, InetSocketAddress address, Duration patience)
      throws IOException {
    return connect(space, address);
  }
}
