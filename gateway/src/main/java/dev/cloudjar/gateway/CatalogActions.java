package dev.cloudjar.gateway;

import dev.cloudjar.catalog.Catalog;
import dev.cloudjar.catalog.OperationModel;
import dev.cloudjar.catalog.RequiredActions;
import dev.cloudjar.catalog.ServiceSummary;
import dev.cloudjar.cloud.Actions;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What the catalog says of actions. It is asked for a service's own ones only where it must be. */
final class CatalogActions implements Actions {
  private final Catalog catalog;
  private final Map<String, Service> byNamespace = new TreeMap<>();

  CatalogActions(Catalog catalog) {
    this.catalog = catalog;
    for (ServiceSummary summary : catalog.services()) {
      // Of several APIs of one service, the first by name is the service's own.
      byNamespace.putIfAbsent(
          summary.actionPrefix(), new Service(summary.actionPrefix(), summary.title()));
    }
  }

  @Override
  public List<Service> services() {
    return List.copyOf(byNamespace.values());
  }

  @Override
  public Optional<Service> service(String namespace) {
    return Optional.ofNullable(byNamespace.get(namespace.toLowerCase(Locale.ROOT)));
  }

  @Override
  public Set<String> of(String namespace) {
    Set<String> actions = new TreeSet<>();
    String start = namespace + ":";
    for (ServiceSummary summary : catalog.services()) {
      if (summary.actionPrefix().equals(namespace)) {
        for (OperationModel operation : catalog.service(summary.name()).operations().values()) {
          Stream.concat(
                  operation.actions().always().stream(), operation.actions().perhaps().stream())
              .filter(it -> it.startsWith(start))
              .forEach(it -> actions.add(it.substring(start.length())));
        }
      }
    }
    return actions;
  }

  @Override
  public Optional<String> namespaceOf(String service) {
    return catalog.summary(service).map(ServiceSummary::actionPrefix);
  }

  @Override
  public List<String> triedBy(String service, String operation) {
    OperationModel model =
        catalog
            .summary(service)
            .map(it -> catalog.service(it.name()).operations().get(operation))
            .orElse(null);
    if (model == null) {
      return List.of();
    }
    RequiredActions actions = model.actions();
    return actions.always().isEmpty()
        ? actions.perhaps().stream()
            .min(Comparator.comparing(it -> !it.endsWith(":" + operation)))
            .map(List::of)
            .orElseGet(List::of)
        : actions.always();
  }
}
