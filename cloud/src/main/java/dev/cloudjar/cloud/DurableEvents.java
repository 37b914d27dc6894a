package dev.cloudjar.cloud;

import dev.cloudjar.cloud.EventRows.Lane;
import dev.cloudjar.cloud.EventRows.Next;
import dev.cloudjar.cloud.EventRows.Subscription;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Transaction;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Events as rows of an outbox, one for each subscriber, written with the change that they tell of.
 *
 * <p>Who subscribes to what is kept in the store, too, so that after a restart an event finds the
 * subscribers whose rooms have not been opened yet. A room that has never been opened hears of
 * nothing: it has nothing to do with what happens either.
 *
 * <p>Events of one key are heard in the order of their transactions, as far as these depend on each
 * other: a transaction that tells of a change reads what it changes.
 */
public final class DurableEvents implements Events, AutoCloseable {
  private static final Logger LOG = System.getLogger(DurableEvents.class.getName());
  private static final String RETRY = "cloud:hear-again";

  /** How many events are taken off the list at once, and may be heard again after a crash. */
  private static final int BATCH = 16;

  /** How many lanes are looked up at once. */
  private static final int PAGE = 1000;

  private static final long CLOSING_SECONDS = 10;

  private record Hearer(String subscriber, String topic) {}

  private final KeyValueStore store;
  private final VirtualClock clock;
  private final DurableWork work;
  private final RoomOpener rooms;
  private final EventRows rows;

  private final ConcurrentMap<Hearer, Subscriber> actions = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, EventLanes> lanes = new ConcurrentHashMap<>();

  /** Who hears of a topic. Absent for a topic that nobody hears of. */
  private final ConcurrentMap<String, List<String>> audience = new ConcurrentHashMap<>();

  private final Tickets tickets = new Tickets();
  private final Activity threadsAtWork = new Activity();
  private volatile boolean closing;
  private volatile boolean abandoned;

  DurableEvents(KeyValueStore store, VirtualClock clock, DurableWork work, RoomOpener rooms) {
    this.store = store;
    this.clock = clock;
    this.work = work;
    this.rooms = rooms;
    this.rows = new EventRows(store, EpochNanos.of(clock.wallTime()));
    rows.subscriptions().forEach(this::addToAudience);
    work.handle(RETRY, item -> retry(item.id()));
  }

  /** Begins to deliver, first what was left. */
  void start() {
    for (Subscription subscription : rows.subscriptions()) {
      lanesOf(subscription.subscriber()).catchUp();
    }
  }

  @Override
  public void publish(Transaction transaction, Event event) {
    List<String> subscribers = audience.get(event.topic());
    if (subscribers == null) {
      return;
    }
    for (String subscriber : subscribers) {
      Lane lane = new Lane(subscriber, event.topic(), event.key());
      rows.add(transaction, lane, event.payload());
      transaction.afterCommit(() -> lanesOf(subscriber).ready(lane));
    }
  }

  @Override
  public void subscribe(String subscriber, String topic, Subscriber action) {
    if (actions.putIfAbsent(new Hearer(subscriber, topic), action) != null) {
      throw new IllegalArgumentException(subscriber + " hears of " + topic + " twice");
    }
    Subscription subscription = new Subscription(topic, subscriber);
    if (!audience.getOrDefault(topic, List.of()).contains(subscriber)) {
      rows.subscribe(subscription);
      addToAudience(subscription);
      lanesOf(subscriber).catchUp();
    }
  }

  /** The events that were passed over because hearing them failed too often. */
  public List<ParkedEvent> parked(int limit) {
    return rows.parked(limit);
  }

  /** Waits until every event has been heard, or has failed and is to be heard again later. */
  void awaitCalm() {
    tickets.awaitCalm();
  }

  /** Ends after the events that are being heard. What is left is heard after the next start. */
  @Override
  public void close() {
    closing = true;
    lanes.values().forEach(EventLanes::close);
    tickets.close();
    awaitEnd();
  }

  /** Ends as a crash would: without waiting, and without writing anything down. For tests. */
  void abandon() {
    abandoned = true;
    closing = true;
    lanes.values().forEach(EventLanes::close);
    tickets.close();
  }

  void awaitEnd() {
    if (!threadsAtWork.awaitCalm(CLOSING_SECONDS)) {
      LOG.log(Level.WARNING, "Some events are still being heard and may be heard again.");
    }
  }

