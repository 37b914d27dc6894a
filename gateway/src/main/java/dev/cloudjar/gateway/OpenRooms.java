package dev.cloudjar.gateway;

import dev.cloudjar.catalog.Catalog;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Fidelity;
import dev.cloudjar.cloud.Room;
import dev.cloudjar.cloud.RoomOpener;
import dev.cloudjar.cloud.Rooms;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The rooms, each opened once: at the first request for its service, or when work or news for it
 * turn up.
 */
final class OpenRooms implements RoomOpener {
  private final Map<String, Slot> slots = new HashMap<>();
  private final Rooms rooms;
  private final Catalog catalog;
  private volatile @Nullable Cloud cloud;

  OpenRooms(Rooms rooms, Catalog catalog) {
    this.rooms = rooms;
    this.catalog = catalog;
    rooms.services().forEach(service -> slots.put(service, new Slot()));
  }

  /** Says what rooms are given; before that none can be opened. */
  void furnish(Cloud withCloud) {
    cloud = withCloud;
  }

  Set<String> services() {
    return slots.keySet();
  }

  /** The operations of a room that is open; null where it is not, or not yet. */
  @Nullable RegisteredOperations ifOpen(String service) {
    Slot slot = slots.get(service);
    return slot == null ? null : slot.operations;
  }

  /** Whether an operation may run on the thread that reads the network; not before it is open. */
  boolean isImmediate(String service, String operation) {
    RegisteredOperations operations = ifOpen(service);
    RegisteredOperation<?> found = operations == null ? null : operations.find(operation);
    return found != null && found.isImmediate();
  }

  /** How real an operation is; of a room that is not open yet, as if it were unsupported. */
  Fidelity fidelity(Destination destination) {
    RegisteredOperations operations = ifOpen(destination.service().name());
    RegisteredOperation<?> found =
        operations == null ? null : operations.find(destination.operation().name());
    return found == null ? Fidelity.UNSUPPORTED : found.fidelity();
  }

  /** The operations of a room, which is opened if need be; null where there is no such room. */
  @Nullable RegisteredOperations find(String service) {
    Slot slot = slots.get(service);
    if (slot == null) {
      return null;
    }
    RegisteredOperations operations = slot.operations;
    return operations != null ? operations : openNow(service, slot);
  }

  /** The operations of the room whose SDK classes are in a package; null where there is none. */
  @Nullable RegisteredOperations findByModelPackage(String modelPackage) {
    for (String service : slots.keySet()) {
      if (catalog.service(service).modelPackage().equals(modelPackage)) {
        return find(service);
      }
    }
    return null;
  }

  @Override
  public boolean open(String service) {
    return find(service) != null;
  }

  private RegisteredOperations openNow(String service, Slot slot) {
    Cloud furniture = cloud;
    if (furniture == null) {
      throw new IllegalStateException("nothing to put into the room of " + service);
    }
    slot.opening.lock();
    try {
      RegisteredOperations opened = slot.operations;
      if (opened == null) {
        if (slot.opening.getHoldCount() > 1) {
          throw new IllegalStateException("the room of " + service + " needs itself to open");
        }
        Room room = rooms.create(service).orElseThrow();
        opened = new RegisteredOperations(catalog.service(service));
        room.open(opened, furniture);
        slot.operations = opened;
      }
      return opened;
    } finally {
      slot.opening.unlock();
    }
  }

  private static final class Slot {
    final ReentrantLock opening = new ReentrantLock();
    volatile @Nullable RegisteredOperations operations;
  }
}
