package dev.cloudjar.iam;

import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Work;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Rows that are found by a {@link Bearer}, and are removed when they have expired. */
final class BearerRows<V> {
  private static final String SEPARATOR = "/";

  private final Cloud cloud;
  private final Table<Key, V> table;
  private final String end;

  /**
   * @param end the kind of the work that removes them
   */
  BearerRows(Cloud cloud, Table<Key, V> table, String end) {
    this.cloud = cloud;
    this.table = table;
    this.end = end;
    cloud.work().handle(end, this::end);
  }

  /** Adds a row; what is answered is what it is found by. */
  String add(Transaction transaction, String accountId, V row, Instant expires) {
    String bearer = Bearer.make(cloud.ids(), accountId);
    Key key = Bearer.key(bearer).orElseThrow();
    table.put(transaction, key, row);
    byte[] payload = id(key).getBytes(StandardCharsets.UTF_8);
    cloud.work().schedule(transaction, end, id(key), expires, payload);
    return bearer;
  }

  void remove(Transaction transaction, Key key) {
    table.delete(transaction, key);
    cloud.work().cancel(transaction, end, id(key));
  }

  private void end(Work.Item item) {
    Key key = Key.of(new String(item.payload(), StandardCharsets.UTF_8).split(SEPARATOR, -1));
    cloud
        .store()
        .transact(
            transaction -> {
              table.delete(transaction, key);
              return key;
            });
  }

  private static String id(Key key) {
    return String.join(SEPARATOR, key.parts());
  }
}
