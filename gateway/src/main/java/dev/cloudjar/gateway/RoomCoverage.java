package dev.cloudjar.gateway;

import dev.cloudjar.catalog.Catalog;
import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.catalog.ServiceSummary;
import dev.cloudjar.cloud.Fidelity;
import dev.cloudjar.gateway.control.Coverage;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks the rooms how real everything is. */
final class RoomCoverage implements Coverage {
  private static final String NOT_BUILT = "not built yet";

  private final Catalog catalog;
  private final OpenRooms rooms;

  RoomCoverage(Catalog catalog, OpenRooms rooms) {
    this.catalog = catalog;
    this.rooms = rooms;
  }

  @Override
  public List<String> services() {
    return catalog.services().stream().map(ServiceSummary::name).sorted().toList();
  }

  @Override
  public boolean hasRoom(String service) {
    return rooms.services().contains(service);
  }

  @Override
  public boolean isOpen(String service) {
    return rooms.ifOpen(service) != null;
  }

  @Override
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
        ? new OperationCoverage(
            name, Fidelity.UNSUPPORTED, NOT_BUILT, Map.of(), new Authorisation.Untold())
        : new OperationCoverage(
            name,
            operation.fidelity(),
            operation.reason(),
            operation.recordedMembers(),
            operation.authorisation());
  }
}
