package dev.cloudjar.cloud;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The list of rooms. A room's classes are loaded only when it is asked for. */
public final class Rooms {
  private final Map<String, Supplier<Room>> rooms = new LinkedHashMap<>();
  private final Map<String, Supplier<? extends PlainRoom>> plain = new LinkedHashMap<>();

  /**
   * Adds a room.
   *
   * @param service the service's name in the catalog, such as {@code sqs}
   */
  public Rooms add(String service, Supplier<Room> room) {
    if (rooms.putIfAbsent(service, room) != null) {
      throw new IllegalArgumentException("two rooms for " + service);
    }
    return this;
  }

  /** Adds a room that also answers requests which are no operation. */
  public Rooms addPlain(String service, Supplier<? extends PlainRoom> room) {
    plain.put(service, room);
    return add(service, room::get);
  }

  public Set<String> services() {
    return Set.copyOf(rooms.keySet());
  }

  /** The rooms that also answer requests which are no operation, in the order of the list. */
  public Map<String, Supplier<? extends PlainRoom>> plain() {
    return Collections.unmodifiableMap(plain);
  }

  public Optional<Room> create(String service) {
    return Optional.ofNullable(rooms.get(service)).map(Supplier::get);
  }
}
