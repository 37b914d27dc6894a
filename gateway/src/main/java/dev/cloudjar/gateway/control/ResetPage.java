package dev.cloudjar.gateway.control;

import dev.cloudjar.gateway.exchange.Incoming;
import dev.cloudjar.gateway.exchange.Outgoing;
import java.io.IOException;
import java.util.Map;

/** {@code POST /_cloudjar/reset}: makes the cloud as empty as it was at its first start. */
public final class ResetPage implements ControlPage {
  private final Reset reset;

  public ResetPage(Reset reset) {
    this.reset = reset;
  }

  /** Empties the cloud. */
  @FunctionalInterface
  public interface Reset {
    void reset() throws IOException;
  }

  @Override
  public String path() {
    return "/_cloudjar/reset";
  }

  @Override
  public Outgoing answer(Incoming incoming) throws IOException {
    if (!incoming.head().method().equals("POST")) {
      return ControlPages.methodNotAllowed("POST");
    }
    reset.reset();
    return Json.page(Map.of("status", "reset"));
  }
}
