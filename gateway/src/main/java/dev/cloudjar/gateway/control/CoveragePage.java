package dev.cloudjar.gateway.control;

import dev.cloudjar.cloud.Fidelity;
import dev.cloudjar.gateway.control.Coverage.OperationCoverage;
import dev.cloudjar.gateway.exchange.Incoming;
import dev.cloudjar.gateway.exchange.Outgoing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code /_cloudjar/coverage}: how real each operation is, of all services with a room or, as
 * {@code /_cloudjar/coverage/sqs}, of one. In JSON, or in HTML for browsers.
 */
public final class CoveragePage implements ControlPage {
  private final Coverage coverage;

  public CoveragePage(Coverage coverage) {
    this.coverage = coverage;
  }

  @Override
  public String path() {
    return "/_cloudjar/coverage";
  }

  @Override
  public Outgoing answer(Incoming incoming) {
    String path = incoming.head().path();
    List<String> services =
        path.length() > path().length() + 1
            ? List.of(path.substring(path().length() + 1))
            : coverage.services().stream().filter(coverage::hasRoom).toList();
    String accept = incoming.head().headers().first("accept");
    return accept != null && accept.startsWith("text/html") ? html(services) : json(services);
  }

  private Outgoing json(List<String> services) {
    Map<String, Object> page = new LinkedHashMap<>();
    for (String service : services) {
      List<OperationCoverage> operations = coverage.operations(service);
      Map<String, Object> entry = new LinkedHashMap<>();
      for (Fidelity fidelity : Fidelity.values()) {
        entry.put(word(fidelity), count(operations, fidelity));
      }
      Map<String, Object> each = new LinkedHashMap<>();
      operations.forEach(operation -> each.put(operation.name(), describe(operation)));
      entry.put("operations", each);
      page.put(service, entry);
    }
    return Json.page(page);
  }

  private static Map<String, Object> describe(OperationCoverage operation) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("fidelity", word(operation.fidelity()));
    if (!operation.reason().isEmpty()) {
      entry.put("reason", operation.reason());
    }
    if (!operation.recordedMembers().isEmpty()) {
      entry.put("recordedMembers", operation.recordedMembers());
    }
    return entry;
  }

  private Outgoing html(List<String> services) {
    StringBuilder page =
        new StringBuilder(
            """
            <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Coverage</title>
            <style>body{font:16px system-ui;margin:2em;max-width:60em}
            td,th{text-align:left;padding:.1em 1em .1em 0;vertical-align:top}
            .unsupported{color:#777}.recorded{color:#960}</style></head><body><h1>Coverage</h1>
            """);
    for (String service : services) {
      List<OperationCoverage> operations = coverage.operations(service);
      page.append("<h2>").append(escape(service)).append("</h2><p>");
      for (Fidelity fidelity : Fidelity.values()) {
        page.append(count(operations, fidelity)).append(' ').append(word(fidelity)).append("; ");
      }
      page.append("</p><table>");
      operations.forEach(operation -> row(page, operation));
      page.append("</table>");
    }
    return Outgoing.text(200, "text/html; charset=utf-8", page.append("</body></html>").toString());
  }

  private static void row(StringBuilder page, OperationCoverage operation) {
    String word = word(operation.fidelity());
    page.append("<tr class=\"").append(word).append("\"><td>").append(escape(operation.name()));
    page.append("</td><td>").append(word).append("</td><td>").append(escape(operation.reason()));
    operation
        .recordedMembers()
        .forEach(
            (member, why) ->
                page.append("<br>")
                    .append(escape(member))
                    .append(" is only recorded: ")
                    .append(escape(why)));
    page.append("</td></tr>\n");
  }

  private static long count(List<OperationCoverage> operations, Fidelity fidelity) {
    return operations.stream().filter(each -> each.fidelity() == fidelity).count();
  }

  private static String word(Fidelity fidelity) {
    return fidelity.name().toLowerCase(Locale.ROOT);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
