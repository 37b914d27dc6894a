package dev.cloudjar.ec2.ground;

import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What accounts let others use, such as images and snapshots: by whom it may be used. */
public final class Shares {
  /** All accounts, where an account's number stands otherwise. */
  public static final String ALL = "all";

  private final Table<Key, Owner> byUser;
  private final Table<Key, Users> byThing;

  /**
   * @param name of its tables, which never changes
   */
  public Shares(String name) {
    byUser = new Table<>(name, Key.CODEC, RecordCodec.of(Owner.class));
    byThing = new Table<>(name + "-users", Key.CODEC, RecordCodec.of(Users.class));
  }

  private record Owner(String accountId) {}

  private record Users(Set<String> accountIds) {}

  private record Key(String accountId, String region, String id) {
    static final KeyCodec<Key> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(Key key, KeyWriter out) {
            out.text(key.accountId()).text(key.region()).text(key.id());
          }

          @Override
          public Key read(KeyReader in) {
            return new Key(in.text(), in.text(), in.text());
          }
        };
  }

  /** Who may use something of an account's, beside the account. */
  public Set<String> users(Snapshot snapshot, Place owner, String id) {
    Users users = byThing.get(snapshot, new Key(owner.accountId(), owner.region(), id));
    return users == null ? Set.of() : users.accountIds();
  }

  /** Sets who may use something. */
  public void set(Transaction transaction, Place owner, String id, Set<String> users) {
    users(transaction, owner, id)
        .forEach(it -> byUser.delete(transaction, new Key(it, owner.region(), id)));
    users.forEach(
        it ->
            byUser.put(transaction, new Key(it, owner.region(), id), new Owner(owner.accountId())));
    Key key = new Key(owner.accountId(), owner.region(), id);
    if (users.isEmpty()) {
      byThing.delete(transaction, key);
    } else {
      byThing.put(transaction, key, new Users(new TreeSet<>(users)));
    }
  }

  /** Whose something is that an account may use though it is another's. */
  public Optional<String> owner(Snapshot snapshot, Place user, String id) {
    Owner owner = byUser.get(snapshot, new Key(user.accountId(), user.region(), id));
    if (owner == null) {
      owner = byUser.get(snapshot, new Key(ALL, user.region(), id));
    }
    return owner == null ? Optional.empty() : Optional.of(owner.accountId());
  }

  /** The ids of what others let an account use, or everybody. */
  public List<String> usable(Snapshot snapshot, Place user) {
    Set<String> ids = new TreeSet<>();
    for (String who : List.of(user.accountId(), ALL)) {
      try (Rows<Key, Owner> rows =
          byUser.scan(snapshot, byUser.startingWith(out -> out.text(who).text(user.region())))) {
        while (rows.next()) {
          ids.add(rows.key().id());
        }
      }
    }
    return new ArrayList<>(ids);
  }
}
