package dev.cloudjar.ec2.ways;

import dev.cloudjar.fabric.Ipv4Address;
import java.util.List;

/**
 * What is known of a name.
 *
 * @param zone whose names these are, which tells how long nothing may be remembered; empty for
 *     names that nobody here knows about
 */
public record NameAnswer(Kind kind, List<Ipv4Address> addresses, List<String> names, String zone) {

  /** How an answer turns out. */
  public enum Kind {
    /** The name exists; there may be nothing of the type that was asked for. */
    FOUND(0),
    /** There is no such name. */
    NO_SUCH_NAME(3),
    /** Names like this are not answered here. */
    REFUSED(5);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  /** Copies the lists. */
  public NameAnswer {
    addresses = List.copyOf(addresses);
    names = List.copyOf(names);
  }

  /** A name that has addresses. */
  public static NameAnswer of(String zone, List<Ipv4Address> addresses) {
    return new NameAnswer(Kind.FOUND, addresses, List.of(), zone);
  }

  /** An address that has a name. */
  public static NameAnswer named(String zone, String name) {
    return new NameAnswer(Kind.FOUND, List.of(), List.of(name), zone);
  }

  /** Nothing of the name. */
  public static NameAnswer none(String zone) {
    return new NameAnswer(Kind.NO_SUCH_NAME, List.of(), List.of(), zone);
  }

  /** Nothing is known about such names. */
  public static NameAnswer refused() {
    return new NameAnswer(Kind.REFUSED, List.of(), List.of(), "");
  }
}
