package dev.cloudjar.fabric;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * An IPv4 address.
 *
 * @param bits its four bytes, the first one highest
 */
public record Ipv4Address(int bits) implements Comparable<Ipv4Address> {
  private static final int OCTETS = 4;

  /**
   * Reads four decimal numbers with dots between.
   *
   * @throws IllegalArgumentException where it is anything else
   */
  public static Ipv4Address of(String text) {
    String[] octets = text.split("\\.", -1);
    if (octets.length != OCTETS) {
      throw new IllegalArgumentException("no IPv4 address: " + text);
    }
    int bits = 0;
    for (String octet : octets) {
      if (!octet.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(octet) > 255) {
        throw new IllegalArgumentException("no IPv4 address: " + text);
      }
      bits = (bits << 8) | Integer.parseInt(octet);
    }
    return new Ipv4Address(bits);
  }

  /** The one that comes so many after this one. */
  public Ipv4Address plus(int count) {
    return new Ipv4Address(bits + count);
  }

  public InetAddress toInetAddress() {
    try {
      return Inet4Address.getByAddress(
          new byte[] {(byte) (bits >> 24), (byte) (bits >> 16), (byte) (bits >> 8), (byte) bits});
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public int compareTo(Ipv4Address other) {
    return Integer.compareUnsigned(bits, other.bits);
  }

  @Override
  public String toString() {
    return "%d.%d.%d.%d".formatted(bits >>> 24, (bits >> 16) & 255, (bits >> 8) & 255, bits & 255);
  }
}
