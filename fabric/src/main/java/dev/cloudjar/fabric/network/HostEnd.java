package dev.cloudjar.fabric.network;

import dev.cloudjar.fabric.Ipv4Address;
import dev.cloudjar.fabric.Ipv4Block;
import dev.cloudjar.fabric.NetworkPlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a host has of an interface. Everything goes by the router, also to neighbours: so a host
 * never has to learn who they are.
 *
 * @param addresses the primary one first
 * @param subnet the block that they are of
 * @param translates whether it sends on what comes to it, as its own
 */
record HostEnd(
    String host, int position, List<Ipv4Address> addresses, Ipv4Block subnet, boolean translates) {
  private static final int FIRST_TABLE = 1000;
  private static final int MOST_ADDRESSES = 64;

  static HostEnd of(NetworkPlan.Interface end, Ipv4Block subnet, boolean translates) {
    return new HostEnd(end.host(), end.position(), end.addresses(), subnet, translates);
  }

  private String device() {
    return "eth" + position;
  }

  private int table() {
    return FIRST_TABLE + position;
  }

  /** The label of its link, by which it is found and known again. */
  String label() {
    return host + "/" + position + "/" + Names.digest(addresses + " " + subnet + " " + translates);
  }

  /** The host of a label. */
  static String hostOf(String label) {
    return label.substring(0, label.indexOf('/'));
  }

  /** What configures it, where nothing was before. */
  List<String> adding() {
    Ipv4Address router = subnet.first().plus(1);
    var lines = new ArrayList<String>();
    lines.add("link set lo up");
    lines.add("link set " + device() + " up");
    for (Ipv4Address address : addresses) {
      lines.add(addressing("add", address));
    }
    lines.add("route replace %s dev %s scope link".formatted(router, device()));
    lines.add("route replace %s via %s dev %s".formatted(subnet, router, device()));
    String way = "route replace default via %s dev %s onlink".formatted(router, device());
    if (position == 0) {
      lines.add(way);
    }
    // What was sent to an address is answered by the interface that has it.
    lines.add(way + " table " + table());
    addresses.forEach(address -> lines.addAll(ruling("add", address)));
    return lines;
  }

  /** What takes addresses away that it had, and adds those that it hadn't. */
  List<String> changing(HostEnd before) {
    var lines = new ArrayList<String>();
    for (Ipv4Address address : before.addresses) {
      if (!addresses.contains(address)) {
        lines.addAll(ruling("delete", address));
        lines.add(before.addressing("delete", address));
      }
    }
    for (Ipv4Address address : addresses) {
      if (!before.addresses.contains(address)) {
        lines.add(addressing("add", address));
        lines.addAll(ruling("add", address));
      }
    }
    return lines;
  }

  /** What makes room for {@link #adding} where something unknown was; some of it may fail. */
  List<String> clearing() {
    var lines = new ArrayList<String>();
    lines.add("address flush dev " + device());
    lines.addAll(Collections.nCopies(MOST_ADDRESSES, "rule delete pref " + table()));
    return lines;
  }

  private String addressing(String verb, Ipv4Address address) {
    int length = address.equals(addresses.getFirst()) ? subnet.prefixLength() : 32;
    return "address %s %s/%d dev %s noprefixroute".formatted(verb, address, length, device());
  }

  private List<String> ruling(String verb, Ipv4Address address) {
    return List.of("rule %s pref %d from %s lookup %d".formatted(verb, table(), address, table()));
  }

  /** The filters of a host that translates, and of one that doesn't any more. */
  String translation() {
    var chains = new HashMap<String, Ruleset.Chain>();
    if (translates) {
      chains.put(
          "outbound",
          new Ruleset.Chain(
              "{ type nat hook postrouting priority 100; }",
              List.of("oifname \"%s\" snat ip to %s".formatted(device(), addresses.getFirst()))));
      // What belongs to no connection would go out as it is.
      chains.put(
          "crossing",
          new Ruleset.Chain(
              "{ type filter hook forward priority 0; policy accept; }",
              List.of("ct state invalid drop")));
      chains.put(
          "enter",
          new Ruleset.Chain(
              "{ type filter hook input priority 0; policy drop; }",
              List.of("iifname \"lo\" accept", "ct state established,related accept")));
    }
    return new Ruleset(Map.of(), chains).replacingAll();
  }
}
