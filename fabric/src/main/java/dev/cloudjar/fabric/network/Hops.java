package dev.cloudjar.fabric.network;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Limits how far packets of a connection go. Java can't set the time that they have to live, but
 * the class of their service, which filters make that time of.
 */
final class Hops {
  private static final int MOST = 64;
  private static final int CLASS_SHIFT = 2;

  /** What is done with packets of a class; those of none live as long as usual, which is most. */
  static final List<String> RULES =
      Stream.concat(
              IntStream.range(1, MOST).mapToObj("ip dscp %1$d ip ttl set %1$d"::formatted),
              Stream.of("ip dscp set 0"))
          .toList();

  private Hops() {}

  static void limit(SocketChannel connection, int hops) throws IOException {
    if (hops < 1 || hops > MOST) {
      throw new IllegalArgumentException("no number of hops: " + hops);
    }
    connection.setOption(StandardSocketOptions.IP_TOS, hops % MOST << CLASS_SHIFT);
  }
}
