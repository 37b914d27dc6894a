package dev.cloudjar.gateway;

import dev.cloudjar.catalog.Catalog;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Fidelity;
import dev.cloudjar.cloud.PlainHead;
import dev.cloudjar.cloud.PlainRoom;
import dev.cloudjar.cloud.Room;
import dev.cloudjar.cloud.RoomOpener;
import dev.cloudjar.cloud.Rooms;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The rooms, each opened once: at the first request for its service, or when work or news for it
 * turn up.
 */
final class OpenRooms implements RoomOpener {
  private final Map<String, Slot> slots = new HashMap<>();
  private final Map<String, PlainSlot> plainRooms = new LinkedHashMap<>();
  private final Rooms rooms;
  private final Catalog catalog;
  private volatile @Nullable Cloud cloud;

  OpenRooms(Rooms rooms, Catalog catalog) {
    this.rooms = rooms;
    this.catalog = catalog;
    rooms.services().forEach(service -> slots.put(service, new Slot()));
    rooms.plain().forEach((service, room) -> plainRooms.put(service, new PlainSlot(room)));
  }

  /** Says what rooms are given; before that none can be opened. */
  void furnish(Cloud withCloud) {
    cloud = withCloud;
  }

  /** Whether there are rooms that answer requests which are no operation. */
  boolean anyPlain() {
    return !plainRooms.isEmpty();
  }

  /** The services whose rooms may answer a request that is no operation, in order. */
  List<String> plain(PlainHead head) {
    List<String> found = List.of();
    for (Map.Entry<String, PlainSlot> room : plainRooms.entrySet()) {
      if (room.getValue().room().mayAnswer(head)) {
        found = found.isEmpty() ? new ArrayList<>() : found;
        found.add(room.getKey());
      }
    }
    return found;
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

  /** How real an operation is; the room is opened to know, unless it does not open. */
  Fidelity fidelity(Destination destination) {
    RegisteredOperations operations;
    try {
      operations = find(destination.service().name());
    } catch (RuntimeException | LinkageError e) {
      operations = null;
    }
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
        PlainSlot plain = plainRooms.get(service);
        Room room = plain != null ? plain.room() : rooms.create(service).orElseThrow();
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

  /** A room that exists before it is open, as soon as a request may be one that it answers. */
  private static final class PlainSlot {
    private final Supplier<? extends PlainRoom> maker;
    private final ReentrantLock making = new ReentrantLock();
    private volatile @Nullable PlainRoom made;

    PlainSlot(Supplier<? extends PlainRoom> maker) {
      this.maker = maker;
    }

    PlainRoom room() {
      PlainRoom known = made;
      if (known != null) {
        return known;
      }
      making.lock();
      try {
        PlainRoom room = made;
        if (room == null) {
          room = maker.get();
          made = room;
        }
        return room;
      } finally {
        making.unlock();
      }
    }
  }
}
