package dev.cloudjar.fabric.network;

import dev.cloudjar.fabric.Ipv4Address;
import dev.cloudjar.fabric.Ipv4Block;
import dev.cloudjar.fabric.NetworkPlan;
import dev.cloudjar.fabric.NetworkPlan.AccessList;
import dev.cloudjar.fabric.NetworkPlan.AccessRule;
import dev.cloudjar.fabric.NetworkPlan.Interface;
import dev.cloudjar.fabric.NetworkPlan.Peer;
import dev.cloudjar.fabric.NetworkPlan.PublicAddress;
import dev.cloudjar.fabric.NetworkPlan.SecurityGroup;
import dev.cloudjar.fabric.NetworkPlan.SecurityRule;
import dev.cloudjar.fabric.NetworkPlan.Subnet;
import dev.cloudjar.fabric.NetworkPlan.Target;
import dev.cloudjar.fabric.NetworkPlan.Traffic;
import dev.cloudjar.fabric.NetworkPlan.Translator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The filters of a router, worked out from the plan of its network. */
final class Filters {
  private static final int ICMP = 1;
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final String ARRIVING_LISTS = "oifname vmap @lists_in";

  private final NetworkPlan plan;
  private final Surroundings surroundings;
  private final Map<String, Ruleset.ElementSet> sets = new TreeMap<>();
  private final Map<String, Ruleset.Chain> chains = new TreeMap<>();

  private Filters(NetworkPlan plan, Surroundings surroundings) {
    this.plan = plan;
    this.surroundings = surroundings;
  }

  static Ruleset of(NetworkPlan plan, Surroundings surroundings) {
    var filters = new Filters(plan, surroundings);
    filters.interfaces();
    filters.subnets();
    filters.groups();
    filters.publicAddresses();
    filters.hooks();
    return new Ruleset(filters.sets, filters.chains);
  }

  private void interfaces() {
    Set<String> unchecked =
        plan.translators().stream().map(Translator::networkInterface).collect(Collectors.toSet());
    var inside = new TreeSet<String>();
    var cut = new TreeSet<String>();
    var checked = new TreeSet<String>();
    var holds = new TreeSet<String>();
    for (Interface end : plan.interfaces()) {
      String link = quoted(Names.link(end));
      inside.add(link);
      if (!end.connected()) {
        cut.add(link);
      }
      if (end.checksAddresses() && !unchecked.contains(end.name())) {
        checked.add(link);
      }
      end.addresses().forEach(address -> holds.add(link + " . " + address));
    }
    set("inside", "ifname", inside);
    set("cut", "ifname", cut);
    set("checked", "ifname", checked);
    set("holds", "ifname . ipv4_addr", holds);
    var links = new TreeSet<String>();
    surroundings.peers(plan).forEach(peer -> links.add(quoted(Names.linkTo(peer))));
    if (plan.connectedToInternet()) {
      links.add(quoted(Names.INTERNET));
    }
    set("links", "ifname", links);
    set("own", "ipv4_addr", texts(RouterLayout.own(plan)));
  }

  private void subnets() {
    var marks = new TreeMap<String, String>();
    var within = new TreeSet<String>();
    var listsIn = new TreeMap<String, String>();
    Map<String, Subnet> byName =
        plan.subnets().stream()
            .collect(Collectors.toMap(Subnet::name, each -> each, (one, other) -> one));
    for (Interface end : plan.interfaces()) {
      Subnet subnet = byName.get(end.subnet());
      if (subnet != null) {
        String link = quoted(Names.link(end));
        marks.put(link, mark(subnet));
        within.add(mark(subnet) + " . " + link);
        listsIn.put(link, "jump ai_" + Names.digest(subnet.accessList()));
      }
    }
    map("ways", "ifname : mark", marks);
    set("within", "mark . ifname", within);
    map("lists_in", "ifname : verdict", listsIn);
    map(
        "lists_out",
        "mark : verdict",
        plan.subnets().stream()
            .collect(
                Collectors.toMap(
                    Filters::mark, subnet -> "jump ao_" + Names.digest(subnet.accessList()))));
    for (AccessList list : plan.accessLists()) {
      chain("ai_" + Names.digest(list.name()), accessRules(list.inbound(), "saddr"));
      chain("ao_" + Names.digest(list.name()), accessRules(list.outbound(), "daddr"));
    }
  }

