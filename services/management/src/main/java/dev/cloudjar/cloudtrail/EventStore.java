package dev.cloudjar.cloudtrail;

import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyRange;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Pages of events, and by what their events are looked up. */
final class EventStore {
  /** How far the events of a page are apart at the most. */
  static final long PAGE_MILLIS = 1_000;

  private static final Table<PageKey, EventPage> PAGES =
      new Table<>("cloudtrail.page", PageKey.CODEC, EventPage.CODEC);
  private static final Table<IndexKey, Marker> INDEX =
      new Table<>("cloudtrail.index", IndexKey.CODEC, RecordCodec.of(Marker.class));
  private static final Table<Stream, Marker> STREAMS =
      new Table<>("cloudtrail.stream", Stream.CODEC, RecordCodec.of(Marker.class));

  private record Marker() {}

  /** Where events are kept together. */
  record Stream(String accountId, String region) {
    static final KeyCodec<Stream> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(Stream key, KeyWriter out) {
            out.text(key.accountId()).text(key.region());
          }

          @Override
          public Stream read(KeyReader in) {
            return new Stream(in.text(), in.text());
          }
        };
  }

  /** What events can be looked up by, as {@code LookupEvents} calls it. */
  record Attribute(String name, String value) {
    boolean matches(RecordedEvent event) {
      return attributes(event).contains(this);
    }
  }

  private record IndexKey(Attribute attribute, PageKey page) {
    static final KeyCodec<IndexKey> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(IndexKey key, KeyWriter out) {
            start(key.page(), key.attribute(), out)
                .number(key.page().timeMillis())
                .number(key.page().chance());
          }

          @Override
          public IndexKey read(KeyReader in) {
            String accountId = in.text();
            String region = in.text();
            Attribute attribute = new Attribute(in.text(), in.text());
            return new IndexKey(
                attribute, new PageKey(accountId, region, false, in.number(), in.number()));
          }
        };

    static KeyWriter start(PageKey page, Attribute attribute, KeyWriter out) {
      return out.text(page.accountId())
          .text(page.region())
          .text(attribute.name())
          .text(attribute.value());
    }
  }

  private EventStore() {}

  /** Keeps a page; whether it is the first one of its stream. */
  static boolean append(Transaction transaction, PageKey key, EventPage page) {
    PAGES.put(transaction, key, page);
    for (Attribute attribute : attributes(key, page)) {
      INDEX.put(transaction, new IndexKey(attribute, key), new Marker());
    }
    Stream stream = new Stream(key.accountId(), key.region());
    boolean first = !STREAMS.contains(transaction, stream);
    if (first) {
      STREAMS.put(transaction, stream, new Marker());
    }
    return first;
  }

  static EventPage page(Snapshot snapshot, PageKey key) {
    EventPage page = PAGES.get(snapshot, key);
    return page == null ? new EventPage(List.of()) : page;
  }

  /**
   * Pages with management events, the newest first.
   *
   * @param first a page that may be as new as the newest, of a time and with the highest chance
   * @param last the same of the oldest
   */
  static List<PageKey> pages(Snapshot snapshot, PageKey first, PageKey last, int limit) {
    KeyRange range = new KeyRange(PAGES.encode(last), KeyRange.after(PAGES.encode(first)));
    List<PageKey> found = new ArrayList<>();
    try (Rows<PageKey, EventPage> rows = PAGES.scanReverse(snapshot, range)) {
      while (found.size() < limit && rows.next()) {
        found.add(rows.key());
      }
    }
    return found;
  }

  /** Pages that have an event with an attribute, the newest first. */
  static List<PageKey> pages(
      Snapshot snapshot, Attribute attribute, PageKey first, PageKey last, int limit) {
    KeyRange range =
        new KeyRange(
            INDEX.encode(new IndexKey(attribute, last)),
            KeyRange.after(INDEX.encode(new IndexKey(attribute, first))));
    List<PageKey> found = new ArrayList<>();
    try (Rows<IndexKey, Marker> rows = INDEX.scanReverse(snapshot, range)) {
      while (found.size() < limit && rows.next()) {
        found.add(rows.key().page());
      }
    }
    return found;
  }

  /** The oldest pages of a stream, of whatever kind. */
  static List<PageKey> oldest(Snapshot snapshot, Stream stream, boolean data, int limit) {
    KeyRange range =
        PAGES.startingWith(
            out -> out.text(stream.accountId()).text(stream.region()).number(data ? 1 : 0));
    List<PageKey> found = new ArrayList<>();
    try (Rows<PageKey, EventPage> rows = PAGES.scan(snapshot, range)) {
      while (found.size() < limit && rows.next()) {
        found.add(rows.key());
      }
    }
    return found;
  }

  static void delete(Transaction transaction, PageKey key) {
    EventPage page = page(transaction, key);
    for (Attribute attribute : attributes(key, page)) {
      INDEX.delete(transaction, new IndexKey(attribute, key));
    }
    PAGES.delete(transaction, key);
  }

  static void end(Transaction transaction, Stream stream) {
    STREAMS.delete(transaction, stream);
  }

  private static Set<Attribute> attributes(PageKey key, EventPage page) {
    Set<Attribute> all = new LinkedHashSet<>();
    if (!key.data()) {
      RecordedEvent before = null;
      for (RecordedEvent event : page.events()) {
        if (before == null || !isLike(before, event)) {
          all.addAll(attributes(event));
        }
        before = event;
      }
    }
    return all;
  }

  /** Whether an event is looked up by nothing that the one before is not. */
  private static boolean isLike(RecordedEvent before, RecordedEvent event) {
    return event.operation().equals(before.operation())
        && event.service().equals(before.service())
        && event.userName().equals(before.userName())
        && event.accessKeyId().equals(before.accessKeyId())
        && event.resources().equals(before.resources());
  }

  private static List<Attribute> attributes(RecordedEvent event) {
    OperationKind kind = event.kind();
    List<Attribute> all = new ArrayList<>();
    all.add(new Attribute("EventName", kind.eventName()));
    all.add(new Attribute("EventSource", kind.source()));
    all.add(new Attribute("ReadOnly", Boolean.toString(kind.readOnly())));
    if (!event.userName().isEmpty()) {
      all.add(new Attribute("Username", event.userName()));
    }
    if (!event.accessKeyId().isEmpty()) {
      all.add(new Attribute("AccessKeyId", event.accessKeyId()));
    }
    for (RecordedEvent.Named resource : event.resources()) {
      all.add(new Attribute("ResourceType", resource.type()));
      all.add(new Attribute("ResourceName", resource.name()));
    }
    return all;
  }
}
