package dev.cloudjar.gateway.control;

import dev.cloudjar.gateway.exchange.Incoming;
import dev.cloudjar.gateway.exchange.Outgoing;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code /_cloudjar/info}: which cloud this is. */
public final class InfoPage implements ControlPage {
  private final CloudInfo info;

  public InfoPage(CloudInfo info) {
    this.info = info;
  }

  @Override
  public String path() {
    return "/_cloudjar/info";
  }

  @Override
  public Outgoing answer(Incoming incoming) {
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("name", "Cloudjar");
    page.put("version", info.version());
    page.put("region", info.region());
    page.put("data", info.data());
    page.put("strict", info.strict());
    page.put("started", info.started().toString());
    page.put("java", Runtime.version().toString());
    page.put("processId", ProcessHandle.current().pid());
    return Json.page(page);
  }
}
