package dev.cloudjar.gateway.control;

import dev.cloudjar.gateway.exchange.Incoming;
import dev.cloudjar.gateway.exchange.Outgoing;
import dev.cloudjar.store.Scrub;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/**
 * {@code /_cloudjar/zones}: GET shows the directories that content has copies in; POST of {@code
 * {"scrub": true}} reads all copies, makes those anew that are gone or damaged, and tells how many
 * there were.
 */
public final class ZonesPage implements ControlPage {
  private final Supplier<Map<Path, Boolean>> zones;
  private final Supplier<Scrub> scrub;

  /**
   * @param zones the directories, and whether they are there
   */
  public ZonesPage(Supplier<Map<Path, Boolean>> zones, Supplier<Scrub> scrub) {
    this.zones = zones;
    this.scrub = scrub;
  }

  @Override
  public String path() {
    return "/_cloudjar/zones";
  }

  @Override
  public Outgoing answer(Incoming incoming) throws IOException {
    return switch (incoming.head().method()) {
      case "GET", "HEAD" -> Json.page(show());
      case "POST" -> scrub(Json.read(incoming));
      default -> ControlPages.methodNotAllowed("GET, POST");
    };
  }

  private Outgoing scrub(JsonNode order) {
    if (!order.path("scrub").asBoolean(false)) {
      throw new IllegalArgumentException("say {\"scrub\": true}");
    }
    Scrub found = scrub.get();
    Map<String, Object> page = show();
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("blobs", found.blobs());
    report.put("readBytes", found.readBytes());
    report.put("damagedCopies", found.damagedCopies());
    report.put("madeCopies", found.madeCopies());
    report.put("lostBlobs", found.lostBlobs());
    page.put("scrub", report);
    return Json.page(page);
  }

  private Map<String, Object> show() {
    Map<String, Object> directories = new LinkedHashMap<>();
    zones.get().forEach((directory, there) -> directories.put(directory.toString(), there));
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("zones", directories);
    return page;
  }
}
