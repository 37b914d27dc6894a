package dev.cloudjar.gateway.control;

import dev.cloudjar.cloud.Costs;
import dev.cloudjar.gateway.exchange.Incoming;
import dev.cloudjar.gateway.exchange.Outgoing;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * {@code /_cloudjar/costs/} and the number of an account, the default one's without: what it used
 * and would have to pay for, by AWS's usage types. In this month; {@code ?from=2026-01-01} and
 * {@code until=} name other days.
 */
public final class CostsPage implements ControlPage {
  private static final String PATH = "/_cloudjar/costs";
  private static final String DEFAULT_ACCOUNT = "000000000000";

  private final Supplier<Costs> costs;

  public CostsPage(Supplier<Costs> costs) {
    this.costs = costs;
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
    String account = below.length() > 1 ? below.substring(1) : DEFAULT_ACCOUNT;
    LocalDate today = costs.get().today();
    LocalDate from = day(incoming, "from", today.withDayOfMonth(1));
    LocalDate until = day(incoming, "until", today.plusDays(1));
    return Json.page(costs.get().of(account, from, until).stream().map(CostsPage::line).toList());
  }

  private static Map<String, Object> line(Costs.Line line) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("service", line.usage().service());
    members.put("region", line.usage().region());
    members.put("resource", line.usage().resource());
    members.put("usageType", line.usage().usageType());
    members.put("quantity", line.quantity());
    return members;
  }

  private static LocalDate day(Incoming incoming, String name, LocalDate otherwise) {
    for (String each : incoming.head().query().split("&", -1)) {
      if (each.startsWith(name + "=")) {
        return LocalDate.parse(each.substring(name.length() + 1));
      }
    }
    return otherwise;
  }
}
