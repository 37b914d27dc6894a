package dev.cloudjar.gateway;

import dev.cloudjar.catalog.Catalog;
import dev.cloudjar.cloud.ClockControl;
import dev.cloudjar.cloud.Costs;
import dev.cloudjar.cloud.Decisions;
import dev.cloudjar.cloud.Doors;
import dev.cloudjar.cloud.Interruptions;
import dev.cloudjar.cloud.Learning;
import dev.cloudjar.cloud.Paths;
import dev.cloudjar.fabric.MachineRoom;
import dev.cloudjar.gateway.control.Coverage;
import dev.cloudjar.gateway.control.RequestCounts;
import dev.cloudjar.gateway.control.ZonesPage;
import dev.cloudjar.gateway.exchange.Incoming;
import dev.cloudjar.gateway.exchange.Outgoing;
import dev.cloudjar.gateway.exchange.RequestHandler;
import dev.cloudjar.store.Scrub;
import dev.cloudjar.store.Store;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Where a house stands, also while it is pulled down for another. */
final class Premises implements RequestHandler, AutoCloseable {
  private final CloudSettings settings;
  private final Catalog catalog;
  private final Doors doors;
  private final ReentrantLock building = new ReentrantLock();
  private volatile @Nullable House house;

  Premises(CloudSettings settings, Catalog catalog, Doors doors) throws IOException {
    this.settings = settings;
    this.catalog = catalog;
    this.doors = doors;
    this.house = House.build(settings, catalog, doors);
  }

  @Override
  public Exchange open(Incoming incoming) {
    House now = house;
    return now == null ? new Waiting(incoming) : now.gateway().open(incoming);
  }

  /** A request that came while there was no house. */
  private final class Waiting implements Exchange {
    private final Incoming incoming;

    Waiting(Incoming incoming) {
      this.incoming = incoming;
    }

    @Override
    public boolean immediate() {
      return false;
    }

    @Override
    public Outgoing answer() {
      return house().gateway().open(incoming).answer();
    }
  }

  /** The house, once it stands. */
  private House house() {
    House now = house;
    if (now != null) {
      return now;
    }
    building.lock();
    try {
      House built = house;
      if (built == null) {
        throw new IllegalStateException("the cloud is closed");
      }
      return built;
    } finally {
      building.unlock();
    }
  }

  /** How often each operation was called, since the house stands. */
  RequestCounts requests() {
    return house().requests();
  }

  ClockControl clock() {
    return house().clock();
  }

  MachineRoom machineRoom() {
    return house().machineRoom();
  }

  Map<Path, Boolean> zones() {
    return house().zones();
  }

  /** The zones that are down, until a reset. */
  ZonesPage.Outages outages() {
    return new ZonesPage.Outages() {
      @Override
      public Map<String, Instant> all() {
        return house().outages();
      }

      @Override
      public void change(String zone, boolean down) {
        house().change(zone, down);
      }
    };
  }

  Scrub scrub() {
    return house().scrub();
  }

  Costs costs() {
    return house().costs();
  }

  Interruptions interruptions() {
    return house().interruptions();
  }

  Decisions decisions() {
    return house().decisions();
  }

  Paths paths() {
    return house().paths();
  }

  Learning learning() {
    return house().learning();
  }

  /** Asks whatever house stands at the time of asking. */
  Coverage coverage() {
    return new Coverage() {
      @Override
      public List<String> services() {
        return house().coverage().services();
      }

      @Override
      public boolean hasRoom(String service) {
        return house().coverage().hasRoom(service);
      }

      @Override
      public boolean isOpen(String service) {
        return house().coverage().isOpen(service);
      }

      @Override
      public List<OperationCoverage> operations(String service) {
        return house().coverage().operations(service);
      }
    };
  }

  void reset() throws IOException {
    building.lock();
    try {
      House old = house;
      if (old == null) {
        throw new IllegalStateException("the cloud is closed");
      }
      house = null;
      try {
        old.clearMachineRoom();
      } finally {
        old.close();
      }
      if (settings.data().isPresent()) {
        Path store = House.storeIn(settings.data().get());
        for (Path zone : Store.zonesOf(store)) {
          remove(zone);
        }
        remove(store);
        remove(House.secretsIn(settings.data().get()));
      }
      house = House.build(settings, catalog, doors);
    } finally {
      building.unlock();
    }
  }

  /** Lets calls go that wait for something, as long polls do, so that they are answered now. */
  void letGo() {
    House now = house;
    if (now != null) {
      now.letGo();
    }
  }

  @Override
  public void close() {
    building.lock();
    try {
      House last = house;
      house = null;
      if (last != null) {
        last.close();
      }
    } finally {
      building.unlock();
    }
  }

  private static void remove(Path top) throws IOException {
    if (!Files.exists(top)) {
      return;
    }
    Files.walkFileTree(
        top,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
