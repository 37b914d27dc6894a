package dev.cloudjar.s3;

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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rows of access points. */
final class AccessPointStore {
  private static final Pattern ARN =
      Pattern.compile("arn:[a-z-]+:s3:([a-z0-9-]+):(\\d{12}):accesspoint[/:]([a-z0-9-]+)");
  private static final Pattern HOST = Pattern.compile("([a-z0-9-]+)-(\\d{12})");

  private final Table<Place, AccessPoint> points =
      new Table<>("s3.access-point", Place.CODEC, RecordCodec.of(AccessPoint.class));

  /** Where an alias leads. */
  private final Table<String, Place> aliases =
      new Table<>("s3.access-point-alias", new TextKey(), RecordCodec.of(Place.class));

  /** Whether what stands where a bucket's name could may be an access point. */
  static boolean mayBe(String bucket) {
    return AccessPoint.isAlias(bucket)
        || ARN.matcher(bucket).matches()
        || HOST.matcher(bucket).matches();
  }

  @Nullable AccessPoint find(Snapshot snapshot, String accountId, String region, String name) {
    return points.get(snapshot, new Place(accountId, region, name));
  }

  /**
   * The access point that stands where a bucket's name could.
   *
   * @param called the Region that is called
   * @param bucket an ARN, an alias, or the name with the account as hosts have it
   */
  @Nullable AccessPoint named(Snapshot snapshot, String called, String bucket) {
    if (AccessPoint.isAlias(bucket)) {
      Place place = aliases.get(snapshot, bucket);
      return place == null ? null : points.get(snapshot, place);
    }
    Matcher arn = ARN.matcher(bucket);
    if (arn.matches()) {
      return find(snapshot, arn.group(2), arn.group(1), arn.group(3));
    }
    Matcher host = HOST.matcher(bucket);
    return host.matches() ? find(snapshot, host.group(2), called, host.group(1)) : null;
  }

  void put(Transaction transaction, AccessPoint point) {
    points.put(transaction, Place.of(point), point);
    aliases.put(transaction, point.alias(), Place.of(point));
  }

  void delete(Transaction transaction, AccessPoint point) {
    points.delete(transaction, Place.of(point));
    aliases.delete(transaction, point.alias());
  }

  /** The access points of an account in a Region in the order of their names. */
  List<AccessPoint> list(
      Snapshot snapshot,
      String accountId,
      String region,
      @Nullable String bucket,
      String afterName,
      int max) {
    KeyRange range = points.startingWith(out -> out.text(accountId).text(region));
    if (!afterName.isEmpty()) {
      byte[] behind =
          KeyRange.after(points.bound(out -> out.text(accountId).text(region).text(afterName)));
      range = behind == null ? range : range.from(behind);
    }
    List<AccessPoint> found = new ArrayList<>();
    try (Rows<Place, AccessPoint> rows = points.scan(snapshot, range)) {
      while (found.size() < max && rows.next()) {
        if (bucket == null || bucket.equals(rows.value().bucket())) {
          found.add(rows.value());
        }
      }
    }
    return found;
  }

  private record Place(String accountId, String region, String name) {
    static final KeyCodec<Place> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(Place place, KeyWriter out) {
            out.text(place.accountId).text(place.region).text(place.name);
          }

          @Override
          public Place read(KeyReader in) {
            return new Place(in.text(), in.text(), in.text());
          }
        };

    static Place of(AccessPoint point) {
      return new Place(point.accountId(), point.region(), point.name());
    }
  }

  private static final class TextKey implements KeyCodec<String> {
    @Override
    public void write(String text, KeyWriter out) {
      out.text(text);
    }

    @Override
    public String read(KeyReader in) {
      return in.text();
    }
  }
}
