package dev.cloudjar.iam;

import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.util.Optional;

/** Who can sign in, and the policy of an account for passwords. */
final class Logins {
  private static final Table<Key, Login> LOGINS = Key.table("login", 2, Login.class);
  private static final Table<Key, PasswordPolicy> POLICIES =
      Key.table("password-policy", 1, PasswordPolicy.class);

  private Logins() {}

  static Optional<Login> find(Snapshot snapshot, String accountId, User user) {
    return Optional.ofNullable(LOGINS.get(snapshot, Key.of(accountId, user.id())));
  }

  static Login require(Snapshot snapshot, String accountId, User user) {
    return find(snapshot, accountId, user)
        .orElseThrow(
            () ->
                IamFaults.notFound("Login Profile for User " + user.name() + " cannot be found."));
  }

  static void put(Transaction transaction, String accountId, User user, Login login) {
    LOGINS.put(transaction, Key.of(accountId, user.id()), login);
  }

  static void delete(Transaction transaction, String accountId, User user) {
    LOGINS.delete(transaction, Key.of(accountId, user.id()));
  }

  static Optional<PasswordPolicy> policy(Snapshot snapshot, String accountId) {
    return Optional.ofNullable(POLICIES.get(snapshot, Key.of(accountId)));
  }

  static void putPolicy(Transaction transaction, String accountId, PasswordPolicy policy) {
    POLICIES.put(transaction, Key.of(accountId), policy);
  }

  static void deletePolicy(Transaction transaction, String accountId) {
    POLICIES.delete(transaction, Key.of(accountId));
  }

  /**
   * @throws dev.cloudjar.cloud.Fault where the account wants other passwords
   */
  static void check(Snapshot snapshot, String accountId, User user, String password) {
    boolean good =
        policy(snapshot, accountId)
            .map(it -> it.admits(password))
            .orElseGet(() -> PasswordPolicy.builtInAdmits(password, accountId, user.name()));
    if (!good) {
      throw IamFaults.unfitPassword();
    }
  }

  /** How many of a user's last passwords may not come again. */
  static int remembered(Snapshot snapshot, String accountId) {
    return policy(snapshot, accountId).flatMap(PasswordPolicy::reusePrevention).orElse(0);
  }
}
