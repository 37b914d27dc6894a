package dev.cloudjar.gateway.control;

import dev.cloudjar.gateway.exchange.Incoming;
import dev.cloudjar.gateway.exchange.Outgoing;
import java.util.Map;
import java.util.TreeMap;

/** {@code /_cloudjar/health}: whether the cloud is up, and which rooms are open. */
public final class HealthPage implements ControlPage {
  private final Coverage coverage;

  public HealthPage(Coverage coverage) {
    this.coverage = coverage;
  }

  @Override
  public String path() {
    return "/_cloudjar/health";
  }

  @Override
  public Outgoing answer(Incoming incoming) {
    return Json.page(Map.of("status", "ok", "services", states(coverage)));
  }

  /** Of each service with a room: {@code running} if it was used, else {@code available}. */
  static Map<String, String> states(Coverage coverage) {
    Map<String, String> states = new TreeMap<>();
    for (String service : coverage.services()) {
      if (coverage.hasRoom(service)) {
        states.put(service, coverage.isOpen(service) ? "running" : "available");
      }
    }
    return states;
  }
}
