package dev.cloudjar.ec2.vpc;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.Zones;
import dev.cloudjar.ec2.ground.Zones.Zone;
import dev.cloudjar.fabric.Ipv4Address;
import dev.cloudjar.fabric.Ipv4Block;
import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What every account has in every Region before it does anything there. */
public final class DefaultNetwork {
  private static final Ipv4Block BLOCK = Ipv4Block.of("172.31.0.0/16");
  private static final int SUBNET_PREFIX = 20;
  private static final Table<Place, State> STATES =
      new Table<>("ec2.place", new PlaceCodec(), RecordCodec.of(State.class));

  private final Ground ground;
  private final Set<Place> made = ConcurrentHashMap.newKeySet();

  public DefaultNetwork(Ground ground) {
    this.ground = ground;
  }

  /**
   * What is remembered of a place.
   *
   * @param defaultVpcId empty where it was deleted
   */
  private record State(String defaultVpcId) {}

  private static final class PlaceCodec implements KeyCodec<Place> {
    @Override
    public void write(Place key, KeyWriter out) {
      out.text(key.accountId()).text(key.region());
    }

    @Override
    public Place read(KeyReader in) {
      return new Place(in.text(), in.text());
    }
  }

  /** The id of a place's default VPC; empty where there is none. */
  static Optional<String> vpcId(Snapshot snapshot, Place place) {
    return Optional.ofNullable(STATES.get(snapshot, place))
        .map(State::defaultVpcId)
        .filter(it -> !it.isEmpty());
  }

  /** The id of a place's default VPC, or {@code none}. */
  public String vpcIdOrNone(Place place) {
    return ground.read(snapshot -> vpcId(snapshot, place)).orElse("none");
  }

  static void forget(Transaction transaction, Place place) {
    STATES.put(transaction, place, new State(""));
  }

  /** Makes what a caller's account has from the beginning, unless it has had it. */
  public void ensure(Call call) {
    Place place = Place.of(call);
    if (!made.contains(place)) {
      ground.transact(
          transaction -> {
            if (STATES.get(transaction, place) == null) {
              makeShared(transaction, place);
              make(transaction, place);
            }
            return true;
          });
      made.add(place);
    }
  }

  private void makeShared(Transaction transaction, Place place) {
    String domain =
        place.region().equals("us-east-1") ? "ec2.internal" : place.region() + ".compute.internal";
    NetworkTables.DHCP_OPTIONS.put(
        transaction,
        place,
        new DhcpOptions(
            ground.ids().next(ResourceKind.DHCP_OPTIONS),
            Map.of(
                "domain-name", List.of(domain),
                "domain-name-servers", List.of("AmazonProvidedDNS")),
            true));
    ServicePrefixLists.make(transaction, place, ground.ids());
  }

  /** Makes the default VPC and its subnets. */
  String make(Transaction transaction, Place place) {
    NetworkMaker maker = new NetworkMaker(ground.ids());
    Vpc vpc = maker.vpc(transaction, place, BLOCK.toString(), "default", true);
    InternetGateway gateway =
        new InternetGateway(ground.ids().next(ResourceKind.INTERNET_GATEWAY), vpc.id());
    NetworkTables.INTERNET_GATEWAYS.put(transaction, place, gateway);
    RouteTable main = NetworkTables.mainRouteTable(transaction, place, vpc.id());
    NetworkTables.ROUTE_TABLES.put(
        transaction,
        place,
        main.with(new RouteTable.Route(Ipv4Block.ALL.toString(), gateway.id(), "")));
    for (Zone zone : Zones.of(place.region())) {
      subnet(transaction, place, vpc.id(), zone);
    }
    STATES.put(transaction, place, new State(vpc.id()));
    return vpc.id();
  }

  /** Makes the default subnet of a zone, in the first /20 that is free. */
  Optional<Subnet> subnet(Transaction transaction, Place place, String vpcId, Zone zone) {
    List<Subnet> others = NetworkTables.SUBNETS.referring(transaction, place, vpcId);
    for (long at = 0; at < BLOCK.size(); at += 1L << (32 - SUBNET_PREFIX)) {
      Ipv4Block block =
          new Ipv4Block(new Ipv4Address((int) (BLOCK.first().bits() + at)), SUBNET_PREFIX);
      if (others.stream().noneMatch(it -> it.block().overlaps(block))) {
        return Optional.of(
            new NetworkMaker(ground.ids())
                .subnet(transaction, place, vpcId, block.toString(), zone, true));
      }
    }
    return Optional.empty();
  }
}
