package dev.cloudjar.fabric.network;

import dev.cloudjar.fabric.Ipv4Address;
import dev.cloudjar.fabric.Ipv4Block;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A route of the kernel.
 *
 * @param type such as {@code unicast}, {@code throw}, {@code blackhole}, {@code local}
 * @param via the next hop, if it isn't at the other end of the link itself
 * @param device the link that it leads to, if any
 */
record Route(
    long table,
    String type,
    Ipv4Block destination,
    @Nullable Ipv4Address via,
    @Nullable String device) {
  private static final String LOOPBACK = "lo";
  private static final String KERNEL = "kernel";

  static Route to(long table, Ipv4Block destination, String device) {
    return new Route(table, "unicast", destination, null, device);
  }

  static Route via(long table, Ipv4Block destination, Ipv4Address hop, String device) {
    return new Route(table, "unicast", destination, hop, device);
  }

  static Route local(long table, Ipv4Block destination) {
    return new Route(table, "local", destination, null, LOOPBACK);
  }

  static Route dropping(long table, Ipv4Block destination) {
    return new Route(table, "blackhole", destination, null, null);
  }

  /** Has the next table be asked. */
  static Route leaving(long table, Ipv4Block destination) {
    return new Route(table, "throw", destination, null, null);
  }

  /** What there can only be one of. */
  record Key(long table, Ipv4Block destination) {}

  Key key() {
    return new Key(table, destination);
  }

  String adding() {
    return "route replace " + type + " " + destination + hop() + " table " + table;
  }

  String removing() {
    return "route delete " + type + " " + destination + " table " + table;
  }

  private String hop() {
    String way = device == null ? "" : " dev " + device;
    return via == null ? way : " via " + via + way + " onlink";
  }

  /** Reads a line of {@code ip route show table all}, if it can be one of ours. */
  static Optional<Route> read(String line) {
    List<String> words = List.of(line.strip().split("\\s+"));
    boolean typed = words.getFirst().matches("[a-ce-z][a-z]+");
    String table = after(words, "table");
    if (table == null || !table.matches("[0-9]+|local") || KERNEL.equals(after(words, "proto"))) {
      return Optional.empty();
    }
    String type = typed ? words.getFirst() : "unicast";
    String via = after(words, "via");
    return Optional.of(
        new Route(
            table.equals("local") ? RouterLayout.LOCAL_TABLE : Long.parseLong(table),
            type,
            block(words.get(typed ? 1 : 0)),
            via == null ? null : Ipv4Address.of(via),
            type.equals("unicast") || type.equals("local") ? after(words, "dev") : null));
  }

  private static Ipv4Block block(String text) {
    if (text.equals("default")) {
      return Ipv4Block.ALL;
    }
    return text.contains("/") ? Ipv4Block.of(text) : Ipv4Block.of(Ipv4Address.of(text));
  }

  private static @Nullable String after(List<String> words, String word) {
    int at = words.indexOf(word);
    return at < 0 || at + 1 == words.size() ? null : words.get(at + 1);
  }
}
