package dev.cloudjar.fabric.network;

import dev.cloudjar.fabric.Flow;
import dev.cloudjar.fabric.Ipv4Address;
import dev.cloudjar.fabric.kernel.Namespace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A network's namespace, and what was last brought about in it. What isn't known, after a restart
 * or a failure, is read from the kernel; filters are then replaced whole. Either way packets that
 * were allowed go on being so.
 */
final class Router {
  /** What the namespaces that pass packets on are set to. */
  static final Map<String, String> SETTINGS =
      Map.ofEntries(
          Map.entry("ipv4/ip_forward", "1"),
          Map.entry("ipv4/conf/all/rp_filter", "0"),
          Map.entry("ipv4/conf/default/rp_filter", "0"),
          // Answers of services come back through translators; filters see to the rest.
          Map.entry("ipv4/conf/all/accept_local", "1"),
          Map.entry("ipv4/conf/all/send_redirects", "0"),
          Map.entry("ipv4/conf/default/send_redirects", "0"),
          Map.entry("ipv4/conf/default/proxy_arp", "1"),
          Map.entry("ipv4/conf/default/proxy_arp_pvlan", "1"),
          Map.entry("ipv4/neigh/default/proxy_delay", "0"),
          Map.entry("ipv6/conf/all/disable_ipv6", "1"),
          Map.entry("ipv6/conf/default/disable_ipv6", "1"));

  private static final Pattern LINK =
      Pattern.compile("^\\d+: ([^@:]+)(?:@[^:]+)?: <([^>]*)>.*?(?:alias (\\S+))?\\s*$");
  private static final Pattern RULE =
      Pattern.compile("100:\\s+from all fwmark (\\S+) lookup (\\d+)\\s*");
  private static final Pattern ADDRESS = Pattern.compile("inet ([0-9.]+)/32 scope global");

  private final Namespace namespace;
  private final Spaces spaces;
  private final Hosts hosts;
  private @Nullable State state;
  private @Nullable Ruleset rules;
  private @Nullable FlowCounters counters;
  private @Nullable Reading reading;

  Router(Namespace namespace, Spaces spaces, Hosts hosts) {
    this.namespace = namespace;
    this.spaces = spaces;
    this.hosts = hosts;
  }

  /**
   * What there is.
   *
   * @param labels by link
   * @param ends what hosts have of the links, as far as it is known
   */
  private record State(
      Map<String, String> labels,
      Map<String, HostEnd> ends,
      Set<Ipv4Address> addresses,
      Set<Route> routes,
      Set<RouterLayout.Rule> rules) {}

  /**
   * What was counted.
   *
   * @param packets how many had come to the router until then
   */
  private record Reading(long packets, List<Flow> flows) {}

  Namespace namespace() {
    return namespace;
  }

  /** Changes the filters only, where nothing else is to be done; or says that more is. */
  synchronized boolean applyFilters(
      RouterLayout wanted, Ruleset filters, FlowCounters counted, Set<String> kept)
      throws IOException {
    State known = state;
    if (known == null
        || rules == null
        || !known.equals(wanted(wanted, keeping(known.labels(), wanted, kept)))) {
      return false;
    }
    filter(filters, counted);
    return true;
  }

  private static State wanted(RouterLayout wanted, Map<String, String> kept) {
    var labels = new HashMap<>(kept);
    wanted.links().forEach((name, link) -> labels.put(name, link.label()));
    return new State(labels, wanted.hosts(), wanted.addresses(), wanted.routes(), wanted.rules());
  }

