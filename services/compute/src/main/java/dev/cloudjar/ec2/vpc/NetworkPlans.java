package dev.cloudjar.ec2.vpc;

import dev.cloudjar.cloud.Work;
import dev.cloudjar.cloud.ZoneOutages;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.References;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.fabric.Capability;
import dev.cloudjar.fabric.Ipv4Block;
import dev.cloudjar.fabric.NetworkPlan;
import dev.cloudjar.fabric.Networks;
import dev.cloudjar.fabric.PathFinder;
import dev.cloudjar.fabric.Tier;
import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Has the machine room make networks what their rows say: right after each commit that changes one,
 * before its caller is answered, and once more by work that outlives a crash in between. Networks
 * without interfaces are rows alone.
 */
public final class NetworkPlans implements NetworkChanges {
  private static final String KIND = "ec2:apply-network";
  private static final System.Logger LOG = System.getLogger(NetworkPlans.class.getName());

  /** The networks that the machine room has, or is to have. */
  private static final Table<String, Live> LIVE =
      new Table<>("ec2.live-network", new TextCodec(), RecordCodec.of(Live.class));

  private final Ground ground;
  private final NetworkWays ways;
  private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();
  private final Map<String, NetworkPlan> applied = new ConcurrentHashMap<>();
  private volatile @Nullable Tier tier;

  /** Plans that are applied from now on, those of before a restart among them. */
  public NetworkPlans(Ground ground) {
    this.ground = ground;
    this.ways = new NetworkWays(ground);
    ground.cloud().work().handle(KIND, this::run);
    ground
        .cloud()
        .events()
        .subscribe("ec2:network-outages", ZoneOutages.TOPIC, event -> zoneChanged());
  }

  private record Live(String accountId, String region) {}

  private static final class TextCodec implements KeyCodec<String> {
    @Override
    public void write(String key, KeyWriter out) {
      out.text(key);
    }

    @Override
    public String read(KeyReader in) {
      return in.text();
    }
  }

  /** Networks cut the interfaces of zones that are down; plans that are as before are left so. */
  private void zoneChanged() throws IOException {
    Map<String, Live> all =
        ground.read(
            snapshot -> {
              Map<String, Live> live = new LinkedHashMap<>();
              try (Rows<String, Live> rows = LIVE.scan(snapshot, LIVE.all())) {
                while (rows.next()) {
                  live.put(rows.key(), rows.value());
                }
              }
              return live;
            });
    for (Map.Entry<String, Live> each : all.entrySet()) {
      apply(new Place(each.getValue().accountId(), each.getValue().region()), each.getKey());
    }
  }

  /** Has all networks applied again that the machine room is to have. */
  public void restore() {
    boolean any =
        ground.read(
            snapshot -> {
              try (Rows<String, Live> rows = LIVE.scan(snapshot, LIVE.all())) {
                return rows.next();
              }
            });
    if (any) {
      ground.transact(
          transaction -> {
            try (Rows<String, Live> rows = LIVE.scan(transaction, LIVE.all())) {
              while (rows.next()) {
                schedule(transaction, rows.value(), rows.key());
              }
            }
            return true;
          });
    }
  }

  @Override
  public void changed(Transaction transaction, Place place, String vpcId) {
    Live live = new Live(place.accountId(), place.region());
    if (References.exist(transaction, place, vpcId, ResourceKind.NETWORK_INTERFACE)) {
      LIVE.put(transaction, vpcId, live);
    } else if (!LIVE.contains(transaction, vpcId)) {
      return;
    }
    schedule(transaction, live, vpcId);
    transaction.afterCommit(() -> applyNow(place, vpcId));
  }

  @Override
  public void await(Place place, String vpcId) throws IOException {
    apply(place, vpcId);
  }

  private void schedule(Transaction transaction, Live live, String vpcId) {
    ground
        .cloud()
        .work()
        .schedule(
            transaction,
            KIND,
            vpcId,
            ground.cloud().clock().now(),
            String.join("/", live.accountId(), live.region()).getBytes(StandardCharsets.UTF_8));
  }

  /** Work does it again where this fails. */
  private void applyNow(Place place, String vpcId) {
    try {
      apply(place, vpcId);
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "the network of " + vpcId + " is not as it is to be", e);
    }
  }

  private void run(Work.Item item) throws IOException {
    String[] place = new String(item.payload(), StandardCharsets.UTF_8).split("/", 2);
    apply(new Place(place[0], place[1]), item.id());
  }

  /** Whether this machine has networks at all. */
  public boolean isAble() {
    return tier() != Tier.ABSENT;
  }

  /** Whether what is sent in networks goes by their plans. */
  boolean isReal() {
    return tier() == Tier.KERNEL || tier() == Tier.ROOTLESS;
  }

  private Tier tier() {
    Tier known = tier;
    if (known == null) {
      known =
          ground.cloud().machineRoom().capabilities().stream()
              .filter(it -> it.name().equals("networks"))
              .map(Capability::tier)
              .findFirst()
              .orElse(Tier.ABSENT);
      tier = known;
    }
    return known;
  }

  /** Makes a network what its rows say now. */
  private void apply(Place place, String vpcId) throws IOException {
    if (!isAble()) {
      return;
    }
    Networks networks = ground.cloud().machineRoom().networks();
    ReentrantLock lock = locks.computeIfAbsent(vpcId, it -> new ReentrantLock());
    lock.lock();
    try {
      Optional<NetworkPlan> plan = ground.read(snapshot -> plan(snapshot, place, vpcId));
      if (plan.isEmpty()) {
        ways.close(networks, vpcId);
        networks.remove(vpcId);
        applied.remove(vpcId);
        ground.transact(
            transaction -> {
              if (plan(transaction, place, vpcId).isEmpty()) {
                LIVE.delete(transaction, vpcId);
              }
              return true;
            });
      } else if (!plan.get().equals(applied.get(vpcId))) {
        networks.apply(plan.get());
        if (isReal()) {
          ways.open(networks, place, plan.get());
        }
        applied.put(vpcId, plan.get());
      }
    } finally {
      lock.unlock();
    }
  }

  /** What a network is to be; empty for one without interfaces. */
  static Optional<NetworkPlan> plan(Snapshot snapshot, Place place, String vpcId) {
    Vpc vpc = NetworkTables.VPCS.find(snapshot, place, vpcId);
    if (vpc == null || !References.exist(snapshot, place, vpcId, ResourceKind.NETWORK_INTERFACE)) {
      return Optional.empty();
    }
    return Optional.of(new PlanCompiler(snapshot, place).compile(vpc));
  }

  /** Finds the ways of packets, as all networks are now. */
  public PathFinder finder() {
    return new PathFinder(plans(), outside());
  }

  private Ipv4Block outside() {
    try {
      return ground.cloud().machineRoom().networks().outsideBlock();
    } catch (UnsupportedOperationException e) {
      // Plans can be thought about where nothing is outside.
      return Ipv4Block.of("198.18.0.0/24");
    }
  }

  /** The plans of all networks that the machine room has. */
  public List<NetworkPlan> plans() {
    return ground.read(
        snapshot -> {
          List<NetworkPlan> plans = new ArrayList<>();
          try (Rows<String, Live> rows = LIVE.scan(snapshot, LIVE.all())) {
            while (rows.next()) {
              Live live = rows.value();
              plan(snapshot, new Place(live.accountId(), live.region()), rows.key())
                  .ifPresent(plans::add);
            }
          }
          return plans;
        });
  }
}
