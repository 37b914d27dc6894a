package dev.cloudjar.ec2.ways;

import dev.cloudjar.cloud.Doors;
import dev.cloudjar.cloud.EndpointWay;
import dev.cloudjar.fabric.Ipv4Address;
import dev.cloudjar.fabric.Networks;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where services are, for those in a network: connections are accepted there and handed to the
 * cloud's own doors, with word of the way that they came. Whoever comes can say of that what they
 * like; what counts is at which address, of which network, they were accepted.
 */
public final class ServiceDoor implements Closeable {
  private static final System.Logger LOG = System.getLogger(ServiceDoor.class.getName());
  private static final List<Integer> PORTS = List.of(80, 443);

  private final Doors doors;
  private final Ways ways;
  private final List<Channel> channels = new ArrayList<>();

  /** Knows by which way somebody has come. */
  @FunctionalInterface
  public interface Ways {
    /** The way of a caller. */
    Passage of(InetAddress caller);
  }

  /** Whether a caller is let in. */
  public sealed interface Passage {
    /** Through an endpoint. */
    record Through(EndpointWay endpoint) implements Passage {}

    /** From outside, like anybody. */
    record Outside() implements Passage {}

    /** No way leads from there. */
    record None() implements Passage {}
  }

  private ServiceDoor(Doors doors, Ways ways) {
    this.doors = doors;
    this.ways = ways;
  }

  /** Opens a door at an address of a space. */
  public static ServiceDoor open(
      Networks networks, Doors doors, String space, Ipv4Address address, Ways ways)
      throws IOException {
    ServiceDoor door = new ServiceDoor(doors, ways);
    try {
      for (int port : PORTS) {
        ServerSocketChannel listening =
            networks.listen(space, new InetSocketAddress(address.toInetAddress(), port));
        door.channels.add(listening);
        Thread.ofVirtual().name("services at " + space).start(() -> door.accept(listening));
      }
      return door;
    } catch (IOException | RuntimeException e) {
      door.close();
      throw e;
    }
  }

  /** Whether it serves still: it ends with its network. */
  public boolean isOpen() {
    return channels.stream().allMatch(Channel::isOpen);
  }

  private void accept(ServerSocketChannel channel) {
    try (channel) {
      while (true) {
        SocketChannel connection = channel.accept();
        Thread.ofVirtual().name("service connection").start(() -> admit(connection));
      }
    } catch (IOException e) {
      // The network is gone, or the cloud is being closed.
    }
  }

  private void admit(SocketChannel connection) {
    try {
      InetAddress caller = ((InetSocketAddress) connection.getRemoteAddress()).getAddress();
      switch (ways.of(caller)) {
        case Passage.Through(EndpointWay endpoint) ->
            doors.admit(connection, Optional.of(endpoint));
        case Passage.Outside outside -> doors.admit(connection, Optional.empty());
        case Passage.None none -> connection.close();
      }
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "a connection was not taken over", e);
      close(connection);
    }
  }

  private static void close(SocketChannel connection) {
    try {
      connection.close();
    } catch (IOException e) {
      // It is gone already.
    }
  }

  @Override
  public void close() throws IOException {
    for (Channel channel : channels) {
      channel.close();
    }
  }
}
