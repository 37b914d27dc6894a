package dev.cloudjar.fabric.network;

import dev.cloudjar.fabric.Ipv4Address;
import dev.cloudjar.fabric.Ipv4Block;
import dev.cloudjar.fabric.Networks;
import dev.cloudjar.fabric.kernel.Installation;
import dev.cloudjar.fabric.kernel.Namespace;
import dev.cloudjar.fabric.kernel.Users;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The namespace between networks and this machine. It only knows public addresses; what they stand
 * for, each network's router knows. Nothing leads from it to what this machine is connected to, and
 * this machine only gets answers. Once there, it stays until all is cleared away: without its
 * route, what is sent to a public address that nobody has any more would leave this machine.
 *
 * <p>The root of a user namespace can't give this machine a route. A namespace beside it has the
 * route then, and stands for this machine: what is run in there reaches public addresses.
 */
final class Outside {
  private static final long TABLE = 12;
  private static final int LOCAL_BLOCK = 128;
  private static final int LOCAL_PREFIX = 25;
  private static final String MACHINE = "machine";
  private static final Path DEVICES = Path.of("/sys/class/net");

  private final Installation installation;
  private final Ipv4Block block;
  private final Spaces spaces;
  private final Namespace namespace;

  /** Which public addresses lead along which link; unknown after a restart. */
  private @Nullable Map<String, Set<Ipv4Address>> published;

  Outside(Installation installation, Ipv4Block block, Spaces spaces) {
    this.installation = installation;
    this.block = block;
    this.spaces = spaces;
    this.namespace = installation.outside();
  }

  Namespace namespace() {
    return namespace;
  }

  private String device() {
    return PublicBlock.device(installation.id());
  }

  private boolean thereIsTheDevice() {
    return Users.here().all()
        ? Files.exists(DEVICES.resolve(device()))
        : installation.beside().exists();
  }

  /** Configures this machine's end. */
  private String here(List<String> lines) throws IOException {
    return Users.here().all()
        ? Spaces.batch(lines).run()
        : spaces.answer(installation.beside(), lines);
  }

  /** Makes it, if it isn't there. */
  synchronized void open() throws IOException {
    // The route on this machine is made last.
    if (namespace.exists() && published != null) {
      return;
    }
    if (!namespace.exists() || !thereIsTheDevice() || !complete()) {
      close();
      make();
    }
    published = read();
  }

  private boolean complete() throws IOException {
    return here(List.of("route show " + block)).contains(device())
        && spaces
            .run(namespace, "ip", "-4", "route", "show", "table", "local")
            .contains(Networks.SERVICE_BLOCK.toString());
  }

  private void make() throws IOException {
    Ipv4Address here = block.first().plus(1);
    Ipv4Address there = block.first().plus(2);
    Namespace.make(List.of(namespace));
    if (!Users.here().all()) {
      Namespace.make(List.of(installation.beside()));
      here(List.of("link set lo up"));
    }
    spaces.set(namespace, Router.SETTINGS);
    spaces.filter(namespace, filters());
    here(
        List.of(
            "link add %s mtu 9001 type veth peer name %s netns %s mtu 9001"
                .formatted(device(), MACHINE, namespace.name())));
    spaces.configure(
        namespace,
        List.of(
            "link set lo up",
            "address add %s peer %s dev %s".formatted(there, here, MACHINE),
            "link set %s up".formatted(MACHINE),
            "route replace local %s dev lo table local".formatted(localBlock()),
            "route replace local %s dev lo table local".formatted(Networks.SERVICE_BLOCK),
            "route replace blackhole default",
            "rule add pref 100 lookup " + TABLE));
    Path internet6 = Path.of("/proc/sys/net/ipv6/conf", device(), "disable_ipv6");
    if (Files.exists(internet6)) {
      Files.writeString(internet6, "1");
    }
    here(
        List.of(
            "address add %s peer %s dev %s".formatted(here, there, device()),
            "link set %s up".formatted(device()),
            "route add %s via %s dev %s src %s".formatted(block, there, device(), here)));
  }

