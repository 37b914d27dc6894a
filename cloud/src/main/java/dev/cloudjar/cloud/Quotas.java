package dev.cloudjar.cloud;

import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The quotas of all services: rooms declare theirs when they open and keep to them; whoever raises
 * one for an account and a Region says so here.
 */
public final class Quotas {
  private static final Table<Key, Applied> APPLIED =
      new Table<>("quota.applied", Key.CODEC, RecordCodec.of(Applied.class));

  /** Of a count within a second, how many bits are the count. */
  private static final int COUNT_BITS = 28;

  private static final long COUNT = (1L << COUNT_BITS) - 1;

  private final KeyValueStore store;
  private final RoomOpener rooms;
  private final List<Quota> declared = new CopyOnWriteArrayList<>();
  private final ConcurrentMap<Key, Double> values = new ConcurrentHashMap<>();
  private final ConcurrentMap<Key, AtomicLong> requests = new ConcurrentHashMap<>();

  /**
   * Quotas whose raised values are kept in a store.
   *
   * @param rooms opens the rooms that declare quotas
   */
  public Quotas(KeyValueStore store, RoomOpener rooms) {
    this.store = store;
    this.rooms = rooms;
  }

  private record Applied(double value) {}

  private record Key(String accountId, String region, String service, String name) {
    static final KeyCodec<Key> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(Key key, KeyWriter out) {
            out.text(key.accountId()).text(key.region()).text(key.service()).text(key.name());
          }

          @Override
          public Key read(KeyReader in) {
            return new Key(in.text(), in.text(), in.text(), in.text());
          }
        };

    static Key of(Quota quota, String accountId, String region) {
      return new Key(accountId, quota.global() ? "" : region, quota.service(), quota.name());
    }
  }

  /** A room has these quotas, and keeps to them. */
  public void declare(List<Quota> quotas) {
    declared.addAll(quotas);
  }

  /** The quotas of a service, whose room opens for that. */
  public List<Quota> of(String service) {
    rooms.open(service);
    return declared.stream().filter(it -> it.service().equals(service)).toList();
  }

  /** What a quota is for an account in a Region. */
  public double value(Quota quota, String accountId, String region) {
    return value(quota, Key.of(quota, accountId, region));
  }

  private double value(Quota quota, Key key) {
    Double known = values.get(key);
    return known != null ? known : values.computeIfAbsent(key, it -> read(quota, it));
  }

  private double read(Quota quota, Key key) {
    Applied applied = store.read(snapshot -> APPLIED.get(snapshot, key));
    return applied == null ? quota.standard(key.region()) : applied.value();
  }

  /** A quota is another one for an account in a Region, from the commit on. */
  public void apply(
      Transaction transaction, Quota quota, String accountId, String region, double value) {
    Key key = Key.of(quota, accountId, region);
    APPLIED.put(transaction, key, new Applied(value));
    transaction.afterCommit(() -> values.remove(key));
  }

  /**
   * Counts a request against a quota on requests in each second.
   *
   * @return whether the quota allows it still
   */
  public boolean allowsRequest(Quota quota, String accountId, String region, Instant now) {
    Key key = Key.of(quota, accountId, region);
    long most = (long) value(quota, key);
    AtomicLong counter = requests.computeIfAbsent(key, it -> new AtomicLong());
    long second = now.getEpochSecond();
    while (true) {
      long before = counter.get();
      boolean same = before >>> COUNT_BITS == second;
      if (same && (before & COUNT) >= most) {
        return false;
      }
      long after = same ? before + 1 : (second << COUNT_BITS) + 1;
      if (counter.compareAndSet(before, after)) {
        return same || most > 0;
      }
    }
  }
}
