package dev.cloudjar.gateway.control;

import dev.cloudjar.cloud.ClockControl;
import dev.cloudjar.cloud.Durations;
import dev.cloudjar.cloud.Passage;
import dev.cloudjar.gateway.exchange.Incoming;
import dev.cloudjar.gateway.exchange.Outgoing;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * {@code /_cloudjar/clock}: GET shows the virtual clock; POST or PUT moves it, by one of
 *
 * <ul>
 *   <li>{@code {"freeze": true}} and {@code {"freeze": false}}
 *   <li>{@code {"advance": "90d"}}, also {@code 36h}, {@code 1d12h} or {@code PT36H}
 *   <li>{@code {"advanceTo": "2030-01-01T00:00:00Z"}}
 *   <li>{@code {"settle": true}}, which waits until all that is due has been done
 * </ul>
 *
 * <p>The answer tells what was done on the way.
 */
public final class ClockPage implements ControlPage {
  private final Supplier<ClockControl> clock;

  public ClockPage(Supplier<ClockControl> clock) {
    this.clock = clock;
  }

  @Override
  public String path() {
    return "/_cloudjar/clock";
  }

  @Override
  public Outgoing answer(Incoming incoming) throws IOException {
    return switch (incoming.head().method()) {
      case "GET", "HEAD" -> show(Optional.empty());
      case "POST", "PUT" -> show(move(Json.read(incoming)));
      default -> ControlPages.methodNotAllowed("GET, POST, PUT");
    };
  }

  private Optional<Passage> move(JsonNode order) {
    if (order.size() != 1) {
      throw new IllegalArgumentException(
          "say one of freeze, advance, advanceTo and settle, such as {\"advance\": \"90d\"}");
    }
    String name = order.propertyNames().iterator().next();
    JsonNode value = order.get(name);
    return switch (name) {
      case "freeze" -> freeze(value.isBoolean() ? value.booleanValue() : null);
      case "advance" -> Optional.of(clock.get().advance(Durations.parse(value.asString(""))));
      case "advanceTo" -> Optional.of(clock.get().advanceTo(time(value.asString(""))));
      case "settle" -> Optional.of(clock.get().settle());
      default -> throw new IllegalArgumentException("the clock knows no \"" + name + "\"");
    };
  }

  private Optional<Passage> freeze(@Nullable Boolean still) {
    if (still == null) {
      throw new IllegalArgumentException("freeze is true or false");
    }
    if (still) {
      clock.get().freeze();
    } else {
      clock.get().resume();
    }
    return Optional.empty();
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("advanceTo is a time such as 2030-01-01T00:00:00Z", e);
    }
  }

  private Outgoing show(Optional<Passage> passage) {
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("now", clock.get().now().toString());
    page.put("frozen", clock.get().isFrozen());
    passage.ifPresent(moved -> page.put("passage", describe(moved)));
    return Json.page(page);
  }

  private static Map<String, Object> describe(Passage passage) {
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("from", passage.from().toString());
    page.put("to", passage.to().toString());
    page.put("items", passage.items());
    page.put("failed", passage.failed());
    Map<String, Object> ran = new LinkedHashMap<>();
    passage
        .ran()
        .forEach(
            (kind, each) ->
                ran.put(
                    kind,
                    Map.of(
                        "items", each.items(),
                        "failed", each.failed(),
                        "first", each.first().toString(),
                        "last", each.last().toString())));
    page.put("ran", ran);
    page.put("failures", passage.failures().stream().map(ClockPage::describe).toList());
    return page;
  }

  private static Map<String, Object> describe(Passage.Failure failure) {
    return new LinkedHashMap<>(
        Map.of(
            "kind", failure.kind(),
            "id", failure.id(),
            "time", failure.time().toString(),
            "error", failure.error(),
            "parked", failure.parked()));
  }
}
