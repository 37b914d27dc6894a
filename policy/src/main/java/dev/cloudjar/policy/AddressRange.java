package dev.cloudjar.policy;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A range of IP addresses, or one of them. Addresses of IPv4 that are written as those of IPv6 are
 * those of IPv4.
 */
final class AddressRange {
  private static final int V4_BYTES = 4;
  private static final int V6_BYTES = 16;
  private static final int V6_GROUPS = 8;
  private static final int MOST_CHARACTERS = 64;

  private final byte[] address;
  private final int prefixBits;

  private AddressRange(byte[] address, int prefixBits) {
    this.address = address;
    this.prefixBits = prefixBits;
  }

  /** {@code 203.0.113.0/24}, {@code 2001:db8::/32} or an address; null for what is none of them. */
  static @Nullable AddressRange parse(String text) {
    if (text.length() > MOST_CHARACTERS) {
      return null;
    }
    int slash = text.indexOf('/');
    byte[] address = address(slash < 0 ? text : text.substring(0, slash));
    if (address == null) {
      return null;
    }
    int bits = address.length * 8;
    if (slash >= 0) {
      bits = number(text.substring(slash + 1), 10, address.length * 8);
    }
    return bits < 0 ? null : mapped(new AddressRange(address, bits));
  }

  boolean contains(AddressRange other) {
    if (other.address.length != address.length || other.prefixBits < prefixBits) {
      return false;
    }
    int whole = prefixBits / 8;
    if (!Arrays.equals(address, 0, whole, other.address, 0, whole)) {
      return false;
    }
    int rest = prefixBits % 8;
    int mask = rest == 0 ? 0 : 0xff << (8 - rest) & 0xff;
    return rest == 0 || (address[whole] & mask) == (other.address[whole] & mask);
  }

  private static AddressRange mapped(AddressRange range) {
    byte[] bytes = range.address;
    if (bytes.length == V4_BYTES || range.prefixBits < 96) {
      return range;
    }
    for (int i = 0; i < 10; i++) {
      if (bytes[i] != 0) {
        return range;
      }
    }
    boolean isMapped = bytes[10] == (byte) 0xff && bytes[11] == (byte) 0xff;
    return isMapped
        ? new AddressRange(Arrays.copyOfRange(bytes, 12, V6_BYTES), range.prefixBits - 96)
        : range;
  }

  private static byte @Nullable [] address(String text) {
    return text.indexOf(':') < 0 ? four(text) : six(text);
  }

  private static byte @Nullable [] four(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != V4_BYTES) {
      return null;
    }
    var bytes = new byte[V4_BYTES];
    for (int i = 0; i < V4_BYTES; i++) {
      int value = number(parts[i], 10, 255);
      if (value < 0) {
        return null;
      }
      bytes[i] = (byte) value;
    }
    return bytes;
  }

  private static byte @Nullable [] six(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      byte[] all = groups(text);
      return all != null && all.length == V6_BYTES ? all : null;
    }
    byte[] head = groups(text.substring(0, gap));
    byte[] tail = groups(text.substring(gap + 2));
    if (head == null || tail == null || head.length + tail.length > V6_BYTES - 2) {
      return null;
    }
    byte[] bytes = Arrays.copyOf(head, V6_BYTES);
    System.arraycopy(tail, 0, bytes, V6_BYTES - tail.length, tail.length);
    return bytes;
  }

  private static byte @Nullable [] groups(String text) {
    if (text.isEmpty()) {
      return new byte[0];
    }
    String[] parts = text.split(":", -1);
    if (parts.length > V6_GROUPS) {
      return null;
    }
    var bytes = new byte[V6_BYTES + 2];
    int length = 0;
    for (int i = 0; i < parts.length; i++) {
      if (i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
        byte[] four = four(parts[i]);
        if (four == null || length > V6_BYTES - V4_BYTES) {
          return null;
        }
        System.arraycopy(four, 0, bytes, length, V4_BYTES);
        length += V4_BYTES;
      } else {
        int value = number(parts[i], 16, 0xffff);
        if (value < 0) {
          return null;
        }
        bytes[length++] = (byte) (value >> 8);
        bytes[length++] = (byte) value;
      }
    }
    return Arrays.copyOf(bytes, length);
  }

  /** A number of at most four digits and at most {@code most}; -1 for anything else. */
  private static int number(String text, int radix, int most) {
    if (text.isEmpty() || text.length() > 4) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int digit = c < 128 ? Character.digit(c, radix) : -1;
      if (digit < 0) {
        return -1;
      }
      value = value * radix + digit;
    }
    return value > most ? -1 : value;
  }
}
