package dev.cloudjar.iam;

import dev.cloudjar.cloud.Fault;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * All things of one kind: by name, by id and by path, and how many there are.
 *
 * @param <E> the kind of thing
 */
final class Entities<E extends Entity<E>> {
  private static final Table<Key, Name> BY_ID = Key.table("entity-id", 2, Name.class);
  private static final Table<Key, Count> COUNTS = Key.table("entity-count", 2, Count.class);

  private final Kind kind;
  private final Function<String, Fault> absent;
  private final Function<String, Fault> present;
  private final Table<Key, E> byName;
  private final Table<Key, Marker> byPath;

  private record Name(Kind kind, String name) {}

  private record Count(int count) {}

  /**
   * @param absent what is said when there is none of a name
   * @param present what is said when there is one already
   */
  Entities(
      Kind kind, Class<E> row, Function<String, Fault> absent, Function<String, Fault> present) {
    this.kind = kind;
    this.absent = absent;
    this.present = present;
    this.byName = Key.table(kind.arnName(), 2, row);
    this.byPath = Key.table(kind.arnName() + "-path", 3, Marker.class);
  }

  Optional<E> find(Snapshot snapshot, String accountId, String name) {
    return Optional.ofNullable(byName.get(snapshot, key(accountId, name)));
  }

  /**
   * @throws Fault where there is none
   */
  E require(Snapshot snapshot, String accountId, String name) {
    return find(snapshot, accountId, name).orElseThrow(() -> absent.apply(name));
  }

  /** The one with an id, whatever it is called by now. */
  Optional<E> byId(Snapshot snapshot, String accountId, String id) {
    Name name = BY_ID.get(snapshot, Key.of(accountId, id));
    return name == null || name.kind() != kind
        ? Optional.empty()
        : find(snapshot, accountId, name.name()).filter(it -> it.id().equals(id));
  }

  /**
   * @throws Fault where there is one of that name, or too many
   */
  void add(Transaction transaction, String accountId, E entity) {
    if (find(transaction, accountId, entity.name()).isPresent()) {
      throw present.apply(entity.name());
    }
    int count = count(transaction, accountId);
    if (count >= kind.quota()) {
      throw IamFaults.quota(kind.quotaName(), kind.quota());
    }
    COUNTS.put(transaction, Key.of(accountId, kind.name()), new Count(count + 1));
    write(transaction, accountId, entity);
  }

  /** Changes anything but name, path and id. */
  void put(Transaction transaction, String accountId, E entity) {
    byName.put(transaction, key(accountId, entity.name()), entity);
  }

  /**
   * Gives a thing another name or path.
   *
   * @throws Fault where there is another one of that name
   */
  E move(Transaction transaction, String accountId, E entity, String path, String name) {
    Optional<E> other = find(transaction, accountId, name);
    if (other.isPresent() && !other.get().id().equals(entity.id())) {
      throw present.apply(name);
    }
    E moved = entity.at(path, name);
    erase(transaction, accountId, entity);
    write(transaction, accountId, moved);
    return moved;
  }

  void remove(Transaction transaction, String accountId, E entity) {
    erase(transaction, accountId, entity);
    COUNTS.put(
        transaction, Key.of(accountId, kind.name()), new Count(count(transaction, accountId) - 1));
  }

  int count(Snapshot snapshot, String accountId) {
    Count count = COUNTS.get(snapshot, Key.of(accountId, kind.name()));
    return count == null ? 0 : count.count();
  }

  /** Those whose path begins with {@code pathPrefix}, by path and name. */
  Paging.Page<E> list(Snapshot snapshot, String accountId, String pathPrefix, Paging paging) {
    return list(snapshot, accountId, pathPrefix, paging, it -> true);
  }

  /** The like, without those that {@code wanted} does not want. */
  Paging.Page<E> list(
      Snapshot snapshot, String accountId, String pathPrefix, Paging paging, Predicate<E> wanted) {
    return paging.over(
        snapshot,
        byPath,
        Key.range(byPath, List.of(accountId), pathPrefix),
        (key, row) -> find(snapshot, accountId, key.last()).filter(wanted));
  }

  private void write(Transaction transaction, String accountId, E entity) {
    put(transaction, accountId, entity);
    byPath.put(transaction, pathKey(accountId, entity), new Marker());
    BY_ID.put(transaction, Key.of(accountId, entity.id()), new Name(kind, entity.name()));
  }

  private void erase(Transaction transaction, String accountId, E entity) {
    byName.delete(transaction, key(accountId, entity.name()));
    byPath.delete(transaction, pathKey(accountId, entity));
    BY_ID.delete(transaction, Key.of(accountId, entity.id()));
  }

  private Key pathKey(String accountId, E entity) {
    return Key.of(accountId, entity.path(), folded(entity.name()));
  }

  private static Key key(String accountId, String name) {
    return Key.of(accountId, folded(name));
  }

  /** Names are not told apart by the case of their letters. */
  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
