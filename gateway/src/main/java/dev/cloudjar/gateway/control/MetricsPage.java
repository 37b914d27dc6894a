package dev.cloudjar.gateway.control;

import dev.cloudjar.gateway.control.RequestCounts.Count;
import dev.cloudjar.gateway.control.RequestCounts.Operation;
import dev.cloudjar.gateway.exchange.Incoming;
import dev.cloudjar.gateway.exchange.Outgoing;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * {@code /_cloudjar/metrics}: how often each operation was called, how it was answered, and how
 * long that took. In JSON, or as Prometheus reads it for those who ask for text.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">Prometheus'
 *     formats</a>
 */
public final class MetricsPage implements ControlPage {
  private static final double NANOS = 1e9;

  private final Supplier<RequestCounts> requests;

  public MetricsPage(Supplier<RequestCounts> requests) {
    this.requests = requests;
  }

  @Override
  public String path() {
    return "/_cloudjar/metrics";
  }

  @Override
  public Outgoing answer(Incoming incoming) {
    String accept = incoming.head().headers().first("accept");
    SortedMap<Operation, Count> counts = requests.get().counts();
    boolean text =
        accept != null
            && (accept.contains("text/plain") || accept.contains("application/openmetrics-text"));
    return text
        ? Outgoing.text(200, "text/plain; version=0.0.4; charset=utf-8", prometheus(counts))
        : Json.page(json(counts));
  }

  private static Map<String, Map<String, Object>> json(SortedMap<Operation, Count> counts) {
    Map<String, Map<String, Object>> services = new TreeMap<>();
    counts.forEach(
        (operation, count) -> {
          Map<String, Object> entry = new LinkedHashMap<>();
          entry.put("requests", count.requests());
          entry.put("clientErrors", count.clientErrors());
          entry.put("serverErrors", count.serverErrors());
          entry.put("seconds", count.nanos() / NANOS);
          services
              .computeIfAbsent(operation.service(), service -> new LinkedHashMap<>())
              .put(operation.name(), entry);
        });
    return services;
  }

  private static String prometheus(SortedMap<Operation, Count> counts) {
    StringBuilder out = new StringBuilder();
    counter(out, "requests", "Calls that were answered.", counts, Count::requests);
    counter(out, "client_errors", "Answers of status 4xx.", counts, Count::clientErrors);
    counter(out, "server_errors", "Answers of status 5xx.", counts, Count::serverErrors);
    out.append("# HELP cloudjar_request_seconds How long answers took to make.\n");
    out.append("# TYPE cloudjar_request_seconds summary\n");
    counts.forEach(
        (operation, count) -> {
          String labels = labels(operation);
          out.append("cloudjar_request_seconds_sum").append(labels).append(' ');
          out.append(String.format(Locale.ROOT, "%.9f", count.nanos() / NANOS)).append('\n');
          out.append("cloudjar_request_seconds_count").append(labels).append(' ');
          out.append(count.requests()).append('\n');
        });
    return out.toString();
  }

  private static void counter(
      StringBuilder out,
      String name,
      String help,
      SortedMap<Operation, Count> counts,
      ToLongFunction<Count> value) {
    String full = "cloudjar_" + name + "_total";
    out.append("# HELP ").append(full).append(' ').append(help).append('\n');
    out.append("# TYPE ").append(full).append(" counter\n");
    counts.forEach(
        (operation, count) ->
            out.append(full)
                .append(labels(operation))
                .append(' ')
                .append(value.applyAsLong(count))
                .append('\n'));
  }

  /** Names of services and operations are letters, digits and dashes: nothing to escape. */
  private static String labels(Operation operation) {
    return "{service=\"" + operation.service() + "\",operation=\"" + operation.name() + "\"}";
  }
}
