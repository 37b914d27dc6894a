package dev.cloudjar.fabric;

/**
 * A block of IPv4 addresses, in CIDR notation.
 *
 * @param first the first address; the bits beyond the prefix are zero
 * @param prefixLength from 0 to 32
 */
public record Ipv4Block(Ipv4Address first, int prefixLength) {
  private static final int BITS = 32;

  /** All addresses. */
  public static final Ipv4Block ALL = new Ipv4Block(new Ipv4Address(0), 0);

  /** Makes sure that it is a block. */
  public Ipv4Block {
    if (prefixLength < 0 || prefixLength > BITS) {
      throw new IllegalArgumentException("no prefix length: " + prefixLength);
    }
    if ((first.bits() & ~mask(prefixLength)) != 0) {
      throw new IllegalArgumentException("%s/%d has host bits".formatted(first, prefixLength));
    }
  }

  /**
   * Reads {@code 10.0.0.0/16}.
   *
   * @throws IllegalArgumentException where it is anything else, or has host bits
   */
  public static Ipv4Block of(String text) {
    return parse(text, false);
  }

  /** Reads {@code 10.0.1.2/16} as {@code 10.0.0.0/16}. */
  public static Ipv4Block ofAny(String text) {
    return parse(text, true);
  }

  private static Ipv4Block parse(String text, boolean cut) {
    int slash = text.indexOf('/');
    if (slash < 0 || !text.substring(slash + 1).matches("[0-9]|[12][0-9]|3[0-2]")) {
      throw new IllegalArgumentException("no CIDR block: " + text);
    }
    int length = Integer.parseInt(text.substring(slash + 1));
    Ipv4Address address = Ipv4Address.of(text.substring(0, slash));
    return new Ipv4Block(cut ? new Ipv4Address(address.bits() & mask(length)) : address, length);
  }

  /** The block of one address. */
  public static Ipv4Block of(Ipv4Address address) {
    return new Ipv4Block(address, BITS);
  }

  private static int mask(int prefixLength) {
    return prefixLength == 0 ? 0 : -1 << (BITS - prefixLength);
  }

  public boolean contains(Ipv4Address address) {
    return (address.bits() & mask(prefixLength)) == first.bits();
  }

  public boolean contains(Ipv4Block other) {
    return other.prefixLength >= prefixLength && contains(other.first);
  }

  public boolean overlaps(Ipv4Block other) {
    return contains(other.first) || other.contains(first);
  }

  /** How many addresses it has. */
  public long size() {
    return 1L << (BITS - prefixLength);
  }

  public Ipv4Address last() {
    return first.plus((int) (size() - 1));
  }

  @Override
  public String toString() {
    return first + "/" + prefixLength;
  }
}
