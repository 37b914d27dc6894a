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

/** The tables of aliases. */
final class AliasStore {
  private static final Table<Name, Alias> ALIASES =
      new Table<>("kms.alias", Name.CODEC, RecordCodec.of(Alias.class));
  private static final Table<NameOfKey, Marker> OF_KEYS =
      new Table<>("kms.alias-of-key", NameOfKey.CODEC, RecordCodec.of(Marker.class));

  private record Marker() {}

  /**
   * Names an alias.
   *
   * @param name with {@code alias/} in front
   */
  record Name(String accountId, String region, String name) {
    static final KeyCodec<Name> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(Name alias, KeyWriter out) {
            out.text(alias.accountId()).text(alias.region()).text(alias.name());
          }

          @Override
          public Name read(KeyReader in) {
            return new Name(in.text(), in.text(), in.text());
          }
        };

    String arn() {
      return KmsArns.of(accountId, region, name);
    }

    KeyId key(Alias alias) {
      return new KeyId(accountId, region, alias.keyId());
    }
  }

  private record NameOfKey(KeyId key, String name) {
    static final KeyCodec<NameOfKey> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(NameOfKey alias, KeyWriter out) {
            KeyId.CODEC.write(alias.key(), out);
            out.text(alias.name());
          }

          @Override
          public NameOfKey read(KeyReader in) {
            return new NameOfKey(KeyId.CODEC.read(in), in.text());
          }
        };
  }

  private AliasStore() {}

  static @Nullable Alias find(Snapshot snapshot, Name name) {
    return ALIASES.get(snapshot, name);
  }

  static void put(Transaction transaction, Name name, Alias alias) {
    Alias before = ALIASES.get(transaction, name);
    if (before != null) {
      OF_KEYS.delete(transaction, new NameOfKey(name.key(before), name.name()));
    }
    ALIASES.put(transaction, name, alias);
    OF_KEYS.put(transaction, new NameOfKey(name.key(alias), name.name()), new Marker());
  }

  static void delete(Transaction transaction, Name name, Alias alias) {
    ALIASES.delete(transaction, name);
    OF_KEYS.delete(transaction, new NameOfKey(name.key(alias), name.name()));
  }

  static void deleteAll(Transaction transaction, KeyId key) {
    for (String name : ofKey(transaction, key, "", Integer.MAX_VALUE)) {
      ALIASES.delete(transaction, new Name(key.accountId(), key.region(), name));
      OF_KEYS.delete(transaction, new NameOfKey(key, name));
    }
  }

  /** The names of a key in order, after one of them; empty for all. */
  static List<String> ofKey(Snapshot snapshot, KeyId key, String after, int limit) {
    KeyRange range = OF_KEYS.startingWith(out -> KeyId.CODEC.write(key, out));
    KeyRange rest = after.isEmpty() ? range : range.from(OF_KEYS.encode(new NameOfKey(key, after)));
    List<String> names = new ArrayList<>();
    try (Rows<NameOfKey, Marker> rows = OF_KEYS.scan(snapshot, rest)) {
      while (names.size() < limit && rows.next()) {
        if (!rows.key().name().equals(after)) {
          names.add(rows.key().name());
        }
      }
    }
    return names;
  }

  /** The names in an account and Region in order, after one of them; empty for all. */
  static List<String> all(
      Snapshot snapshot, String accountId, String region, String after, int limit) {
    KeyRange range = ALIASES.startingWith(out -> out.text(accountId).text(region));
    KeyRange rest =
        after.isEmpty() ? range : range.from(ALIASES.encode(new Name(accountId, region, after)));
    List<String> names = new ArrayList<>();
    try (Rows<Name, Alias> rows = ALIASES.scan(snapshot, rest)) {
      while (names.size() < limit && rows.next()) {
        if (!rows.key().name().equals(after)) {
          names.add(rows.key().name());
        }
      }
    }
    return names;
  }
}
