package dev.cloudjar.gateway.control;

import dev.cloudjar.gateway.exchange.Incoming;
import dev.cloudjar.gateway.exchange.Outgoing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code /_localstack/health}, {@code info} and {@code init}, in the form that tools which wait for
 * LocalStack ask for.
 *
 * @see <a href="https://docs.localstack.cloud/references/internal-endpoints/">Internal
 *     endpoints</a>
 */
public final class LocalStackPages implements ControlPage {
  private final Coverage coverage;
  private final CloudInfo info;

  public LocalStackPages(Coverage coverage, CloudInfo info) {
    this.coverage = coverage;
    this.info = info;
  }

  @Override
  public String path() {
    return "/_localstack";
  }

  @Override
  public Outgoing answer(Incoming incoming) {
    return switch (incoming.head().path()) {
      case "/_localstack/health" -> health();
      case "/_localstack/info" -> info();
      case "/_localstack/init", "/_localstack/init/ready" -> init();
      default -> Json.error(404, "there is no such page");
    };
  }

  private Outgoing health() {
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("services", HealthPage.states(coverage));
    page.put("edition", "community");
    page.put("version", info.version());
    return Json.page(page);
  }

  private Outgoing info() {
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("version", info.version());
    page.put("edition", "community");
    page.put("is_license_activated", false);
    page.put("session_id", "cloudjar");
    page.put("is_docker", false);
    page.put("server_time_utc", info.started().toString());
    return Json.page(page);
  }

  private static Outgoing init() {
    Map<String, Object> completed = new LinkedHashMap<>();
    for (String stage : List.of("BOOT", "START", "READY", "SHUTDOWN")) {
      completed.put(stage, !stage.equals("SHUTDOWN"));
    }
    return Json.page(Map.of("completed", completed, "scripts", List.of()));
  }
}
