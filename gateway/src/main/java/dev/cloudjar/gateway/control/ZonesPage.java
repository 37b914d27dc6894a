package dev.cloudjar.gateway.control;

import dev.cloudjar.gateway.exchange.Incoming;
import dev.cloudjar.gateway.exchange.Outgoing;
import dev.cloudjar.store.Scrub;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/**
 * {@code /_cloudjar/zones}: GET shows which Availability Zones are down, and the directories that
 * content has copies in; POST does one of
 *
 * <ul>
 *   <li>{@code {"down": "us-east-1a"}} takes a zone down, until {@code {"up": "us-east-1a"}}
 *   <li>{@code {"scrub": true}} reads all copies of content, makes those anew that are gone or
 *       damaged, and tells how many there were
 * </ul>
 */
public final class ZonesPage implements ControlPage {
  private final Outages outages;
  private final Supplier<Map<Path, Boolean>> zones;
  private final Supplier<Scrub> scrub;

  /** Zones that are taken down and brought up. */
  public interface Outages {
    /** Since when zones are down, by their names. */
    Map<String, Instant> all();

    /** Takes a zone down or brings it up again, and returns when what follows has happened. */
    void change(String zone, boolean down);
  }

  /**
   * @param outages the zones that are down
   * @param zones the directories, and whether they are there
   */
  public ZonesPage(Outages outages, Supplier<Map<Path, Boolean>> zones, Supplier<Scrub> scrub) {
    this.outages = outages;
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
      case "POST" -> act(Json.read(incoming));
      default -> ControlPages.methodNotAllowed("GET, POST");
    };
  }

  private Outgoing act(JsonNode order) {
    String down = order.path("down").asString("");
    String up = order.path("up").asString("");
    boolean scrubs = order.path("scrub").asBoolean(false);
    if (order.size() != 1 || (down.isEmpty() && up.isEmpty() && !scrubs)) {
      throw new IllegalArgumentException(
          "say one of {\"down\": \"us-east-1a\"}, {\"up\": \"us-east-1a\"} and {\"scrub\": true}");
    }
    if (scrubs) {
      return scrub();
    }
    outages.change(down.isEmpty() ? up : down, up.isEmpty());
    return Json.page(show());
  }

  private Outgoing scrub() {
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
    Map<String, Object> down = new LinkedHashMap<>();
    outages.all().forEach((zone, since) -> down.put(zone, since.toString()));
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("down", down);
    page.put("zones", directories);
    return page;
  }
}
