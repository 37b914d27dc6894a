package dev.cloudjar.gateway.control;

import dev.cloudjar.cloud.Decisions;
import dev.cloudjar.cloud.Refusal;
import dev.cloudjar.gateway.exchange.Incoming;
import dev.cloudjar.gateway.exchange.Outgoing;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@code /_cloudjar/decisions}: what the gate has refused lately. Below it, by a request id or
 * {@code latest}, the whole of why: every policy that was looked at, and the smallest change that
 * would let the call through. With {@code .txt} behind the id, for people.
 */
public final class DecisionsPage implements ControlPage {
  private static final String PATH = "/_cloudjar/decisions";
  private static final String TEXT = ".txt";
  private static final int LISTED = 50;

  private final Supplier<Decisions> decisions;

  public DecisionsPage(Supplier<Decisions> decisions) {
    this.decisions = decisions;
  }

  @Override
  public String path() {
    return PATH;
  }

  @Override
  public Outgoing answer(Incoming incoming) {
    if (!incoming.head().method().equals("GET")) {
      return ControlPages.methodNotAllowed("GET");
    }
    String below = incoming.head().path().substring(PATH.length());
    if (below.isEmpty() || below.equals("/")) {
      return Json.page(
          decisions.get().recent(LISTED).stream().map(DecisionsPage::summary).toList());
    }
    boolean text = below.endsWith(TEXT);
    String id = below.substring(1, below.length() - (text ? TEXT.length() : 0));
    Optional<Refusal> refusal =
        id.equals("latest")
            ? decisions.get().recent(1).stream().findFirst()
            : decisions.get().find(id);
    if (refusal.isEmpty()) {
      return Json.error(404, "No refused call is known by the request id " + id + ".");
    }
    return text
        ? Outgoing.text(200, "text/plain; charset=utf-8", RefusalText.of(refusal.get()))
        : Outgoing.text(200, "application/json", refusal.get().explanation().toJson() + "\n");
  }

  private static Map<String, Object> summary(Refusal refusal) {
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("id", refusal.id());
    summary.put("time", refusal.time().toString());
    summary.put("principal", refusal.principalArn());
    summary.put("operation", refusal.service() + ":" + refusal.operation());
    summary.put("action", refusal.explanation().action());
    summary.put("resource", refusal.explanation().resource());
    summary.put("why", refusal.explanation().verdict().sentence());
    return summary;
  }
}
