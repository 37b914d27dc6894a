package dev.cloudjar.gateway.control;

import dev.cloudjar.cloud.Fidelity;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How real everything is, told by the rooms themselves. */
public interface Coverage {

  /** The names of all services of the catalog, in order. */
  List<String> services();

  /** Whether a service has a room. */
  boolean hasRoom(String service);

  /** Whether the room of a service has been opened. */
  boolean isOpen(String service);

  /**
   * Every operation of a service in the order of their names. Opens its room.
   *
   * @throws IllegalArgumentException where there is no such service
   */
  List<OperationCoverage> operations(String service);

  /**
   * One operation.
   *
   * @param reason why it is not real; empty where it is
   * @param recordedMembers members of its request that nothing acts on, each with the reason
   * @param authorisation the permissions that it asks for
   */
  record OperationCoverage(
      String name,
      Fidelity fidelity,
      String reason,
      Map<String, String> recordedMembers,
      Authorisation authorisation) {}

  /** The permissions that an operation asks for, as its room has told them. */
  sealed interface Authorisation {
    /** None. */
    record None() implements Authorisation {}

    /** Nothing is told, so that the root of the account alone may call it. */
    record Untold() implements Authorisation {}

    /**
     * Actions of IAM.
     *
     * @param always those that every request needs
     * @param dependent whether there are others that depend on the request
     */
    record Actions(Set<String> always, boolean dependent) implements Authorisation {}
  }
}
