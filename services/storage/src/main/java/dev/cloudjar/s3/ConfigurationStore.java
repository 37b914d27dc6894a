package dev.cloudjar.s3;

import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyRange;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.RowReader;
import dev.cloudjar.store.RowWriter;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import dev.cloudjar.store.ValueCodec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of buckets' configurations. */
final class ConfigurationStore {
  /** The id of configurations of which a bucket has one at most. */
  static final String ONLY = "";

  private final Table<Place, Entry> table =
      new Table<>("s3.configuration", Place.CODEC, Entry.VALUE);

  /**
   * What is kept: a document, or the word that even what new buckets begin with was deleted.
   *
   * @param document null where it was deleted
   */
  record Entry(Document.@Nullable Structure document) {
    static final ValueCodec<Entry> VALUE =
        new ValueCodec<>() {
          @Override
          public byte[] write(Entry entry) {
            RowWriter out = new RowWriter(256).number(entry.document == null ? 0 : 1);
            if (entry.document != null) {
              Document.write(entry.document, out);
            }
            return out.toBytes();
          }

          @Override
          public Entry read(byte[] bytes) {
            RowReader in = new RowReader(bytes);
            return new Entry(in.number() == 0 ? null : (Document.Structure) Document.read(in));
          }
        };
  }

  /** The configurations of accounts, for all their buckets. */
  private final Table<OfAccount, Entry> ofAccounts =
      new Table<>("s3.account-configuration", OfAccount.CODEC, Entry.VALUE);

  @Nullable Entry findOfAccount(Snapshot snapshot, String accountId, String kind) {
    return ofAccounts.get(snapshot, new OfAccount(accountId, kind));
  }

  void putOfAccount(
      Transaction transaction, String accountId, String kind, Document.Structure document) {
    ofAccounts.put(transaction, new OfAccount(accountId, kind), new Entry(document));
  }

  void deleteOfAccount(Transaction transaction, String accountId, String kind) {
    ofAccounts.delete(transaction, new OfAccount(accountId, kind));
  }

  @Nullable Entry find(Snapshot snapshot, Bucket bucket, String kind, String id) {
    return table.get(snapshot, new Place(bucket.number(), kind, id));
  }

  void put(
      Transaction transaction,
      Bucket bucket,
      String kind,
      String id,
      Document.@Nullable Structure document) {
    table.put(transaction, new Place(bucket.number(), kind, id), new Entry(document));
  }

  void delete(Transaction transaction, Bucket bucket, String kind, String id) {
    table.delete(transaction, new Place(bucket.number(), kind, id));
  }

  void deleteAll(Transaction transaction, Bucket bucket) {
    table.deleteRange(transaction, table.startingWith(out -> out.number(bucket.number())));
  }

  /** The configurations of a kind in the order of their ids, from behind an id. */
  List<Document.Structure> list(
      Snapshot snapshot, Bucket bucket, String kind, String afterId, int max) {
    KeyRange range = table.startingWith(out -> out.number(bucket.number()).text(kind));
    if (!afterId.isEmpty()) {
      byte[] behind =
          KeyRange.after(table.bound(out -> out.number(bucket.number()).text(kind).text(afterId)));
      range = behind == null ? range : range.from(behind);
    }
    List<Document.Structure> found = new ArrayList<>();
    try (Rows<Place, Entry> rows = table.scan(snapshot, range)) {
      while (found.size() < max && rows.next()) {
        Document.Structure document = rows.value().document();
        if (document != null) {
          found.add(document);
        }
      }
    }
    return found;
  }

  private record OfAccount(String accountId, String kind) {
    static final KeyCodec<OfAccount> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(OfAccount key, KeyWriter out) {
            out.text(key.accountId).text(key.kind);
          }

          @Override
          public OfAccount read(KeyReader in) {
            return new OfAccount(in.text(), in.text());
          }
        };
  }

  private record Place(long bucket, String kind, String id) {
    static final KeyCodec<Place> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(Place place, KeyWriter out) {
            out.number(place.bucket).text(place.kind).text(place.id);
          }

          @Override
          public Place read(KeyReader in) {
            return new Place(in.number(), in.text(), in.text());
          }
        };
  }
}