  /** Links to networks of which nothing is known yet, so that they may be wanted. */
  private static Map<String, String> keeping(
      Map<String, String> labels, RouterLayout wanted, Set<String> kept) {
    return labels.entrySet().stream()
        .filter(link -> !wanted.links().containsKey(link.getKey()))
        .filter(link -> kept.contains(link.getValue()))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private void filter(Ruleset filters, FlowCounters counted) throws IOException {
    Ruleset before = rules;
    FlowCounters countersBefore = counters;
    rules = null;
    counters = null;
    spaces.filter(
        namespace,
        (before == null ? filters.replacingAll() : filters.replacing(before))
            + counted.replacing(countersBefore));
    rules = filters;
    counters = counted;
    if (!counted.equals(countersBefore)) {
      reading = null;
    }
  }

  /** What is counted; nothing before counting has begun. */
  synchronized List<Flow> flows() throws IOException {
    FlowCounters counted = counters;
    if (counted == null || counted.isEmpty() || !namespace.exists()) {
      return List.of();
    }
    long packets = spaces.packets(namespace);
    Reading last = reading;
    if (last == null || last.packets() != packets) {
      last = new Reading(packets, counted.read(spaces.run(namespace, FlowCounters.LISTING)));
      reading = last;
    }
    return last.flows();
  }

  /**
   * Brings all of it about.
   *
   * @param counted what is counted beside the filters
   * @param kept networks that links may stay to, though the layout has none
   * @param joined told of each link that is new
   * @return the labels of the links that are gone
   */
  synchronized Set<String> apply(
      RouterLayout wanted, Ruleset filters, FlowCounters counted, Set<String> kept, Joined joined)
      throws IOException {
    open();
    State before = state;
    if (before == null) {
      before = read();
    }
    state = null;
    var labels = before.labels();
    Map<String, String> keeping = keeping(labels, wanted, kept);
    Set<String> gone =
        labels.keySet().stream()
            .filter(link -> !wanted.links().containsKey(link) && !keeping.containsKey(link))
            .collect(Collectors.toSet());
    List<Link> made =
        wanted.links().values().stream().filter(link -> !labels.containsKey(link.name())).toList();
    // Filters let nothing pass along links that they don't know, so they may come after these.
    remove(gone);
    hosts.prepare(wanted.hosts().values());
    make(made);
    filter(filters, counted);
    hosts.configure(changes(wanted, before));
    for (Link link : made) {
      if (!wanted.hosts().containsKey(link.name())) {
        joined.to(link);
      }
    }
    // Links get their labels here, when all else about them is done.
    spaces.configure(namespace, lines(wanted, before, gone, made));
    state = wanted(wanted, keeping);
    return gone.stream().map(labels::get).collect(Collectors.toSet());
  }

  /** Whoever is at the other end of links between routers. */
  interface Joined {
    void to(Link link) throws IOException;
  }

  private void open() throws IOException {
    if (!namespace.exists()) {
      state = null;
      rules = null;
      counters = null;
      spaces.leave(namespace);
      Namespace.make(List.of(namespace));
    }
    if (state == null) {
      spaces.set(namespace, SETTINGS);
    }
  }

  private void make(List<Link> made) throws IOException {
    // From within, as this machine's own network may be none of this process's business.
    spaces.configure(namespace, made.stream().map(link -> link.adding(namespace)).toList());
  }

  private void remove(Set<String> gone) throws IOException {
    spaces.configure(namespace, gone.stream().map(link -> "link delete " + link).toList());
  }

  private static List<Hosts.Change> changes(RouterLayout wanted, State before) {
    var changes = new ArrayList<Hosts.Change>();
    wanted
        .hosts()
        .forEach(
            (link, end) -> {
              HostEnd known = before.ends().get(link);
              String label = before.labels().get(link);
              if (label == null) {
                changes.add(new Hosts.Change(end, null, true));
              } else if (known != null ? !known.equals(end) : !label.equals(end.label())) {
                changes.add(new Hosts.Change(end, known, false));
              }
            });
    return changes;
  }

  private static List<String> lines(
      RouterLayout wanted, State before, Set<String> gone, List<Link> made) {
    var lines = new ArrayList<String>();
    for (Link link : made) {
      lines.add("link set " + link.name() + " up");
      if (!wanted.hosts().containsKey(link.name())) {
        lines.add(Link.neighbour(link.name(), link.farHardwareAddress()));
      }
    }
    wanted
        .links()
        .forEach(
            (name, link) -> {
              if (!link.label().equals(before.labels().get(name))) {
                lines.add("link set dev %s alias %s".formatted(name, link.label()));
              }
            });
    difference(wanted.addresses(), before.addresses())
        .forEach(address -> lines.add("address add " + address + "/32 dev lo"));
    if (before.rules().isEmpty() && before.addresses().isEmpty()) {
      lines.add(0, "link set lo up");
      lines.addAll(RouterLayout.FIXED_RULES);
    }
    difference(wanted.routes(), before.routes()).forEach(route -> lines.add(route.adding()));
    difference(wanted.rules(), before.rules()).forEach(rule -> lines.add(rule.adding()));
    difference(before.rules(), wanted.rules()).forEach(rule -> lines.add(rule.removing()));
    Set<Route.Key> keys = wanted.routes().stream().map(Route::key).collect(Collectors.toSet());
    Predicate<Route> there = route -> route.device() == null || !gone.contains(route.device());
    before.routes().stream()
        .filter(route -> !keys.contains(route.key()))
        .filter(there)
        .forEach(route -> lines.add(route.removing()));
    difference(before.addresses(), wanted.addresses())
        .forEach(address -> lines.add("address delete " + address + "/32 dev lo"));
    return lines;
  }

  private static <T> List<T> difference(Set<T> all, Set<T> without) {
    return all.stream().filter(each -> !without.contains(each)).toList();
  }

  /** Has the next plan ask the kernel what there is, since somebody else has changed it. */
  synchronized void forget() {
    state = null;
  }

  /** Takes it away, and returns the labels of its links. */
  synchronized Set<String> remove() throws IOException {
    state = null;
    rules = null;
    counters = null;
    var labels = new HashSet<String>();
    if (namespace.exists()) {
      Map<String, String> links = links();
      labels.addAll(links.values());
      remove(links.keySet());
      spaces.leave(namespace);
      Namespace.delete(List.of(namespace));
    }
    spaces.leave(namespace);
    return labels;
  }

  /** The labels of the links that are finished; what isn't is removed. */
  private Map<String, String> links() throws IOException {
    var labels = new HashMap<String, String>();
    var unfinished = new HashSet<String>();
    for (String line : spaces.run(namespace, "ip", "-o", "link", "show").lines().toList()) {
      Matcher link = LINK.matcher(line);
      if (link.matches() && !link.group(1).equals("lo")) {
        if (link.group(3) == null) {
          unfinished.add(link.group(1));
        } else {
          labels.put(link.group(1), link.group(3));
        }
      }
    }
    spaces.configureLeniently(
        namespace, unfinished.stream().map(link -> "link delete " + link).toList());
    return labels;
  }

  private State read() throws IOException {
    Map<String, String> labels = links();
    Set<Route> routes =
        spaces
            .run(namespace, "ip", "-4", "route", "show", "table", "all")
            .lines()
            .flatMap(line -> Route.read(line).stream())
            .collect(Collectors.toSet());
    Set<RouterLayout.Rule> found =
        RULE.matcher(spaces.run(namespace, "ip", "-4", "rule", "show"))
            .results()
            .map(
                rule ->
                    new RouterLayout.Rule(
                        Long.decode(rule.group(1)), Long.parseLong(rule.group(2))))
            .collect(Collectors.toSet());
    Set<Ipv4Address> addresses =
        ADDRESS
            .matcher(spaces.run(namespace, "ip", "-o", "-4", "address", "show", "dev", "lo"))
            .results()
            .map(address -> Ipv4Address.of(address.group(1)))
            .collect(Collectors.toSet());
    return new State(labels, Map.of(), addresses, routes, found);
  }
}
