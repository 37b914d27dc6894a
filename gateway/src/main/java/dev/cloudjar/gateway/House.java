package dev.cloudjar.gateway;

import dev.cloudjar.catalog.Catalog;
import dev.cloudjar.cloud.ClockControl;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.CloudAssembly;
import dev.cloudjar.cloud.Costs;
import dev.cloudjar.cloud.Decisions;
import dev.cloudjar.cloud.Doors;
import dev.cloudjar.cloud.Interruptions;
import dev.cloudjar.cloud.LazyMachineRoom;
import dev.cloudjar.cloud.Learning;
import dev.cloudjar.cloud.Paths;
import dev.cloudjar.cloud.Secrets;
import dev.cloudjar.cloud.access.PolicyGate;
import dev.cloudjar.fabric.MachineRoom;
import dev.cloudjar.fabric.machine.MachineRooms;
import dev.cloudjar.gateway.control.RequestCounts;
import dev.cloudjar.store.Scrub;
import dev.cloudjar.store.Store;
import dev.cloudjar.wire.ConstraintCheck;
import dev.cloudjar.wire.Router;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A cloud without its doors: store, clock, rooms and the way to them. A reset pulls one down and
 * builds another behind the same doors.
 */
final class House implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(House.class.getName());

  /** The largest body that is gathered; Lambda takes packages of 50 MB in Base64. */
  private static final int GATHERED_BYTES = 80 * 1024 * 1024;

  private static final long GATHERED_TOTAL_BYTES = 512L * 1024 * 1024;

  private final Store store;
  private final LazyMachineRoom machineRoom;
  private final CloudAssembly assembly;
  private final RoomCoverage coverage;
  private final Gateway gateway;
  private final RequestCounts requests = new RequestCounts();
  private final Optional<Thread> opening;

  private House(CloudSettings settings, Catalog catalog, Store store, Doors doors) {
    this.store = store;
    OpenRooms rooms = new OpenRooms(settings.rooms(), catalog);
    ConstraintCheck constraints = new ConstraintCheck();
    Observers observers = new Observers(settings.observers(), !settings.rooms().eager().isEmpty());
    observers.add(requests);
    RoomCalls calls = new RoomCalls(rooms, constraints, observers);
    machineRoom = machineRoom(settings);
    Secrets secrets =
        settings.data().map(data -> Secrets.in(secretsIn(data))).orElseGet(Secrets::inMemory);
    assembly =
        CloudAssembly.over(
            store.rows(),
            store.blobs(),
            secrets,
            settings.meter().get(),
            rooms,
            observers,
            new CatalogActions(catalog),
            machineRoom,
            doors,
            settings.wishes(),
            calls);
    Cloud cloud = assembly.cloud();
    rooms.furnish(cloud);
    coverage = new RoomCoverage(catalog, rooms);
    Gatekeeper gatekeeper =
        new Gatekeeper(
            settings
                .gate()
                .orElseGet(
                    () ->
                        new PolicyGate(cloud.identities(), cloud.decisions(), assembly.learning())),
            cloud.decisions());
    calls.furnish(gatekeeper, cloud.clock());
    gateway =
        new Gateway(
            new Router(catalog, Router.DOMAINS, settings.region()),
            rooms,
            new Arrivals(cloud.clock(), calls),
            new Authenticator(cloud.credentials(), cloud.clock(), settings.strict()),
            constraints,
            gatekeeper,
            new BodyGatherer(GATHERED_BYTES, GATHERED_TOTAL_BYTES),
            observers);
    assembly.start();
    opening = open(settings.rooms().eager(), rooms, observers);
  }

  private static LazyMachineRoom machineRoom(CloudSettings settings) {
    return new LazyMachineRoom(
        settings.data().map(data -> data.resolve("machine-room")), MachineRooms::open);
  }

  /** Opens the rooms that have to hear what happens, while others are served already. */
  private static Optional<Thread> open(Set<String> eager, OpenRooms rooms, Observers observers) {
    return eager.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Thread.ofVirtual()
                .name("eager-rooms")
                .start(
                    () -> {
                      for (String service : eager) {
                        open(service, rooms);
                      }
                      observers.complete();
                    }));
  }

  private static void open(String service, OpenRooms rooms) {
    try {
      rooms.open(service);
    } catch (RuntimeException | LinkageError e) {
      LOG.log(System.Logger.Level.ERROR, "the room of " + service + " does not open", e);
    }
  }

  static House build(CloudSettings settings, Catalog catalog, Doors doors) throws IOException {
    Store store =
        settings.data().isPresent()
            ? Store.open(storeIn(settings.data().get()), settings.durability(), settings.zones())
            : Store.inMemory();
    try {
      return new House(settings, catalog, store, doors);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /** The directory of the store within that of all data. */
  static Path storeIn(Path data) {
    return data.resolve("store");
  }

  /** The directory of secrets within that of all data. */
  static Path secretsIn(Path data) {
    return data.resolve("secrets");
  }

  Gateway gateway() {
    return gateway;
  }

  RoomCoverage coverage() {
    return coverage;
  }

  /** How often each operation was called. */
  RequestCounts requests() {
    return requests;
  }

  /** What accounts use and would have to pay for. */
  Costs costs() {
    return assembly.cloud().costs();
  }

  /** Takes back capacity of the Spot market. */
  Interruptions interruptions() {
    return assembly.cloud().interruptions();
  }

  /** What the gate has refused lately. */
  Decisions decisions() {
    return assembly.cloud().decisions();
  }

  /** Knows where packets go. */
  Paths paths() {
    return assembly.cloud().paths();
  }

  /** Watches what principals need. */
  Learning learning() {
    return assembly.learning();
  }

  /** Since when zones are down, by their names. */
  Map<String, Instant> outages() {
    return assembly.cloud().outages().all();
  }

  /**
   * Takes a zone down or brings it up again, and waits until what follows from that has happened.
   */
  void change(String zone, boolean down) {
    if (down) {
      assembly.cloud().outages().begin(zone);
    } else {
      assembly.cloud().outages().end(zone);
    }
    // Rooms hear of it by the first, and do what follows by the second.
    assembly.clockControl().settle();
    assembly.clockControl().settle();
  }

  /** The directories of zones, and whether they are there. */
  Map<Path, Boolean> zones() {
    return store.zones();
  }

  /** Looks at all copies in all zones. */
  Scrub scrub() {
    return store.scrub();
  }

  ClockControl clock() {
    return assembly.clockControl();
  }

  /** Lets calls go that wait for something, as long polls do. */
  void letGo() {
    assembly.letWaitingCallsGo();
  }

  /** What the house has of networks and machines. */
  MachineRoom machineRoom() {
    return machineRoom;
  }

  /** Takes networks, machines and disks away, also those from before this house stood. */
  void clearMachineRoom() throws IOException {
    machineRoom.clear();
  }

  /** Lets calls go that wait for something, and ends background work after what is being done. */
  @Override
  public void close() {
    try {
      opening.ifPresent(House::await);
      assembly.close();
    } finally {
      machineRoom.close();
      store.close();
    }
  }

  private static void await(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
