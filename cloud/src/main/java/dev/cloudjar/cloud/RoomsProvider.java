package dev.cloudjar.cloud;

/**
 * Adds rooms to a cloud; found by {@link java.util.ServiceLoader}, so that tests find whatever
 * rooms are on their class path.
 */
@FunctionalInterface
public interface RoomsProvider {
  void addTo(Rooms rooms);
}
