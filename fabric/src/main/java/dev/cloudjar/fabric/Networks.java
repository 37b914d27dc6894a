package dev.cloudjar.fabric;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;

/** The networks of an installation. */
public interface Networks {

  /** The addresses that public ones are to be taken from; they are reached from this machine. */
  Ipv4Block publicBlock();

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
   * Listens within a network.
   *
   * @param space the name of a network, for its router's own addresses; or of a host, for its
   *     interfaces'
   * @param address where; the wildcard address means all of the space
   */
  ServerSocketChannel listen(String space, InetSocketAddress address) throws IOException;

  /** Takes datagrams within a network; as {@link #listen}. */
  DatagramChannel receive(String space, InetSocketAddress address) throws IOException;

  /** Opens a connection from within a network; as {@link #listen}. */
  SocketChannel connect(String space, InetSocketAddress address) throws IOException;
}
