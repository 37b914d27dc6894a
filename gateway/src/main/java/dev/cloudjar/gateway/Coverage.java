package dev.cloudjar.gateway;

import dev.cloudjar.catalog.Catalog;
import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.catalog.ServiceSummary;
import dev.cloudjar.cloud.Fidelity;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How real everything is, told by the rooms themselves. */
public final class Coverage {
  private static final String NOT_BUILT = "not built yet";

  private final Catalog catalog;
  private final OpenRooms rooms;

  Coverage(Catalog catalog, OpenRooms rooms) {
    this.catalog = catalog;
    this.rooms = rooms;
  }

  /**
   * One operation.
   *
   * @param reason why it is not real; empty where it is
   * @param recordedMembers members of its request that nothing acts on, each with the reason
   */
  public record OperationCoverage(
      String name, Fidelity fidelity, String reason, Map<String, String> recordedMembers) {}

  /** The names of all services of the catalog. */
  public List<String> services() {
    return catalog.services().stream().map(ServiceSummary::name).sorted().toList();
  }

  /** Whether a service has a room. */
  public boolean hasRoom(String service) {
    return rooms.services().contains(service);
  }

  /** Whether the room of a service has been opened. */
  public boolean isOpen(String service) {
    return rooms.ifOpen(service) != null;
  }

  /**
   * Every operation of a service in the order of their names. Opens its room.
   *
   * @throws IllegalArgumentException where there is no such service
   */
  public List<OperationCoverage> operations(String service) {
    ServiceModel model = catalog.service(service);
    RegisteredOperations registered = rooms.find(service);
    return model.operations().keySet().stream()
        .sorted()
        .map(name -> coverage(name, registered == null ? null : registered.find(name)))
        .toList();
  }

  private static OperationCoverage coverage(
      String name, @Nullable RegisteredOperation<?> operation) {
    return operation == null
        ? new OperationCoverage(name, Fidelity.UNSUPPORTED, NOT_BUILT, Map.of())
        : new OperationCoverage(
            name, operation.fidelity(), operation.reason(), operation.recordedMembers());
  }
}
