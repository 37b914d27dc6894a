package dev.cloudjar.cloud;

import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The Availability Zones that were taken down on purpose, until they are brought up again, also
 * after a restart. Rooms ask before they start something in a zone, and hear of each change by an
 * event whose key and payload are the zone's name; which it is now, they look up.
 */
public final class ZoneOutages {
  /** Tells that a zone has gone down or has come up. */
  public static final String TOPIC = "cloud.zone";

  private static final Pattern NAME = Pattern.compile("[a-z]{2}(-[a-z]+)+-[0-9][a-c]");
  private static final Table<String, Outage> OUTAGES =
      new Table<>(
          "cloud.zone-outage",
          new KeyCodec<>() {
            @Override
            public void write(String key, KeyWriter out) {
              out.text(key);
            }

            @Override
            public String read(KeyReader in) {
              return in.text();
            }
          },
          RecordCodec.of(Outage.class));

  private final KeyValueStore store;
  private final Clock clock;
  private final Events events;

  ZoneOutages(KeyValueStore store, Clock clock, Events events) {
    this.store = store;
    this.clock = clock;
    this.events = events;
  }

  private record Outage(Instant since) {}

  /** Whether a zone is down, by its name, such as {@code us-east-1a}. */
  public static boolean isDown(Snapshot snapshot, String zone) {
    return OUTAGES.contains(snapshot, zone);
  }

  /** Since when zones are down, by their names. */
  public Map<String, Instant> all() {
    return store.read(
        snapshot -> {
          Map<String, Instant> all = new TreeMap<>();
          try (Rows<String, Outage> rows = OUTAGES.scan(snapshot, OUTAGES.all())) {
            while (rows.next()) {
              all.put(rows.key(), rows.value().since());
            }
          }
          return all;
        });
  }

  /**
   * Takes a zone down.
   *
   * @throws IllegalArgumentException where that is no name of a zone
   */
  public void begin(String zone) {
    change(zone, true);
  }

  /**
   * Brings a zone up again.
   *
   * @throws IllegalArgumentException where that is no name of a zone
   */
  public void end(String zone) {
    change(zone, false);
  }

  private void change(String zone, boolean down) {
    if (!NAME.matcher(zone).matches()) {
      throw new IllegalArgumentException(
          "There is no zone "
              + zone
              + ". Name one such as us-east-1a; each Region has a, b and c.");
    }
    store.transact(
        transaction -> {
          if (OUTAGES.contains(transaction, zone) != down) {
            if (down) {
              OUTAGES.put(transaction, zone, new Outage(clock.now()));
            } else {
              OUTAGES.delete(transaction, zone);
            }
            events.publish(
                transaction, new Events.Event(TOPIC, zone, zone.getBytes(StandardCharsets.UTF_8)));
          }
          return true;
        });
  }
}
