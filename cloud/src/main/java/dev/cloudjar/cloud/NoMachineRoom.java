package dev.cloudjar.cloud;

import dev.cloudjar.fabric.Capability;
import dev.cloudjar.fabric.Disks;
import dev.cloudjar.fabric.Images;
import dev.cloudjar.fabric.Ipv4Block;
import dev.cloudjar.fabric.MachineRoom;
import dev.cloudjar.fabric.Machines;
import dev.cloudjar.fabric.NetworkPlan;
import dev.cloudjar.fabric.Networks;
import dev.cloudjar.fabric.Tier;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Set;

/**
 * A machine room that can do nothing and says so.
 *
 * @param why what is missing
 */
public record NoMachineRoom(String why) implements MachineRoom {

  @Override
  public List<Capability> capabilities() {
    return List.of(
        new Capability("networks", Tier.ABSENT, why), new Capability("machines", Tier.ABSENT, why));
  }

  @Override
  public Networks networks() {
    return new NoNetworks(why);
  }

  @Override
  public Machines machines() {
    throw new UnsupportedOperationException(why);
  }

  @Override
  public Disks disks() {
    throw new UnsupportedOperationException(why);
  }

  @Override
  public Images images() {
    throw new UnsupportedOperationException(why);
  }

  @Override
  public void clear() {
    // There is nothing.
  }

  @Override
  public void close() {
    // There is nothing.
  }

  private record NoNetworks(String why) implements Networks {
    private static final Ipv4Block FOR_TESTS = Ipv4Block.of("198.18.0.0/15");

    @Override
    public Ipv4Block publicBlock() {
      return FOR_TESTS;
    }

    @Override
    public void apply(NetworkPlan plan) throws IOException {
      throw new IOException(why);
    }

    @Override
    public void remove(String network) {
      // There is none.
    }

    @Override
    public Set<String> present() {
      return Set.of();
    }

    @Override
    public ServerSocketChannel listen(String space, InetSocketAddress address) throws IOException {
      throw new IOException(why);
    }

    @Override
    public DatagramChannel receive(String space, InetSocketAddress address) throws IOException {
      throw new IOException(why);
    }

    @Override
    public SocketChannel connect(String space, InetSocketAddress address) throws IOException {
      throw new IOException(why);
    }
  }
}
