package dev.cloudjar.cloudtrail;

import dev.cloudjar.cloud.Backlog;
import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloudtrail.EventStore.Attribute;
import dev.cloudjar.store.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudtrail.model.Event;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttribute;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsRequest;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsResponse;
import software.amazon.awssdk.services.cloudtrail.model.Resource;

/** Looks events up. */
final class LookupOperations {
  private static final int MOST_RESULTS = 50;
  private static final int PAGES_AT_A_TIME = 50;
  private static final String EVENT_ID = "EventId";

  private final Cloud cloud;
  private final Backlog<?> backlog;

  LookupOperations(Cloud cloud, Backlog<?> backlog) {
    this.cloud = cloud;
    this.backlog = backlog;
  }

  /**
   * What is looked for.
   *
   * @param from in milliseconds, inclusive
   * @param until in milliseconds, inclusive
   */
  private record Search(
      String accountId, String region, Optional<Attribute> attribute, long from, long until) {

    boolean finds(RecordedEvent event) {
      return event.timeMillis() >= from
          && event.timeMillis() <= until
          && attribute.map(it -> it.matches(event)).orElse(true);
    }

    PageKey page(long timeMillis, long chance) {
      return new PageKey(accountId, region, false, timeMillis, chance);
    }
  }

  /** An event that was found. */
  private record Found(PageKey page, int place, RecordedEvent event) {
    String token() {
      return page.timeMillis() + "." + page.chance() + "." + place;
    }
  }

  LookupEventsResponse lookup(Call call, LookupEventsRequest request) {
    int limit = limit(request.maxResults());
    Search search = search(call, request);
    if (request.eventCategory() != null || search.from() > search.until()) {
      return LookupEventsResponse.builder().events(List.of()).build(); // There are no Insights.
    }
    backlog.flush();
    return cloud
        .store()
        .read(
            snapshot -> {
              List<Found> found =
                  search.attribute().filter(it -> it.name().equals(EVENT_ID)).isPresent()
                      ? byId(snapshot, search)
                      : find(snapshot, search, request.nextToken(), limit);
              List<Found> shown = found.subList(0, Math.min(limit, found.size()));
              return LookupEventsResponse.builder()
                  .events(shown.stream().map(it -> shown(search, it)).toList())
                  .nextToken(found.size() > limit ? shown.getLast().token() : null)
                  .build();
            });
  }

  private static int limit(@Nullable Integer maxResults) {
    if (maxResults == null) {
      return MOST_RESULTS;
    }
    if (maxResults < 1 || maxResults > MOST_RESULTS) {
      throw CloudTrailFaults.invalidMaxResults();
    }
    return maxResults;
  }

  private static Search search(Call call, LookupEventsRequest request) {
    Instant start = request.startTime();
    Instant end = request.endTime();
    if (start != null && end != null && start.isAfter(end)) {
      throw CloudTrailFaults.invalidTimeRange();
    }
    if (request.lookupAttributes().size() > 1) {
      throw CloudTrailFaults.invalidLookupAttributes(
          "You can specify only one lookup attribute at a time.");
    }
    Optional<Attribute> attribute =
        request.lookupAttributes().stream().findFirst().map(LookupOperations::attribute);
    long oldest = call.time().minus(EventJournal.RETENTION).toEpochMilli();
    return new Search(
        call.accountId(),
        call.region(),
        attribute,
        start == null ? oldest : Math.max(oldest, start.toEpochMilli()),
        // Times are told in whole seconds, so the second of the end belongs to the range.
        end == null ? Long.MAX_VALUE >> 16 : end.toEpochMilli() + 999);
  }

  private static Attribute attribute(LookupAttribute attribute) {
    String value = attribute.attributeValue();
    if (value.isEmpty()) {
      throw CloudTrailFaults.invalidLookupAttributes("The value of an attribute is empty.");
    }
    return new Attribute(attribute.attributeKeyAsString(), value);
  }

  private static List<Found> byId(Snapshot snapshot, Search search) {
    String id = search.attribute().map(Attribute::value).orElseThrow();
    Search all =
        new Search(
            search.accountId(), search.region(), Optional.empty(), search.from(), search.until());
    return PageKey.ofEvent(search.accountId(), search.region(), id).stream()
        .flatMap(page -> in(snapshot, all, page, Integer.MAX_VALUE).stream())
        .filter(it -> it.page().eventId(it.place()).equals(id))
        .toList();
  }

  /** What is found from a token on, and one more where there is more. */
  private static List<Found> find(
      Snapshot snapshot, Search search, @Nullable String token, int limit) {
    List<Found> found = new ArrayList<>();
    PageKey first = search.page(search.until(), Long.MAX_VALUE);
    int before = Integer.MAX_VALUE;
    if (token != null) {
      Position position = Position.parse(token);
      first = search.page(position.timeMillis(), position.chance());
      before = position.place();
    }
    PageKey last = search.page(search.from() - EventStore.PAGE_MILLIS, 0);
    while (true) {
      List<PageKey> pages = pages(snapshot, search, first, last);
      for (PageKey page : pages) {
        found.addAll(in(snapshot, search, page, page.equals(first) ? before : Integer.MAX_VALUE));
        if (found.size() > limit) {
          return found;
        }
      }
      if (pages.size() < PAGES_AT_A_TIME) {
        return found;
      }
      first = pages.getLast();
      before = 0; // It has been read.
    }
  }

  private static List<PageKey> pages(
      Snapshot snapshot, Search search, PageKey first, PageKey last) {
    return search
        .attribute()
        .map(it -> EventStore.pages(snapshot, it, first, last, PAGES_AT_A_TIME))
        .orElseGet(() -> EventStore.pages(snapshot, first, last, PAGES_AT_A_TIME));
  }

  /** The events of a page that are looked for, the newest first. */
  private static List<Found> in(Snapshot snapshot, Search search, PageKey page, int before) {
    List<RecordedEvent> events = EventStore.page(snapshot, page).events();
    List<Found> found = new ArrayList<>();
    for (int place = Math.min(events.size(), before) - 1; place >= 0; place--) {
      if (search.finds(events.get(place))) {
        found.add(new Found(page, place, events.get(place)));
      }
    }
    return found;
  }

  /** Where a list goes on. */
  private record Position(long timeMillis, long chance, int place) {
    static Position parse(String token) {
      String[] parts = token.split("\\.", -1);
      try {
        if (parts.length == 3) {
          return new Position(
              Long.parseLong(parts[0]), Long.parseLong(parts[1]), Integer.parseInt(parts[2]));
        }
      } catch (NumberFormatException e) {
        // Not a token that we gave.
      }
      throw CloudTrailFaults.invalidNextToken();
    }
  }

  private static Event shown(Search search, Found found) {
    RecordedEvent event = found.event();
    OperationKind kind = event.kind();
    String id = found.page().eventId(found.place());
    return Event.builder()
        .eventId(id)
        .eventName(kind.eventName())
        .readOnly(Boolean.toString(kind.readOnly()))
        .accessKeyId(event.accessKeyId().isEmpty() ? null : event.accessKeyId())
        .eventTime(event.time())
        .eventSource(kind.source())
        .username(event.userName().isEmpty() ? null : event.userName())
        .resources(
            event.resources().stream()
                .map(
                    it ->
                        Resource.builder().resourceType(it.type()).resourceName(it.name()).build())
                .toList())
        .cloudTrailEvent(event.json(id, search.accountId(), search.region()))
        .build();
  }
}
