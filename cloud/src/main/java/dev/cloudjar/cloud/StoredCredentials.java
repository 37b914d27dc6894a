package dev.cloudjar.cloud;

import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Access keys as rows of the store, behind a cache of those asked for, known or not, since every
 * request asks for one.
 */
public final class StoredCredentials implements Credentials {
  private static final String FORGET = "cloud:forget-key";

  /** How long a key that has expired is told from one that never was. */
  private static final Duration REMEMBERED = Duration.ofDays(2);

  private static final int MOST_CACHED = 20_000;
  private static final int LONGEST_ID = 128;

  private static final KeyCodec<String> IDS =
      new KeyCodec<>() {
        @Override
        public void write(String id, KeyWriter out) {
          out.text(id);
        }

        @Override
        public String read(KeyReader in) {
          return in.text();
        }
      };

  private final Table<String, AccessKey> keys =
      new Table<>("cloud.credentials", IDS, RecordCodec.of(AccessKey.class));
  private final KeyValueStore store;
  private final Work work;

  /**
   * What the store says of an id. Filled within {@code computeIfAbsent} and emptied after commits,
   * so that an answer read before a commit is never kept past it.
   */
  private final ConcurrentMap<String, Optional<AccessKey>> cache = new ConcurrentHashMap<>();

  StoredCredentials(KeyValueStore store, Work work) {
    this.store = store;
    this.work = work;
    work.handle(FORGET, item -> forget(item.id(), item.due()));
  }

  @Override
  public Optional<AccessKey> find(String accessKeyId) {
    Optional<AccessKey> cached = cache.get(accessKeyId);
    if (cached != null) {
      return cached;
    }
    if (accessKeyId.length() > LONGEST_ID) {
      return Optional.empty();
    }
    if (cache.size() >= MOST_CACHED) {
      cache.clear();
    }
    return cache.computeIfAbsent(
        accessKeyId, id -> store.read(snapshot -> Optional.ofNullable(keys.get(snapshot, id))));
  }

  @Override
  public void add(Transaction transaction, AccessKey key) {
    String id = key.accessKeyId();
    keys.put(transaction, id, key);
    Instant expires = key.expires();
    if (expires != null) {
      work.schedule(transaction, FORGET, id, expires.plus(REMEMBERED), new byte[0]);
    }
    transaction.afterCommit(() -> cache.remove(id));
  }

  @Override
  public void remove(Transaction transaction, String accessKeyId) {
    keys.delete(transaction, accessKeyId);
    work.cancel(transaction, FORGET, accessKeyId);
    transaction.afterCommit(() -> cache.remove(accessKeyId));
  }

  private void forget(String id, Instant due) {
    store.transact(
        transaction -> {
          AccessKey key = keys.get(transaction, id);
          Instant expires = key == null ? null : key.expires();
          if (expires != null && !expires.plus(REMEMBERED).isAfter(due)) {
            remove(transaction, id);
          }
          return id;
        });
  }
}
