package dev.cloudjar.gateway.control;

import dev.cloudjar.cloud.Learning;
import dev.cloudjar.gateway.exchange.Incoming;
import dev.cloudjar.gateway.exchange.Outgoing;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * {@code /_cloudjar/learn}: GET says whether the gate watches what principals need; POST {@code
 * {"watch": true}} begins anew, and {@code {"watch": false}} ends and answers with the policies
 * that allow just that, by principal.
 */
public final class LearnPage implements ControlPage {
  private final Supplier<Learning> learning;

  public LearnPage(Supplier<Learning> learning) {
    this.learning = learning;
  }

  @Override
  public String path() {
    return "/_cloudjar/learn";
  }

  @Override
  public Outgoing answer(Incoming incoming) throws IOException {
    return switch (incoming.head().method()) {
      case "GET", "HEAD" -> Json.page(Map.of("watching", learning.get().isOn()));
      case "POST", "PUT" -> watch(Json.read(incoming).path("watch").asString(""));
      default -> ControlPages.methodNotAllowed("GET, POST, PUT");
    };
  }

  private Outgoing watch(String watch) {
    return switch (watch) {
      case "true" -> begin();
      case "false" -> end();
      default -> throw new IllegalArgumentException("watch is true or false");
    };
  }

  private Outgoing begin() {
    learning.get().start();
    return Json.page(Map.of("watching", true));
  }

  private Outgoing end() {
    Map<String, Object> policies = new LinkedHashMap<>();
    learning.get().stop().forEach((who, policy) -> policies.put(who, Json.tree(policy)));
    return Json.page(Map.of("watching", false, "policies", policies));
  }
}
