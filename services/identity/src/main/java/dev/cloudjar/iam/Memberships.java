package dev.cloudjar.iam;

import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;

/** Who is in which group. */
final class Memberships {
  private static final int MOST_GROUPS_OF_USER = 10;
  private static final Table<Key, Marker> USERS = Key.table("group-user", 3, Marker.class);
  private static final Table<Key, Marker> GROUPS = Key.table("user-group", 3, Marker.class);

  private Memberships() {}

  /** Adds a user; once is enough. */
  static void add(Transaction transaction, String accountId, Group group, User user) {
    Key key = Key.of(accountId, group.id(), user.id());
    if (USERS.contains(transaction, key)) {
      return;
    }
    if (groups(transaction, accountId, user, Paging.NONE).items().size() >= MOST_GROUPS_OF_USER) {
      throw IamFaults.quota("GroupsPerUser", MOST_GROUPS_OF_USER);
    }
    USERS.put(transaction, key, new Marker());
    GROUPS.put(transaction, Key.of(accountId, user.id(), group.id()), new Marker());
  }

  /** Takes a user out; one who is not in is no error. */
  static void remove(Transaction transaction, String accountId, Group group, User user) {
    USERS.delete(transaction, Key.of(accountId, group.id(), user.id()));
    GROUPS.delete(transaction, Key.of(accountId, user.id(), group.id()));
  }

  static Paging.Page<User> users(Snapshot snapshot, String accountId, Group group, Paging paging) {
    return paging.over(
        snapshot,
        USERS,
        Key.range(USERS, accountId, group.id()),
        (key, row) -> IamStore.USERS.byId(snapshot, accountId, key.last()));
  }

  static Paging.Page<Group> groups(Snapshot snapshot, String accountId, User user, Paging paging) {
    return paging.over(
        snapshot,
        GROUPS,
        Key.range(GROUPS, accountId, user.id()),
        (key, row) -> IamStore.GROUPS.byId(snapshot, accountId, key.last()));
  }
}