  private static List<String> accessRules(List<AccessRule> rules, String side) {
    var lines = new ArrayList<String>();
    for (AccessRule rule : rules) {
      lines.add(
          matching(rule.traffic(), block(side, rule.peer()), rule.allows() ? "return" : "drop"));
    }
    lines.add("drop");
    return lines;
  }

  private void groups() {
    for (String group : Surroundings.groups(plan)) {
      set("g_" + Names.digest(group), "ipv4_addr", texts(surroundings.members(plan, group)));
    }
    for (SecurityGroup group : plan.securityGroups()) {
      chain("gi_" + Names.digest(group.name()), securityRules(group.inbound(), "saddr"));
      chain("go_" + Names.digest(group.name()), securityRules(group.outbound(), "daddr"));
    }
    var leaving = new TreeMap<String, String>();
    var arriving = new TreeMap<String, String>();
    for (Interface end : plan.interfaces()) {
      String combination = Names.digest(end.securityGroups());
      leaving.put(quoted(Names.link(end)), "goto lo_" + combination);
      arriving.put(quoted(Names.link(end)), "goto li_" + combination);
      chain("lo_" + combination, jumps("go_", end.securityGroups()));
      chain("li_" + combination, jumps("gi_", end.securityGroups()));
    }
    map("leaving", "ifname : verdict", leaving);
    map("arriving", "ifname : verdict", arriving);
  }

  private static List<String> jumps(String kind, Set<String> groups) {
    var lines = new ArrayList<String>();
    new TreeSet<>(groups).forEach(group -> lines.add("jump " + kind + Names.digest(group)));
    lines.add("drop");
    return lines;
  }

  private static List<String> securityRules(List<SecurityRule> rules, String side) {
    return rules.stream()
        .map(rule -> matching(rule.traffic(), peer(side, rule.peer()), "accept"))
        .toList();
  }

  private static String peer(String side, Peer peer) {
    return switch (peer) {
      case Peer.Block(Ipv4Block block) -> block(side, block);
      case Peer.Group(String group) -> "ip " + side + " @g_" + Names.digest(group);
    };
  }

  private static String block(String side, Ipv4Block block) {
    return block.equals(Ipv4Block.ALL) ? "" : "ip " + side + " " + block;
  }

  private static String matching(Traffic traffic, String peer, String verdict) {
    return (peer + " " + matching(traffic)).strip().concat(" " + verdict).strip();
  }

  private static String matching(Traffic traffic) {
    int from = traffic.from();
    int to = traffic.to();
    return switch (traffic.protocol()) {
      case -1 -> "";
      case TCP, UDP ->
          from < 0
              ? "meta l4proto " + traffic.protocol()
              : "%s dport %d-%d".formatted(traffic.protocol() == TCP ? "tcp" : "udp", from, to);
      case ICMP ->
          from < 0 ? "meta l4proto 1" : "icmp type " + from + (to < 0 ? "" : " icmp code " + to);
      default -> "meta l4proto " + traffic.protocol();
    };
  }

  private void publicAddresses() {
    var inward = new TreeMap<String, String>();
    var outward = new TreeMap<String, String>();
    var pairs = new TreeSet<String>();
    for (PublicAddress address : plan.publicAddresses()) {
      inward.put(address.outside().toString(), address.inside().toString());
      outward.put(address.inside().toString(), address.outside().toString());
      pairs.add(address.outside() + " . " + address.inside());
    }
    set("public", "ipv4_addr", inward.keySet());
    set("published", "ipv4_addr", outward.keySet());
    set("pairs", "ipv4_addr . ipv4_addr", pairs);
    map("inward", "ipv4_addr : ipv4_addr", inward);
    map("outward", "ipv4_addr : ipv4_addr", outward);
  }

