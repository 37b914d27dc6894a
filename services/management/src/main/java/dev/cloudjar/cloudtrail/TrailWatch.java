package dev.cloudjar.cloudtrail;

import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Transaction;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The trails that log, by account: asked for every call, so kept in memory. */
final class TrailWatch {
  private final KeyValueStore store;
  private final ConcurrentMap<String, Watched> byAccount = new ConcurrentHashMap<>();

  TrailWatch(KeyValueStore store) {
    this.store = store;
  }

  private record Watched(List<Trail> trails, boolean wantData) {}

  /** Whether any trail of an account wants data events. */
  boolean wantData(String accountId) {
    return of(accountId).wantData();
  }

  List<Trail> logging(String accountId) {
    return of(accountId).trails();
  }

  /** The trails of an account are others, from the commit on. */
  void changed(Transaction transaction, String accountId) {
    transaction.afterCommit(() -> byAccount.remove(accountId));
  }

  private Watched of(String accountId) {
    Watched known = byAccount.get(accountId);
    return known != null ? known : byAccount.computeIfAbsent(accountId, this::read);
  }

  private Watched read(String accountId) {
    List<Trail> trails =
        store.read(snapshot -> TrailStore.ofAccount(snapshot, accountId)).stream()
            .filter(Trail::logging)
            .toList();
    return new Watched(trails, trails.stream().anyMatch(trail -> trail.selectors().wantData()));
  }
}
