package dev.cloudjar.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Every service of the pinned SDK. The summaries are in memory; a service's operations are read at
 * its first use. Safe for use by many threads.
 */
public final class Catalog {
  private final Map<String, ServiceSummary> summaries = new HashMap<>();
  private final Map<String, List<ServiceSummary>> bySigningName = new HashMap<>();
  private final Map<String, ServiceSummary> byTargetPrefix = new HashMap<>();
  private final Map<String, ServiceSummary> byQueryVersion = new HashMap<>();
  private final Map<String, List<ServiceSummary>> byEndpointPrefix = new HashMap<>();
  private final List<ServiceSummary> services;
  private final Map<String, ServiceModel> models = new ConcurrentHashMap<>();

  private Catalog(List<ServiceSummary> services) {
    this.services = services;
    services.forEach(this::add);
  }

  /** Reads the summaries. */
  public static Catalog load() {
    try (InputStream in = resource("index.bin")) {
      return new Catalog(CatalogInput.readIndex(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All services in the order of their names. */
  public List<ServiceSummary> services() {
    return services;
  }

  /** The service of a name such as {@code cloudwatchlogs}; empty for one that is not there. */
  public Optional<ServiceSummary> summary(String name) {
    return Optional.ofNullable(summaries.get(name));
  }

  /**
   * Everything about a service, read from its resource at first use.
   *
   * @param name the catalog's name, such as {@code sqs}
   * @throws IllegalArgumentException when there is no such service
   */
  public ServiceModel service(String name) {
    ServiceModel known = models.get(name);
    return known != null ? known : models.computeIfAbsent(name, this::read);
  }

  /** The services that a credential scope may mean by a name, such as {@code apigateway}. */
  public List<ServiceSummary> bySigningName(String signingName) {
    return bySigningName.getOrDefault(signingName, List.of());
  }

  /**
   * The service of what stands before the last dot in {@code X-Amz-Target}. Some clients leave out
   * the package that stands before the service's name there; both forms are known.
   */
  public Optional<ServiceSummary> byTargetPrefix(String targetPrefix) {
    return Optional.ofNullable(byTargetPrefix.get(targetPrefix));
  }

  /** The service whose forms carry a {@code Version}, such as {@code 2012-11-05}. */
  public Optional<ServiceSummary> byQueryVersion(String apiVersion) {
    return Optional.ofNullable(byQueryVersion.get(apiVersion));
  }

  /** The services whose host names start with a prefix, such as {@code monitoring}. */
  public List<ServiceSummary> byEndpointPrefix(String endpointPrefix) {
    return byEndpointPrefix.getOrDefault(endpointPrefix, List.of());
  }

  private void add(ServiceSummary service) {
    summaries.put(service.name(), service);
    Stream.concat(Stream.of(service.signingName()), service.signingAliases().stream())
        .forEach(name -> also(bySigningName, name, service));
    Stream.concat(Stream.of(service.endpointPrefix()), service.hostAliases().stream())
        .forEach(name -> also(byEndpointPrefix, name, service));
    if (service.targetPrefix() != null) {
      String prefix = service.targetPrefix();
      byTargetPrefix.put(prefix, service);
      byTargetPrefix.put(prefix.substring(prefix.lastIndexOf('.') + 1), service);
    }
    if (service.protocols().stream().anyMatch(Protocol::form)) {
      byQueryVersion.put(service.apiVersion(), service);
    }
  }

  private static void also(
      Map<String, List<ServiceSummary>> map, String name, ServiceSummary service) {
    map.computeIfAbsent(name, _ -> new ArrayList<>(1)).add(service);
  }

  private ServiceModel read(String name) {
    if (!summaries.containsKey(name)) {
      throw new IllegalArgumentException("no service " + name);
    }
    try (InputStream in = resource(name + ".bin")) {
      return CatalogInput.readService(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream resource(String name) throws IOException {
    InputStream in = Catalog.class.getResourceAsStream(name);
    if (in == null) {
      throw new IOException("the catalog lacks " + name);
    }
    return in;
  }
}
