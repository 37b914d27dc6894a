package dev.cloudjar.fabric.network;

import dev.cloudjar.fabric.Flow;
import dev.cloudjar.fabric.Ipv4Address;
import dev.cloudjar.fabric.Ipv4Block;
import dev.cloudjar.fabric.NetworkPlan;
import dev.cloudjar.fabric.NetworkPlan.PublicAddress;
import dev.cloudjar.fabric.Networks;
import dev.cloudjar.fabric.kernel.Installation;
import dev.cloudjar.fabric.kernel.Namespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Networks by network namespaces of the kernel, as root of this machine or of a user namespace. */
public final class KernelNetworks implements Networks, AutoCloseable {
  private static final int OUTSIDE_PREFIX = 24;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Installation installation;
  private final Ipv4Block block;
  private final Spaces spaces = new Spaces();
  private final Hosts hosts;
  private final Outside outside;
  private final Map<String, Router> routers = new ConcurrentHashMap<>();
  private final Map<String, NetworkPlan> plans = new ConcurrentHashMap<>();

  /** Held while more than filters is changed, since links have two ends. */
  private final ReentrantLock structure = new ReentrantLock();

  private KernelNetworks(Installation installation, Ipv4Block block) {
    this.installation = installation;
    this.block = block;
    this.hosts = new Hosts(installation, spaces);
    this.outside = new Outside(installation, block, spaces);
  }

  /** Finds the networks of an installation. */
  public static KernelNetworks open(Installation installation) throws IOException {
    return new KernelNetworks(installation, PublicBlock.claim(installation));
  }

  @Override
  public Ipv4Block publicBlock() {
    int half = (int) (block.size() / 2);
    return new Ipv4Block(block.first().plus(half), block.prefixLength() + 1);
  }

  @Override
  public Ipv4Block outsideBlock() {
    return new Ipv4Block(block.first(), OUTSIDE_PREFIX);
  }

  @Override
  public void apply(NetworkPlan plan) throws IOException {
    PlanCheck.check(plan, publicBlock());
    NetworkPlan before = plans.put(plan.network(), plan);
    bringAbout(plan.network());
    for (String other : touched(plan, before)) {
      bringAbout(other);
    }
  }

  /** The networks whose layout or filters may follow from a network's plan. */
  private Set<String> touched(NetworkPlan plan, @Nullable NetworkPlan before) {
    Surroundings surroundings = surroundings();
    var touched = new TreeSet<>(surroundings.peers(plan));
    if (before != null) {
      touched.addAll(surroundings.peers(before));
    }
    touched.retainAll(plans.keySet());
    return touched;
  }

  private Surroundings surroundings() {
    return new Surroundings(Map.copyOf(plans), present());
  }

  private void bringAbout(String network) throws IOException {
    Router router = router(network);
    if (bringAbout(network, router, false)) {
      return;
    }
    structure.lock();
    try {
      bringAbout(network, router, true);
    } finally {
      structure.unlock();
    }
  }

  private Router router(String network) {
    return routers.computeIfAbsent(
        network, name -> new Router(installation.router(name), spaces, hosts));
  }

  /** Brings a plan about; or only its filters, unless there is more to do. */
  private boolean bringAbout(String network, Router router, boolean all) throws IOException {
    NetworkPlan plan = plans.get(network);
    if (plan == null) {
      return true;
    }
    Surroundings surroundings = surroundings();
    RouterLayout layout = RouterLayout.of(installation, plan, surroundings);
    Ruleset filters = Filters.of(plan, surroundings);
    FlowCounters counters = FlowCounters.of(plan);
    Set<String> unknown = new HashSet<>(surroundings.present());
    unknown.removeAll(plans.keySet());
    if (!all) {
      return (!plan.connectedToInternet() || outside.publishes(network, addresses(plan)))
          && router.applyFilters(layout, filters, counters, unknown);
    }
    if (plan.connectedToInternet()) {
      outside.open();
    }
    parted(
        network, router.apply(layout, filters, counters, unknown, link -> joined(network, link)));
    if (plan.connectedToInternet()) {
      outside.publish(network, addresses(plan));
    }
    return true;
  }

