package dev.cloudjar.cloud;

/** Opens rooms when work or news for them turn up. */
@FunctionalInterface
public interface RoomOpener {

  /**
   * Opens the room of a service unless it is open, and returns once it has registered what it does.
   *
   * @param service the service's name in the catalog, such as {@code sqs}
   * @return false where there is no such room
   */
  boolean open(String service);
}
