package dev.cloudjar.kms;

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

/** The tables of grants. */
final class GrantStore {
  private static final Table<GrantId, Grant> GRANTS =
      new Table<>("kms.grant", GrantId.CODEC, RecordCodec.of(Grant.class));
  private static final Table<Granted, Marker> BY_GRANTEE =
      new Table<>("kms.grant-by-grantee", Granted.CODEC, RecordCodec.of(Marker.class));
  private static final Table<Retirable, Marker> BY_RETIRING =
      new Table<>("kms.grant-by-retiring", Retirable.CODEC, RecordCodec.of(Marker.class));

  private record Marker() {}

  /** Names a grant. */
  record GrantId(KeyId key, String id) {
    static final KeyCodec<GrantId> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(GrantId grant, KeyWriter out) {
            KeyId.CODEC.write(grant.key(), out);
            out.text(grant.id());
          }

          @Override
          public GrantId read(KeyReader in) {
            return new GrantId(KeyId.CODEC.read(in), in.text());
          }
        };
  }

  /** A grant with its name. */
  record Found(GrantId id, Grant grant) {}

  private record Granted(KeyId key, String grantee, String id) {
    static final KeyCodec<Granted> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(Granted grant, KeyWriter out) {
            KeyId.CODEC.write(grant.key(), out);
            out.text(grant.grantee()).text(grant.id());
          }

          @Override
          public Granted read(KeyReader in) {
            return new Granted(KeyId.CODEC.read(in), in.text(), in.text());
          }
        };
  }

  /** Keys of any account, in the Region that is asked. */
  private record Retirable(String retiring, String region, String accountId, GrantId grant) {
    static final KeyCodec<Retirable> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(Retirable it, KeyWriter out) {
            out.text(it.retiring()).text(it.region()).text(it.accountId());
            GrantId.CODEC.write(it.grant(), out);
          }

          @Override
          public Retirable read(KeyReader in) {
            return new Retirable(in.text(), in.text(), in.text(), GrantId.CODEC.read(in));
          }
        };

    static Retirable of(String retiring, GrantId grant) {
      return new Retirable(retiring, grant.key().region(), grant.key().accountId(), grant);
    }
  }

  private GrantStore() {}

  static @Nullable Grant find(Snapshot snapshot, GrantId id) {
    return GRANTS.get(snapshot, id);
  }

  static void put(Transaction transaction, KeyId key, Grant grant) {
    GrantId id = new GrantId(key, grant.id());
    GRANTS.put(transaction, id, grant);
    BY_GRANTEE.put(transaction, new Granted(key, grant.grantee(), grant.id()), new Marker());
    grant
        .retiring()
        .ifPresent(it -> BY_RETIRING.put(transaction, Retirable.of(it, id), new Marker()));
  }

  static void delete(Transaction transaction, KeyId key, Grant grant) {
    GrantId id = new GrantId(key, grant.id());
    GRANTS.delete(transaction, id);
    BY_GRANTEE.delete(transaction, new Granted(key, grant.grantee(), grant.id()));
    grant.retiring().ifPresent(it -> BY_RETIRING.delete(transaction, Retirable.of(it, id)));
  }

  static void deleteAll(Transaction transaction, KeyId key) {
    ofKey(transaction, key, "", Integer.MAX_VALUE)
        .forEach(found -> delete(transaction, key, found.grant()));
  }

  /** The grants of a key in order of their ids, after one of them; empty for all. */
  static List<Found> ofKey(Snapshot snapshot, KeyId key, String after, int limit) {
    KeyRange range = GRANTS.startingWith(out -> KeyId.CODEC.write(key, out));
    KeyRange rest = after.isEmpty() ? range : range.from(GRANTS.encode(new GrantId(key, after)));
    List<Found> found = new ArrayList<>();
    try (Rows<GrantId, Grant> rows = GRANTS.scan(snapshot, rest)) {
      while (found.size() < limit && rows.next()) {
        if (!rows.key().id().equals(after)) {
          found.add(new Found(rows.key(), rows.value()));
        }
      }
    }
    return found;
  }

  /** The like, of those for one grantee. */
  static List<Found> ofGrantee(
      Snapshot snapshot, KeyId key, String grantee, String after, int limit) {
    KeyRange range =
        BY_GRANTEE.startingWith(
            out -> {
              KeyId.CODEC.write(key, out);
              out.text(grantee);
            });
    KeyRange rest =
        after.isEmpty() ? range : range.from(BY_GRANTEE.encode(new Granted(key, grantee, after)));
    List<Found> found = new ArrayList<>();
    try (Rows<Granted, Marker> rows = BY_GRANTEE.scan(snapshot, rest)) {
      while (found.size() < limit && rows.next()) {
        if (!rows.key().id().equals(after)) {
          add(snapshot, new GrantId(key, rows.key().id()), found);
        }
      }
    }
    return found;
  }

  /** The grants on keys of a Region, whosoever, that a principal may retire. */
  static List<Found> ofRetiring(
      Snapshot snapshot, String retiring, String region, @Nullable GrantId after, int limit) {
    KeyRange range = BY_RETIRING.startingWith(out -> out.text(retiring).text(region));
    KeyRange rest =
        after == null ? range : range.from(BY_RETIRING.encode(Retirable.of(retiring, after)));
    List<Found> found = new ArrayList<>();
    try (Rows<Retirable, Marker> rows = BY_RETIRING.scan(snapshot, rest)) {
      while (found.size() < limit && rows.next()) {
        if (!rows.key().grant().equals(after)) {
          add(snapshot, rows.key().grant(), found);
        }
      }
    }
    return found;
  }

  private static void add(Snapshot snapshot, GrantId id, List<Found> found) {
    Grant grant = GRANTS.get(snapshot, id);
    if (grant != null) {
      found.add(new Found(id, grant));
    }
  }
}
