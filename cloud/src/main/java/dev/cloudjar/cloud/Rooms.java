package dev.cloudjar.cloud;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The list of rooms. A room's classes are loaded only when it is asked for. */
public final class Rooms {
  private final Map<String, Supplier<Room>> rooms = new LinkedHashMap<>();
  private final Map<String, Supplier<? extends PlainRoom>> plain = new LinkedHashMap<>();
  private final Set<String> eager = new LinkedHashSet<>();

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

  /** Says that a room of the list is an {@link EagerRoom}. */
  public Rooms eager(String service) {
    if (!rooms.containsKey(service)) {
      throw new IllegalArgumentException("no room for " + service);
    }
    eager.add(service);
    return this;
  }

  /** The rooms that have to be open before their first request, in the order of the list. */
  public Set<String> eager() {
    return Collections.unmodifiableSet(eager);
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
