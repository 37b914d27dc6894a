package dev.cloudjar.gateway.control;

import dev.cloudjar.gateway.exchange.Incoming;
import dev.cloudjar.gateway.exchange.Outgoing;
import java.io.IOException;

/** One page. Called on a thread that may wait, and only for those who may see it. */
public interface ControlPage {

  /** Where it is, such as {@code /_cloudjar/health}; answers also what is below that. */
  String path();

  /**
   * Answers a request.
   *
   * @throws IllegalArgumentException for a request that makes no sense; its message is shown
   */
  Outgoing answer(Incoming incoming) throws IOException;
}
