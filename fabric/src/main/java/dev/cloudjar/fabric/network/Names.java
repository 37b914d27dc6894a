package dev.cloudjar.fabric.network;

import dev.cloudjar.fabric.NetworkPlan.Interface;
import dev.cloudjar.fabric.kernel.Installation;
import java.util.Collection;
import java.util.HexFormat;
import java.util.TreeSet;

/** How what a plan names is called in the kernel, where names are short. */
final class Names {
  private static final int BYTES = 6;
  private static final int NUMBER_BYTES = 4;
  private static final int FIRST_NUMBER = 0x10000;
  private static final int NUMBER_MASK = 0x0fffffff;
  private static final int HEXADECIMAL = 16;

  /** A router's link to the outside. */
  static final String INTERNET = "internet";

  private Names() {}

  /** The router's end of an interface; one that comes to another host is another link. */
  static String link(Interface end) {
    return "i" + digest(end.name() + "/" + end.host() + "/" + end.position());
  }

  /** The host's end of an interface. */
  static String device(Interface end) {
    return "eth" + end.position();
  }

  /** A router's link to another network's, or the outside's to a network's. */
  static String linkTo(String network) {
    return "n" + digest(network);
  }

  /** The number of a route table, or the mark of what a subnet sends. */
  static long number(String name) {
    long number = Long.parseLong(Installation.digest(name, NUMBER_BYTES), HEXADECIMAL);
    return FIRST_NUMBER + (number & NUMBER_MASK);
  }

  static String digest(String name) {
    return Installation.digest(name, BYTES);
  }

  static String digest(Collection<String> names) {
    return digest(String.join(",", new TreeSet<>(names)));
  }

  /** A hardware address of our own for one of the ends of something. */
  static String hardwareAddress(String name) {
    byte[] digest = HexFormat.of().parseHex(Installation.digest(name, BYTES - 1));
    return "02:" + HexFormat.ofDelimiter(":").formatHex(digest);
  }
}
