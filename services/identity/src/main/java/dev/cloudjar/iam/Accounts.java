package dev.cloudjar.iam;

import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.time.Instant;
import java.util.Optional;

/** What an account is called, which no two accounts are, and what it prefers. */
final class Accounts {
  private static final Table<Key, Alias> ALIASES = Key.table("account-alias", 1, Alias.class);
  private static final Table<Key, Owner> OWNERS = Key.table("alias-owner", 1, Owner.class);
  private static final Table<Key, Preferences> PREFERENCES =
      Key.table("account-preferences", 1, Preferences.class);

  private static final Table<Key, Beginning> BEGINNINGS =
      Key.table("account-beginning", 1, Beginning.class);

  private record Beginning(Instant time) {}

  private record Alias(String alias) {}

  private record Owner(String accountId) {}

  private record Preferences(int tokenVersion) {}

  private Accounts() {}

  static Optional<String> alias(Snapshot snapshot, String accountId) {
    return Optional.ofNullable(ALIASES.get(snapshot, Key.of(accountId))).map(Alias::alias);
  }

  /** The account with an alias. */
  static Optional<String> byAlias(Snapshot snapshot, String alias) {
    return Optional.ofNullable(OWNERS.get(snapshot, Key.of(alias))).map(Owner::accountId);
  }

  /** Gives an account a name, in place of the one that it has. */
  static void putAlias(Transaction transaction, String accountId, String alias) {
    Owner owner = OWNERS.get(transaction, Key.of(alias));
    if (owner != null) {
      throw IamFaults.exists("The account alias " + alias + " already exists.");
    }
    alias(transaction, accountId).ifPresent(before -> OWNERS.delete(transaction, Key.of(before)));
    ALIASES.put(transaction, Key.of(accountId), new Alias(alias));
    OWNERS.put(transaction, Key.of(alias), new Owner(accountId));
  }

  static void deleteAlias(Transaction transaction, String accountId, String alias) {
    if (!alias(transaction, accountId).equals(Optional.of(alias))) {
      throw IamFaults.notFound("The account alias " + alias + " does not exist.");
    }
    ALIASES.delete(transaction, Key.of(accountId));
    OWNERS.delete(transaction, Key.of(alias));
  }

  /** Since when there has been an account, as far as that was ever asked. */
  static Optional<Instant> begun(Snapshot snapshot, String accountId) {
    return Optional.ofNullable(BEGINNINGS.get(snapshot, Key.of(accountId))).map(Beginning::time);
  }

  static void putBegun(Transaction transaction, String accountId, Instant time) {
    BEGINNINGS.put(transaction, Key.of(accountId), new Beginning(time));
  }

  static int tokenVersion(Snapshot snapshot, String accountId) {
    Preferences preferences = PREFERENCES.get(snapshot, Key.of(accountId));
    return preferences == null ? 1 : preferences.tokenVersion();
  }

  static void putTokenVersion(Transaction transaction, String accountId, int version) {
    PREFERENCES.put(transaction, Key.of(accountId), new Preferences(version));
  }
}
