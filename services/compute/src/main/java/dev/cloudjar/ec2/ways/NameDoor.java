package dev.cloudjar.ec2.ways;

import dev.cloudjar.fabric.Ipv4Address;
import dev.cloudjar.fabric.Networks;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Where those in a network ask for names: by datagrams, and by connections for long answers. */
public final class NameDoor implements Closeable {
  private static final System.Logger LOG = System.getLogger(NameDoor.class.getName());
  private static final int PORT = 53;
  private static final int LONGEST_QUESTION_BYTES = 4_096;
  private static final int PATIENCE_MILLIS = 10_000;
  private static final int MOST_CONNECTIONS = 128;
  private static final int LENGTH_BYTES = 2;

  private final Answering answering;
  private final List<Channel> channels = new ArrayList<>();
  private final Semaphore connections = new Semaphore(MOST_CONNECTIONS);

  /** Knows names. */
  @FunctionalInterface
  public interface Answering {
    /**
     * What is known of a name.
     *
     * @param name in small letters, without the dot at its end
     * @return empty where nobody answers at all
     */
    Optional<NameAnswer> answer(String name);
  }

  private NameDoor(Answering answering) {
    this.answering = answering;
  }

  /** Opens the door of a network at addresses of its own. */
  public static NameDoor open(
      Networks networks, String network, List<Ipv4Address> addresses, Answering answering)
      throws IOException {
    NameDoor door = new NameDoor(answering);
    try {
      for (Ipv4Address address : addresses) {
        InetSocketAddress at = new InetSocketAddress(address.toInetAddress(), PORT);
        DatagramChannel datagrams = networks.receive(network, at);
        door.channels.add(datagrams);
        ServerSocketChannel listening = networks.listen(network, at);
        door.channels.add(listening);
        Thread.ofVirtual().name("names of " + network).start(() -> door.receive(datagrams));
        Thread.ofVirtual().name("names of " + network).start(() -> door.accept(listening));
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

  private void receive(DatagramChannel channel) {
    ByteBuffer in = ByteBuffer.allocate(LONGEST_QUESTION_BYTES);
    try (channel) {
      while (true) {
        in.clear();
        SocketAddress source = channel.receive(in);
        Optional<ByteBuffer> answer = answer(in.flip(), true);
        if (source != null && answer.isPresent()) {
          send(channel, answer.get(), source);
        }
      }
    } catch (IOException e) {
      // The network is gone, or the cloud is being closed.
    }
  }

  private static void send(DatagramChannel channel, ByteBuffer answer, SocketAddress to)
      throws IOException {
    try {
      channel.send(answer, to);
    } catch (IOException e) {
      if (!channel.isOpen()) {
        throw e;
      }
      // Whoever asked has gone meanwhile, or may not be answered.
    }
  }

  private void accept(ServerSocketChannel channel) {
    try (channel) {
      while (true) {
        SocketChannel connection = channel.accept();
        if (connections.tryAcquire()) {
          Thread.ofVirtual().name("names").start(() -> serve(connection));
        } else {
          connection.close();
        }
      }
    } catch (IOException e) {
      // The network is gone, or the cloud is being closed.
    }
  }

  private void serve(SocketChannel connection) {
    try (connection) {
      connection.socket().setSoTimeout(PATIENCE_MILLIS);
      DataInputStream in = new DataInputStream(connection.socket().getInputStream());
      OutputStream out = connection.socket().getOutputStream();
      while (true) {
        int length = in.readUnsignedShort();
        if (length > LONGEST_QUESTION_BYTES) {
          return;
        }
        byte[] question = new byte[length];
        in.readFully(question);
        Optional<ByteBuffer> answer = answer(ByteBuffer.wrap(question), false);
        if (answer.isEmpty()) {
          return;
        }
        int size = answer.get().remaining();
        byte[] all = new byte[LENGTH_BYTES + size];
        ByteBuffer.wrap(all).putShort((short) size).put(answer.get());
        out.write(all);
        out.flush();
      }
    } catch (IOException e) {
      // Whoever asked has gone or asks no more.
    } finally {
      connections.release();
    }
  }

  /** What comes back; empty for nothing. */
  private Optional<ByteBuffer> answer(ByteBuffer message, boolean datagram) {
    try {
      return NameQuestion.read(message)
          .flatMap(
              question ->
                  (question.fault() == 0
                          ? answering.answer(question.name())
                          : Optional.of(NameAnswer.refused()))
                      .map(answer -> NameMessages.write(question, answer, datagram)));
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "a name could not be looked up", e);
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    for (Channel channel : channels) {
      channel.close();
    }
  }
}
