package dev.cloudjar.ec2.vpc;

import java.util.Map;

/** The names and numbers of protocols, as IANA assigns them. */
final class Protocols {
  static final int ALL = -1;
  static final int ICMP = 1;
  static final int TCP = 6;
  static final int UDP = 17;
  static final int ICMP_V6 = 58;
  private static final int HIGHEST = 255;
  private static final Map<String, Integer> NUMBERS =
      Map.of("all", ALL, "icmp", ICMP, "tcp", TCP, "udp", UDP, "icmpv6", ICMP_V6);
  private static final Map<Integer, String> NAMES =
      Map.of(ICMP, "icmp", TCP, "tcp", UDP, "udp", ICMP_V6, "icmpv6");

  private Protocols() {}

  /**
   * The number of a protocol.
   *
   * @return less than -1 where there is none
   */
  static int number(String text) {
    Integer known = NUMBERS.get(text.toLowerCase(java.util.Locale.ROOT));
    if (known != null) {
      return known;
    }
    if (!text.matches("-1|[0-9]{1,3}") || Integer.parseInt(text) > HIGHEST) {
      return Integer.MIN_VALUE;
    }
    return Integer.parseInt(text);
  }

  /** What security groups call a protocol. */
  static String name(int number) {
    return NAMES.getOrDefault(number, Integer.toString(number));
  }

  static boolean hasPorts(int number) {
    return number == TCP || number == UDP;
  }

  static boolean isIcmp(int number) {
    return number == ICMP || number == ICMP_V6;
  }
}