  private void hooks() {
    hook(
        "first",
        "filter hook prerouting priority -300; policy accept",
        "meta nfproto ipv6 drop",
        "iifname \"lo\" accept",
        "iifname @cut drop",
        "iifname != @inside iifname != @links drop",
        "ip saddr @own drop",
        "ip daddr @own iifname . ip saddr != @holds drop",
        "iifname @checked iifname . ip saddr != @holds drop",
        "iifname @links ip saddr " + anyOf(plan.blocks()) + " drop",
        "iifname \"internet\" ip daddr != @public drop",
        "meta mark set iifname map @ways");
    hook(
        "inbound",
        "nat hook prerouting priority -100",
        "iifname \"internet\" dnat ip to ip daddr map @inward");
    hook(
        "crossing",
        "filter hook forward priority -30; policy accept",
        "oifname @cut drop",
        "oifname @checked oifname . ip daddr != @holds drop",
        "oifname \"internet\" ip saddr != @published drop",
        "iifname \"internet\" ct direction original ct original ip daddr . ip daddr != @pairs drop",
        "iifname \"internet\" ct direction reply ct reply ip daddr . ct original ip saddr != @pairs"
            + " drop");
    hook(
        "lists",
        "filter hook forward priority -20; policy accept",
        "meta mark . oifname @within accept",
        "meta mark vmap @lists_out",
        plan.counted().isEmpty() ? ARRIVING_LISTS : "");
    if (!plan.counted().isEmpty()) {
      // What the list of who gets it drops was sent nevertheless, and is counted so in between.
      hook(
          "lists_arriving",
          "filter hook forward priority 5; policy accept",
          "meta mark . oifname @within accept",
          ARRIVING_LISTS);
    }
    // A packet that the first of these accepts comes to the second, which decides.
    hook(
        "groups_leaving",
        "filter hook forward priority 0; policy accept",
        "ct state established,related accept",
        "ct state invalid drop",
        "iifname vmap @leaving");
    hook(
        "groups_arriving",
        "filter hook forward priority 10; policy drop",
        "ct state established,related accept",
        "oifname vmap @arriving",
        "oifname @links accept");
    hook(
        "outbound",
        "nat hook postrouting priority 100",
        "oifname \"internet\" snat ip to ip saddr map @outward");
    // Connections that began before an address was given to somebody else.
    hook(
        "last",
        "filter hook postrouting priority 150; policy accept",
        "oifname \"internet\" ct direction original ip saddr . ct original ip saddr != @pairs drop",
        "oifname \"internet\" ct direction reply ip saddr . ct reply ip saddr != @pairs drop");
    ownHooks();
  }

  /** What comes to the router's own sockets, and what they send. */
  private void ownHooks() {
    hook(
        "lists_enter",
        "filter hook input priority -20; policy accept",
        "iifname \"lo\" accept",
        "ip daddr @own accept",
        "meta mark vmap @lists_out");
    var enter =
        new ArrayList<>(
            List.of(
                "iifname \"lo\" accept",
                "ip daddr @own accept",
                "ct state established,related accept",
                "ct state invalid drop"));
    List<Ipv4Block> services = services();
    if (!services.isEmpty()) {
      enter.add("ip daddr " + anyOf(services) + " iifname vmap @leaving");
    }
    hook("enter", "filter hook input priority 0; policy drop", enter.toArray(String[]::new));
    chain("hops", Hops.RULES);
    hook(
        "hops_exit",
        "filter hook output priority -30; policy accept",
        "ip saddr @own ip dscp != 0 jump hops");
    hook(
        "lists_exit",
        "filter hook output priority -20; policy accept",
        "oifname @cut drop",
        "ip saddr @own accept",
        "oifname vmap @lists_in");
  }

  private List<Ipv4Block> services() {
    return plan.routeTables().stream()
        .flatMap(table -> table.routes().stream())
        .filter(route -> route.target() instanceof Target.Service)
        .map(NetworkPlan.Route::destination)
        .distinct()
        .toList();
  }

  /** Blocks as nft takes them: none within another. */
  private static String anyOf(List<Ipv4Block> blocks) {
    return blocks.stream()
        .distinct()
        .filter(
            block ->
                blocks.stream().noneMatch(other -> !other.equals(block) && other.contains(block)))
        .map(Ipv4Block::toString)
        .collect(Collectors.joining(", ", "{ ", " }"));
  }

  private static String mark(Subnet subnet) {
    return Long.toString(Names.number(subnet.name()));
  }

  private static String quoted(String name) {
    return '"' + name + '"';
  }

  private static Set<String> texts(Set<Ipv4Address> addresses) {
    return addresses.stream().map(Ipv4Address::toString).collect(Collectors.toSet());
  }

  private void set(String name, String type, Set<String> elements) {
    sets.put(
        name,
        new Ruleset.ElementSet(
            "set", type, elements.stream().collect(Collectors.toMap(each -> each, each -> ""))));
  }

  private void map(String name, String type, Map<String, String> elements) {
    sets.put(name, new Ruleset.ElementSet("map", type, elements));
  }

  private void chain(String name, List<String> rules) {
    chains.put(name, new Ruleset.Chain("", rules));
  }

  private void hook(String name, String hook, String... rules) {
    chains.put(
        name,
        new Ruleset.Chain(
            "{ type " + hook + "; }", Stream.of(rules).filter(rule -> !rule.isEmpty()).toList()));
  }
}
