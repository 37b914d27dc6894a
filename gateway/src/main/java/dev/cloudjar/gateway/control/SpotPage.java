package dev.cloudjar.gateway.control;

import dev.cloudjar.cloud.Interruptions;
import dev.cloudjar.gateway.exchange.Incoming;
import dev.cloudjar.gateway.exchange.Outgoing;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/**
 * {@code /_cloudjar/spot}: POST of {@code {"interrupt": "i-..."}} gives a Spot instance its two
 * minutes' notice, and tells when it ends; {@code {"restore": "i-..."}} has capacity again for one
 * that was stopped.
 */
public final class SpotPage implements ControlPage {
  private final Supplier<Interruptions> interruptions;

  public SpotPage(Supplier<Interruptions> interruptions) {
    this.interruptions = interruptions;
  }

  @Override
  public String path() {
    return "/_cloudjar/spot";
  }

  @Override
  public Outgoing answer(Incoming incoming) throws IOException {
    return incoming.head().method().equals("POST")
        ? change(Json.read(incoming))
        : ControlPages.methodNotAllowed("POST");
  }

  private Outgoing change(JsonNode order) {
    String interrupted = order.path("interrupt").asString("");
    String restored = order.path("restore").asString("");
    if (interrupted.isEmpty() == restored.isEmpty()) {
      throw new IllegalArgumentException(
          "say {\"interrupt\": \"i-...\"} or {\"restore\": \"i-...\"}");
    }
    if (interrupted.isEmpty()) {
      interruptions.get().lender().restore(restored);
      return Json.page(Map.of("restored", restored));
    }
    Instant end = interruptions.get().lender().interrupt(interrupted);
    return Json.page(Map.of("interrupted", interrupted, "ends", end.toString()));
  }
}
