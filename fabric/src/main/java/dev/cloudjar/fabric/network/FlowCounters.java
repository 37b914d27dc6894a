package dev.cloudjar.fabric.network;

import dev.cloudjar.fabric.Flow;
import dev.cloudjar.fabric.Flow.Count;
import dev.cloudjar.fabric.Ipv4Address;
import dev.cloudjar.fabric.NetworkPlan;
import dev.cloudjar.fabric.NetworkPlan.Interface;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Counts packets within the kernel, by sets that grow with each flow: before and behind the filters
 * of the interface that sends them, and of the one that gets them. They are a table of their own,
 * so that they can be listed without the filters, and go on counting while those change. A flow
 * that nobody has used for an hour is forgotten.
 *
 * @param links those whose packets are counted, with the names of their interfaces
 * @param own the router's own addresses, whose packets nobody asks about
 */
record FlowCounters(Map<String, String> links, Set<Ipv4Address> own) {
  private static final String TABLE = "inet cloudjar_flows";

  /**
   * What {@code nft} is to run; interfaces are kept by number, since it gives up on their names.
   */
  static final List<String> LISTING =
      List.of("nft", "-nn", "list", "table", "inet", "cloudjar_flows");

  private static final String SETTINGS = "; flags dynamic,timeout; timeout 60m; size 65535; }";
  private static final List<String> PORTED = List.of("tcp", "udp");
  private static final String OTHER = "other";
  private static final Pattern SET =
      Pattern.compile("set (leaving|arriving)_(seen|passed)_(tcp|udp|other) ");
  private static final Pattern ELEMENT =
      Pattern.compile(
          "\"([^\"]+)\" \\. ([0-9.]+) \\. ([0-9.]+) \\. (\\d+)(?: \\. (\\d+))? counter packets"
              + " (\\d+) bytes (\\d+)");

  /** Sorts. */
  FlowCounters {
    links = new TreeMap<>(links);
    own = new TreeSet<>(own);
  }

  /** Where packets are counted. */
  private enum Point {
    LEAVING_SEEN("iif"),
    LEAVING_PASSED("iif"),
    ARRIVING_SEEN("oif"),
    ARRIVING_PASSED("oif");

    private final String side;

    Point(String side) {
      this.side = side;
    }

    private String set(String kind) {
      return name().toLowerCase(Locale.ROOT) + "_" + kind;
    }
  }

  /** Where a chain begins, and what is counted there. */
  private record Chain(String name, String hook, int priority, String condition, Point point) {}

  private static final List<Chain> CHAINS =
      List.of(
          new Chain("leaving", "forward", -25, "", Point.LEAVING_SEEN),
          new Chain("left", "forward", 2, "", Point.LEAVING_PASSED),
          new Chain("arriving", "forward", 3, "", Point.ARRIVING_SEEN),
          new Chain("arrived", "forward", 20, "", Point.ARRIVING_PASSED),
          new Chain("entering", "input", -25, "ip daddr != @own ", Point.LEAVING_SEEN),
          new Chain("entered", "input", 20, "ip daddr != @own ", Point.LEAVING_PASSED),
          new Chain("exiting", "output", -25, "ip saddr != @own ", Point.ARRIVING_SEEN),
          new Chain("exited", "output", 20, "ip saddr != @own ", Point.ARRIVING_PASSED));

  /** What a plan wants to be counted. */
  static FlowCounters of(NetworkPlan plan) {
    return new FlowCounters(
        plan.interfaces().stream()
            .filter(end -> plan.counted().contains(end.name()))
            .collect(Collectors.toMap(Names::link, Interface::name, (one, other) -> one)),
        plan.counted().isEmpty() ? Set.of() : RouterLayout.own(plan));
  }

  boolean isEmpty() {
    return links.isEmpty();
  }

