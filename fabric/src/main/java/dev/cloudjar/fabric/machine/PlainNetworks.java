package dev.cloudjar.fabric.machine;

import dev.cloudjar.fabric.Ipv4Address;
import dev.cloudjar.fabric.Ipv4Block;
import dev.cloudjar.fabric.NetworkPlan;
import dev.cloudjar.fabric.Networks;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Networks of a machine that has none to give: plans are recorded, and nothing is filtered. What
 * listens within a network does so at an address of this machine's own, which its channel tells,
 * and is found there by what connects within the same network.
 */
final class PlainNetworks implements Networks {
  private static final Ipv4Block PUBLIC = Ipv4Block.of("198.18.0.0/15");
  private static final Ipv4Address FIRST = Ipv4Address.of("127.64.0.1");
  private static final int PORTS_OF_ROOT = 1024;

  private final Map<String, NetworkPlan> plans = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Ipv4Address> addresses = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, InetSocketAddress> listening = new ConcurrentHashMap<>();
  private final AtomicInteger given = new AtomicInteger();

  @Override
  public Ipv4Block publicBlock() {
    return PUBLIC;
  }

  @Override
  public void apply(NetworkPlan plan) {
    plans.put(plan.network(), plan);
  }

  @Override
  public void remove(String network) {
    plans.remove(network);
  }

  @Override
  public Set<String> present() {
    return new TreeSet<>(plans.keySet());
  }

  private String network(String space) throws IOException {
    if (plans.containsKey(space)) {
      return space;
    }
    for (NetworkPlan plan : plans.values()) {
      if (plan.interfaces().stream().anyMatch(one -> one.host().equals(space))) {
        return plan.network();
      }
    }
    throw new NoRouteToHostException("there is no network or host " + space);
  }

  private static String key(String network, InetSocketAddress address) {
    return network + " " + address.getAddress().getHostAddress();
  }

  @Override
  public ServerSocketChannel listen(String space, InetSocketAddress address) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.INET);
    return bound(channel, space, address, "tcp");
  }

  @Override
  public DatagramChannel receive(String space, InetSocketAddress address) throws IOException {
    DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
    return bound(channel, space, address, "udp");
  }

  private <C extends NetworkChannel> C bound(
      C channel, String space, InetSocketAddress address, String protocol) throws IOException {
    try {
      String network = network(space);
      String key = key(network, address);
      InetAddress local =
          addresses.computeIfAbsent(key, k -> FIRST.plus(given.getAndIncrement())).toInetAddress();
      try {
        channel.bind(new InetSocketAddress(local, address.getPort()));
      } catch (BindException e) {
        if (address.getPort() >= PORTS_OF_ROOT && isOwn(local)) {
          throw e;
        }
        // No port below 1024 without being root, and on some systems no address but one.
        channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      }
      listening.put(
          protocol + " " + key + " " + address.getPort(),
          (InetSocketAddress) channel.getLocalAddress());
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static boolean isOwn(InetAddress address) throws IOException {
    try (ServerSocketChannel probe = ServerSocketChannel.open(StandardProtocolFamily.INET)) {
      probe.bind(new InetSocketAddress(address, 0));
      return true;
    } catch (BindException e) {
      return false;
    }
  }

  @Override
  public SocketChannel connect(String space, InetSocketAddress address) throws IOException {
    InetSocketAddress where =
        listening.get("tcp " + key(network(space), address) + " " + address.getPort());
    if (where == null) {
      throw new ConnectException("nobody listens at " + address);
    }
    return SocketChannel.open(where);
  }
}
