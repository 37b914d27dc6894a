package dev.cloudjar.iam;

import dev.cloudjar.cloud.AccessKeyIds;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Credentials;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The long-term keys of users and of the root of an account. */
final class AccessKeys {
  private static final int MOST_OF_OWNER = 2;
  private static final int SECRET_LENGTH = 40;
  private static final String SECRET_LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  private static final Table<Key, Row> KEYS = Key.table("access-key", 3, Row.class);
  private static final Table<Key, Owner> OWNERS = Key.table("access-key-owner", 2, Owner.class);

  private record Row(String secret, boolean active, Instant created) {}

  private record Owner(String id) {}

  /** A key, the secret of which is shown only when it is made. */
  record AccessKey(String id, String secret, boolean active, Instant created) {
    String status() {
      return active ? "Active" : "Inactive";
    }
  }

  private final Cloud cloud;

  AccessKeys(Cloud cloud) {
    this.cloud = cloud;
  }

  AccessKey create(Transaction transaction, Principal owner, Instant now) {
    String ownerId = ownerId(owner);
    if (list(transaction, owner.accountId(), ownerId, Paging.NONE).items().size()
        >= MOST_OF_OWNER) {
      throw IamFaults.quota(
          "AccessKeysPer" + (owner instanceof Principal.Root ? "Account" : "User"), MOST_OF_OWNER);
    }
    String id = AccessKeyIds.make(AccessKeyIds.LONG_TERM, owner.accountId(), cloud.ids());
    var row = new Row(cloud.ids().text(SECRET_LENGTH, SECRET_LETTERS), true, now);
    KEYS.put(transaction, Key.of(owner.accountId(), ownerId, id), row);
    OWNERS.put(transaction, Key.of(owner.accountId(), id), new Owner(ownerId));
    cloud.credentials().add(transaction, known(owner, id, row));
    return shown(id, row);
  }

  /** Has a key work, or work no more. */
  void activate(Transaction transaction, Principal owner, String id, boolean active) {
    Key key = Key.of(owner.accountId(), ownerId(owner), id);
    Row before = require(transaction, key);
    Row row = new Row(before.secret(), active, before.created());
    KEYS.put(transaction, key, row);
    if (active) {
      cloud.credentials().add(transaction, known(owner, id, row));
    } else {
      cloud.credentials().remove(transaction, id);
    }
  }

  void delete(Transaction transaction, Principal owner, String id) {
    Key key = Key.of(owner.accountId(), ownerId(owner), id);
    require(transaction, key);
    KEYS.delete(transaction, key);
    OWNERS.delete(transaction, Key.of(owner.accountId(), id));
    cloud.credentials().remove(transaction, id);
    LastUses.forgetKey(transaction, owner.accountId(), id);
  }

  /** Whoever has another name now signs with the same keys under that name. */
  void renamed(Transaction transaction, Principal.User owner) {
    for (AccessKey key :
        list(transaction, owner.accountId(), owner.userId(), Paging.NONE).items()) {
      if (key.active()) {
        cloud
            .credentials()
            .add(transaction, known(owner, key.id(), new Row(key.secret(), true, key.created())));
      }
    }
  }

  static Paging.Page<AccessKey> list(
      Snapshot snapshot, String accountId, String ownerId, Paging paging) {
    return paging.over(
        snapshot,
        KEYS,
        Key.range(KEYS, accountId, ownerId),
        (key, row) -> Optional.of(shown(key.last(), row)));
  }

  static List<AccessKey> list(Snapshot snapshot, String accountId, String ownerId) {
    return list(snapshot, accountId, ownerId, Paging.NONE).items();
  }

  /** The id of the user, or of the account, that a key belongs to. */
  static Optional<String> ownerOf(Snapshot snapshot, String accountId, String keyId) {
    return Optional.ofNullable(OWNERS.get(snapshot, Key.of(accountId, keyId))).map(Owner::id);
  }

  private static String ownerId(Principal owner) {
    return owner.userId();
  }

  private static Row require(Snapshot snapshot, Key key) {
    Row row = KEYS.get(snapshot, key);
    if (row == null) {
      throw IamFaults.noAccessKey(key.last());
    }
    return row;
  }

  private static Credentials.AccessKey known(Principal owner, String id, Row row) {
    return new Credentials.AccessKey(id, row.secret(), null, owner, null);
  }

  private static AccessKey shown(String id, Row row) {
    return new AccessKey(id, row.secret(), row.active(), row.created());
  }
}
