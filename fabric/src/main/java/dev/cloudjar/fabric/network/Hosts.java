package dev.cloudjar.fabric.network;

import dev.cloudjar.fabric.kernel.Installation;
import dev.cloudjar.fabric.kernel.Namespace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** The namespaces of hosts. */
final class Hosts {
  private static final Map<String, String> SETTINGS =
      Map.of(
          "ipv4/conf/all/rp_filter", "0",
          "ipv4/conf/default/rp_filter", "0",
          "ipv4/conf/all/send_redirects", "0",
          "ipv4/conf/default/send_redirects", "0",
          "ipv4/conf/all/promote_secondaries", "1",
          "ipv4/conf/default/promote_secondaries", "1",
          "ipv6/conf/all/disable_ipv6", "1",
          "ipv6/conf/default/disable_ipv6", "1");

  private final Installation installation;
  private final Spaces spaces;

  Hosts(Installation installation, Spaces spaces) {
    this.installation = installation;
    this.spaces = spaces;
  }

  /**
   * What is to become of an interface at its host.
   *
   * @param before what it was, if that is known
   * @param fresh whether its device has just been made
   */
  record Change(HostEnd end, @Nullable HostEnd before, boolean fresh) {}

  /** Makes the namespaces that there aren't yet. */
  void prepare(Collection<HostEnd> ends) throws IOException {
    var missing = new TreeMap<String, Namespace>();
    for (HostEnd end : ends) {
      Namespace namespace = installation.host(end.host());
      if (!namespace.exists()) {
        missing.put(end.host(), namespace);
      }
    }
    if (missing.isEmpty()) {
      return;
    }
    Namespace.make(missing.values());
    for (Namespace namespace : missing.values()) {
      spaces.leave(namespace);
      spaces.set(namespace, SETTINGS);
    }
  }

  /** Configures all that has changed, several hosts at once. */
  void configure(List<Change> changes) throws IOException {
    var results = new HashMap<String, Future<Boolean>>();
    Map<String, List<Change>> byHost = new TreeMap<>();
    changes.forEach(
        change ->
            byHost.computeIfAbsent(change.end().host(), host -> new ArrayList<>()).add(change));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      byHost.forEach(
          (host, ofHost) ->
              results.put(
                  host,
                  threads.submit(
                      () -> {
                        for (Change change : ofHost) {
                          configure(change);
                        }
                        return true;
                      })));
    }
    for (Future<Boolean> result : results.values()) {
      try {
        result.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      } catch (ExecutionException e) {
        throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
      }
    }
  }

  private void configure(Change change) throws IOException {
    HostEnd end = change.end();
    HostEnd before = change.before();
    Namespace namespace = installation.host(end.host());
    if (before != null && before.subnet().equals(end.subnet())) {
      spaces.configure(namespace, end.changing(before));
    } else {
      if (!change.fresh()) {
        spaces.configureLeniently(namespace, end.clearing());
      }
      spaces.configure(namespace, end.adding());
    }
    if (end.translates() || (before != null && before.translates())) {
      spaces.set(namespace, Map.of("ipv4/ip_forward", end.translates() ? "1" : "0"));
      spaces.filter(namespace, end.translation());
    }
  }

  /** Takes hosts away that nothing leads to any more. */
  void removeUnused(Collection<String> hosts) throws IOException {
    var unused = new ArrayList<Namespace>();
    for (String host : hosts) {
      Namespace namespace = installation.host(host);
      if (namespace.exists() && spaces.devices(namespace) == 0) {
        spaces.leave(namespace);
        unused.add(namespace);
      }
    }
    Namespace.delete(unused);
  }
}
