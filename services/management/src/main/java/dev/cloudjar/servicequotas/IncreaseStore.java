package dev.cloudjar.servicequotas;

import dev.cloudjar.cloud.Quota;
import dev.cloudjar.servicequotas.Increase.Status;
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
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of requests to raise quotas. */
final class IncreaseStore {
  private static final Table<Increase.Key, Increase> INCREASES =
      new Table<>("servicequotas.increase", Increase.Key.CODEC, RecordCodec.of(Increase.class));
  private static final Table<IdKey, Place> IDS =
      new Table<>("servicequotas.increase-id", IdKey.CODEC, RecordCodec.of(Place.class));

  private IncreaseStore() {}

  private record IdKey(String accountId, String region, String id) {
    static final KeyCodec<IdKey> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(IdKey key, KeyWriter out) {
            out.text(key.accountId()).text(key.region()).text(key.id());
          }

          @Override
          public IdKey read(KeyReader in) {
            return new IdKey(in.text(), in.text(), in.text());
          }
        };
  }

  private record Place(String service, String code, long number) {}

  static void put(Transaction transaction, Increase increase) {
    Increase.Key key = increase.key();
    INCREASES.put(transaction, key, increase);
    IDS.put(
        transaction,
        new IdKey(key.accountId(), key.region(), increase.id()),
        new Place(key.service(), key.code(), key.number()));
  }

  /** A request by its id; null where the account has none in the Region. */
  static @Nullable Increase find(Snapshot snapshot, String accountId, String region, String id) {
    Place place = IDS.get(snapshot, new IdKey(accountId, region, id));
    return place == null
        ? null
        : INCREASES.get(
            snapshot,
            new Increase.Key(accountId, region, place.service(), place.code(), place.number()));
  }

  /** The last request for a quota; null for none. */
  static @Nullable Increase last(Snapshot snapshot, String accountId, String region, Quota quota) {
    KeyRange range =
        INCREASES.startingWith(
            out -> out.text(accountId).text(region).text(quota.service()).text(quota.code()));
    try (Rows<Increase.Key, Increase> rows = INCREASES.scanReverse(snapshot, range)) {
      return rows.next() ? rows.value() : null;
    }
  }

  /**
   * Requests in the order of their quotas.
   *
   * @param service null for all
   * @param code null for all of the service
   * @param status null for any
   * @param after the request behind which to begin; null for the beginning
   * @param max how many at most
   */
  static List<Increase> list(
      Snapshot snapshot,
      String accountId,
      String region,
      @Nullable String service,
      @Nullable String code,
      @Nullable Status status,
      @Nullable Increase after,
      int max) {
    KeyRange range =
        INCREASES.startingWith(
            out -> {
              out.text(accountId).text(region);
              if (service != null) {
                out.text(service);
                if (code != null) {
                  out.text(code);
                }
              }
            });
    byte[] behind = after == null ? null : KeyRange.after(INCREASES.encode(after.key()));
    List<Increase> found = new ArrayList<>();
    try (Rows<Increase.Key, Increase> rows =
        INCREASES.scan(snapshot, behind == null ? range : range.from(behind))) {
      while (found.size() < max && rows.next()) {
        if (status == null || rows.value().status() == status) {
          found.add(rows.value());
        }
      }
    }
    return found;
  }
}