  private EventLanes lanesOf(String subscriber) {
    return lanes.computeIfAbsent(
        subscriber,
        name ->
            new EventLanes(
                name,
                after -> rows.lanes(name, after, PAGE),
                this::deliver,
                tickets,
                threadsAtWork));
  }

  private void addToAudience(Subscription subscription) {
    audience.merge(
        subscription.topic(),
        List.of(subscription.subscriber()),
        (before, one) -> {
          List<String> all = new ArrayList<>(before);
          all.addAll(one);
          return List.copyOf(all);
        });
  }

  private void removeFromAudience(String subscriber, String topic) {
    audience.computeIfPresent(
        topic,
        (same, before) -> {
          List<String> left = before.stream().filter(name -> !name.equals(subscriber)).toList();
          return left.isEmpty() ? null : left;
        });
  }

  private void retry(String name) {
    Lane lane = EventRows.laneOf(name);
    if (lane != null) {
      lanesOf(lane.subscriber()).retry(lane);
    }
  }

  /** Has the next events of a lane heard, on a thread of the lane's subscriber. */
  private EventLanes.Progress deliver(Lane lane) {
    List<Next> batch = rows.next(lane, BATCH);
    if (batch.isEmpty()) {
      return EventLanes.Progress.DONE;
    }
    Subscriber action = actionOf(lane);
    if (action == null) {
      return EventLanes.Progress.DONE;
    }
    List<Next> heard = new ArrayList<>();
    for (Next next : batch) {
      if (closing) {
        break;
      }
      Throwable failure = hear(action, next);
      if (abandoned) {
        return EventLanes.Progress.DONE;
      }
      if (failure != null) {
        return fail(heard, next, failure);
      }
      heard.add(next);
    }
    store.transact(
        transaction -> {
          heard.forEach(next -> rows.heard(transaction, next.place()));
          return heard;
        });
    return batch.size() < BATCH || closing ? EventLanes.Progress.DONE : EventLanes.Progress.MORE;
  }

  private static @Nullable Throwable hear(Subscriber action, Next next) {
    try {
      action.hear(next.event());
      return null;
    } catch (Throwable e) {
      // Whatever it is, it must not end the delivery, and it shows among what is parked.
      return e;
    }
  }

  private EventLanes.Progress fail(List<Next> heard, Next next, Throwable failure) {
    Lane lane = next.place().lane();
    int failures = next.pending().failures() + 1;
    boolean last = failures >= Retries.MOST_FAILURES;
    LOG.log(
        last ? Level.ERROR : Level.DEBUG,
        () -> "Failure " + failures + " of " + lane + (last ? ", which is parked" : ""),
        failure);
    long now = clock.nowNanos();
    long pause = Retries.pauseNanos(failures);
    boolean later = !last && pause > 0;
    store.transact(
        transaction -> {
          heard.forEach(before -> rows.heard(transaction, before.place()));
          if (last) {
            rows.park(transaction, next, now, Retries.shown(failure));
          } else {
            rows.failed(transaction, next);
          }
          if (later) {
            work.schedule(
                transaction,
                RETRY,
                EventRows.nameOf(lane),
                EpochNanos.instant(EpochNanos.plus(now, pause)),
                new byte[0]);
          }
          return lane;
        });
    return later ? EventLanes.Progress.LATER : EventLanes.Progress.MORE;
  }

  /** Who is to hear the events of a lane; null where nobody here is. */
  private @Nullable Subscriber actionOf(Lane lane) {
    Hearer hearer = new Hearer(lane.subscriber(), lane.topic());
    Subscriber action = actions.get(hearer);
    if (action != null) {
      return action;
    }
    int colon = lane.subscriber().indexOf(':');
    String service = colon < 0 ? lane.subscriber() : lane.subscriber().substring(0, colon);
    boolean opened = rooms.open(service);
    action = actions.get(hearer);
    if (action == null) {
      removeFromAudience(lane.subscriber(), lane.topic());
      if (opened) {
        // The room has changed its mind since it was last opened.
        rows.unsubscribe(new Subscription(lane.topic(), lane.subscriber()));
      } else {
        LOG.log(
            Level.WARNING,
            "There is no room for {0}: what it missed waits until there is one.",
            lane.subscriber());
      }
    }
    return action;
  }
}