  private Ipv4Block localBlock() {
    return new Ipv4Block(block.first().plus(LOCAL_BLOCK), LOCAL_PREFIX);
  }

  private String filters() {
    var chains = new HashMap<String, Ruleset.Chain>();
    chains.put(
        "first",
        new Ruleset.Chain(
            "{ type filter hook prerouting priority -300; policy accept; }",
            List.of("meta nfproto ipv6 drop")));
    chains.put(
        "crossing",
        new Ruleset.Chain(
            "{ type filter hook forward priority 0; policy drop; }",
            List.of(
                "ct state established,related accept",
                "oifname != \"%s\" accept".formatted(MACHINE))));
    chains.put(
        "enter",
        new Ruleset.Chain(
            "{ type filter hook input priority 0; policy drop; }",
            List.of(
                "iifname \"lo\" accept",
                "ct state established,related accept",
                "ip daddr " + localBlock() + " accept",
                "iifname != \"%s\" ip daddr %s accept"
                    .formatted(MACHINE, Networks.SERVICE_BLOCK))));
    return new Ruleset(Map.of(), chains).replacingAll();
  }

  private Map<String, Set<Ipv4Address>> read() throws IOException {
    var found = new HashMap<String, Set<Ipv4Address>>();
    spaces
        .run(namespace, "ip", "-4", "route", "show", "table", "all")
        .lines()
        .flatMap(line -> Route.read(line).stream())
        .filter(route -> route.table() == TABLE && route.device() != null)
        .forEach(
            route ->
                found
                    .computeIfAbsent(String.valueOf(route.device()), device -> new HashSet<>())
                    .add(route.destination().first()));
    return found;
  }

  /** Has its end of a new link be ready. */
  synchronized void join(Link link) throws IOException {
    spaces.configure(
        namespace,
        List.of(
            "link set %s up".formatted(link.farName()),
            Link.neighbour(link.farName(), link.hardwareAddress())));
    if (published != null) {
      published.remove(link.farName());
    }
  }

  /** Whether exactly these addresses are known to lead to a network. */
  synchronized boolean publishes(String network, Set<Ipv4Address> addresses) {
    return published != null
        && addresses.equals(published.getOrDefault(Names.linkTo(network), Set.of()));
  }

  /** Forgets a link that is gone. */
  synchronized void part(String network) {
    if (published != null) {
      published.remove(Names.linkTo(network));
    }
  }

  /** Has exactly these addresses lead to a network. */
  synchronized void publish(String network, Set<Ipv4Address> addresses) throws IOException {
    String device = Names.linkTo(network);
    Map<String, Set<Ipv4Address>> known = published;
    if (known == null) {
      known = read();
    }
    Set<Ipv4Address> before = known.getOrDefault(device, Set.of());
    if (before.equals(addresses)) {
      published = known;
      return;
    }
    published = null;
    var lines = new ArrayList<String>();
    for (Ipv4Address address : addresses) {
      if (!before.contains(address)) {
        known.values().forEach(others -> others.remove(address));
        lines.add(route(address, device).adding());
      }
    }
    for (Ipv4Address address : before) {
      if (!addresses.contains(address)) {
        lines.add(route(address, device).removing());
      }
    }
    spaces.configure(namespace, lines);
    known.put(device, new HashSet<>(addresses));
    published = known;
  }

  private static Route route(Ipv4Address address, String device) {
    return Route.via(TABLE, Ipv4Block.of(address), Link.NEXT_HOP, device);
  }

  /** Takes it away, with all that leads to it. */
  synchronized void close() throws IOException {
    published = null;
    spaces.leave(namespace);
    if (thereIsTheDevice()) {
      if (Users.here().all()) {
        here(List.of("link delete " + device()));
      } else {
        spaces.leave(installation.beside());
        Namespace.delete(List.of(installation.beside()));
      }
    }
    if (namespace.exists()) {
      Namespace.delete(List.of(namespace));
    }
  }
}
