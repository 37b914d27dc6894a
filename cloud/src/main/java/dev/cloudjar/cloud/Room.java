package dev.cloudjar.cloud;

/**
 * One service of the cloud. A room registers its operations and holds no logic. It is opened at the
 * first request for its service, or when background work of it falls due.
 */
public interface Room {

  /**
   * Registers every operation that the room answers, and its background work and event
   * subscriptions.
   */
  void open(Operations operations, Cloud cloud);
}