  private static Set<Ipv4Address> addresses(NetworkPlan plan) {
    return plan.publicAddresses().stream().map(PublicAddress::outside).collect(Collectors.toSet());
  }

  /** Has the other end of a link between networks, or to the outside, be ready. */
  private void joined(String network, Link link) throws IOException {
    if (link.name().equals(Names.INTERNET)) {
      outside.join(link);
      return;
    }
    spaces.configure(
        link.far(),
        List.of(
            "link set %s up".formatted(link.farName()),
            Link.neighbour(link.farName(), link.hardwareAddress()),
            "link set dev %s alias %s".formatted(link.farName(), network)));
    router(link.label()).forget();
  }

  /** Tells whoever was at the other end of links that are gone. */
  private void parted(String network, Collection<String> labels) throws IOException {
    var left = new TreeSet<String>();
    for (String label : labels) {
      if (label.contains("/")) {
        left.add(HostEnd.hostOf(label));
      } else if (label.equals(Names.INTERNET)) {
        outside.part(network);
      } else {
        router(label).forget();
      }
    }
    hosts.removeUnused(left);
  }

  @Override
  public List<Flow> flows(String network) throws IOException {
    Router router = routers.get(PlanCheck.name(network));
    return router == null ? List.of() : router.flows();
  }

  @Override
  public void remove(String network) throws IOException {
    PlanCheck.name(network);
    structure.lock();
    try {
      NetworkPlan plan = plans.remove(network);
      Set<String> labels = router(network).remove();
      routers.remove(network);
      parted(network, labels);
      Set<String> peers = new TreeSet<>(labels);
      if (plan != null) {
        peers.addAll(new Surroundings(plans, plans.keySet()).peers(plan));
      }
      peers.retainAll(plans.keySet());
      for (String peer : peers) {
        bringAbout(peer, router(peer), true);
      }
    } finally {
      structure.unlock();
    }
  }

  @Override
  public Set<String> present() {
    try {
      String prefix = installation.routers();
      return Namespace.present(prefix).stream()
          .map(name -> name.substring(prefix.length()))
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes everything away, and what was left behind by a crash. */
  public void clear() throws IOException {
    structure.lock();
    try {
      plans.clear();
      for (String network : present()) {
        router(network).remove();
      }
      routers.clear();
      outside.close();
      var left = new ArrayList<Namespace>();
      for (String name : Namespace.present(installation.prefix())) {
        left.add(Namespace.named(name));
        spaces.leave(left.getLast());
      }
      Namespace.delete(left);
    } finally {
      structure.unlock();
    }
  }

  private Namespace space(String name) throws IOException {
    if (name.equals(OUTSIDE)) {
      outside.open();
      return outside.namespace();
    }
    PlanCheck.name(name);
    for (Namespace namespace : List.of(installation.router(name), installation.host(name))) {
      if (namespace.exists()) {
        return namespace;
      }
    }
    throw new NoSuchFileException(name, null, "there is no such network or host");
  }

  @Override
  public ServerSocketChannel listen(String space, InetSocketAddress address) throws IOException {
    return spaces.listen(space(space), address);
  }

  @Override
  public DatagramChannel receive(String space, InetSocketAddress address) throws IOException {
    return spaces.receive(space(space), address);
  }

  @Override
  public void limitHops(SocketChannel connection, int hops) throws IOException {
    Hops.limit(connection, hops);
  }

  @Override
  public SocketChannel connect(String space, InetSocketAddress address) throws IOException {
    return connect(space, address, PATIENCE);
  }

  @Override
  public SocketChannel connect(String space, InetSocketAddress address, Duration patience)
      throws IOException {
    return spaces.connect(space(space), address, patience);
  }

  /** Closes what was opened; the networks stay. */
  @Override
  public void close() throws IOException {
    spaces.close();
  }
}