  /** What makes this of what was before, at one stroke; nothing is known where that is null. */
  String replacing(@Nullable FlowCounters before) {
    if (equals(before)) {
      return "";
    }
    var script = new ArrayList<String>();
    if (before == null || isEmpty()) {
      script.add("add table " + TABLE);
      script.add("delete table " + TABLE);
    }
    if (!isEmpty()) {
      if (before == null || before.isEmpty()) {
        declare(script);
      }
      fill(script, "counted", links.keySet().stream().map(link -> '"' + link + '"').toList());
      fill(script, "own", own.stream().map(Ipv4Address::toString).toList());
    }
    return String.join("\n", script) + "\n";
  }

  private static void declare(List<String> script) {
    script.add("add table " + TABLE);
    script.add("add set %s counted { type ifname; }".formatted(TABLE));
    script.add("add set %s own { type ipv4_addr; }".formatted(TABLE));
    for (Point point : Point.values()) {
      for (String kind : PORTED) {
        script.add(
            "add set %s %s { type iface_index . ipv4_addr . ipv4_addr . inet_service . inet_service%s"
                .formatted(TABLE, point.set(kind), SETTINGS));
      }
      script.add(
          "add set %s %s { type iface_index . ipv4_addr . ipv4_addr . inet_proto%s"
              .formatted(TABLE, point.set(OTHER), SETTINGS));
    }
    for (Chain chain : CHAINS) {
      script.add(
          "add chain %s %s { type filter hook %s priority %d; policy accept; }"
              .formatted(TABLE, chain.name(), chain.hook(), chain.priority()));
      String start =
          "add rule %s %s %s%sname @counted "
              .formatted(TABLE, chain.name(), chain.condition(), chain.point().side);
      for (String kind : PORTED) {
        script.add(
            "%1$smeta l4proto %2$s update @%3$s { %4$s . ip saddr . ip daddr . %2$s sport . %2$s dport counter }"
                .formatted(start, kind, chain.point().set(kind), chain.point().side));
      }
      script.add(
          "%smeta l4proto != { 6, 17 } update @%s { %s . ip saddr . ip daddr . meta l4proto counter }"
              .formatted(start, chain.point().set(OTHER), chain.point().side));
    }
  }

  private static void fill(List<String> script, String set, List<String> elements) {
    script.add("flush set %s %s".formatted(TABLE, set));
    script.add("add element %s %s { %s }".formatted(TABLE, set, String.join(", ", elements)));
  }

  /** Reads what {@code nft} lists: those that were seen stand before those that passed. */
  List<Flow> read(String listed) {
    Map<Flow.Key, Count> seen = new LinkedHashMap<>();
    Map<Flow.Key, Count> passed = new HashMap<>();
    Map<Flow.Key, Count> counts = seen;
    boolean inbound = false;
    String kind = OTHER;
    for (String line : listed.lines().toList()) {
      Matcher set = SET.matcher(line);
      if (set.find()) {
        inbound = set.group(1).equals("arriving");
        counts = set.group(2).equals("seen") ? seen : passed;
        kind = set.group(3);
      }
      Matcher element = ELEMENT.matcher(line);
      while (element.find()) {
        String end = links.get(element.group(1));
        if (end != null) {
          counts.put(
              key(end, inbound, kind, element),
              new Count(Long.parseLong(element.group(6)), Long.parseLong(element.group(7))));
        }
      }
    }
    var flows = new ArrayList<Flow>();
    seen.forEach(
        (key, count) -> flows.add(new Flow(key, count, passed.getOrDefault(key, Count.NONE))));
    return flows;
  }

  private static Flow.Key key(String end, boolean inbound, String kind, Matcher element) {
    int first = Integer.parseInt(element.group(4));
    int second = element.group(5) == null ? 0 : Integer.parseInt(element.group(5));
    boolean ported = !kind.equals(OTHER);
    int protocol = ported ? (kind.equals("tcp") ? 6 : 17) : first;
    return new Flow.Key(
        end,
        inbound,
        protocol,
        Ipv4Address.of(element.group(2)),
        ported ? first : 0,
        Ipv4Address.of(element.group(3)),
        second);
  }
}
