package dev.cloudjar.iam;

import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.util.Locale;
import java.util.Optional;

/** The root users who can sign in, by account and by email. */
final class RootLogins {
  private static final Table<Key, RootLogin> LOGINS = Key.table("root-login", 1, RootLogin.class);
  private static final Table<Key, Owner> OWNERS = Key.table("root-email", 1, Owner.class);

  private record Owner(String accountId) {}

  private RootLogins() {}

  static Optional<RootLogin> find(Snapshot snapshot, String accountId) {
    return Optional.ofNullable(LOGINS.get(snapshot, Key.of(accountId)));
  }

  static RootLogin require(Snapshot snapshot, String accountId) {
    return find(snapshot, accountId)
        .orElseThrow(() -> IamFaults.notFound("Login Profile for the root user cannot be found."));
  }

  /** The account whose root has an email. */
  static Optional<String> account(Snapshot snapshot, String email) {
    return Optional.ofNullable(OWNERS.get(snapshot, Key.of(folded(email)))).map(Owner::accountId);
  }

  /**
   * Says how the root of an account signs in.
   *
   * @throws dev.cloudjar.cloud.Fault where another one has the email
   */
  static void put(Transaction transaction, String accountId, String email, Login login) {
    Optional<String> owner = account(transaction, email);
    if (owner.filter(it -> !it.equals(accountId)).isPresent()) {
      throw IamFaults.exists("Another account has this email address.");
    }
    find(transaction, accountId)
        .ifPresent(before -> OWNERS.delete(transaction, Key.of(before.email())));
    LOGINS.put(transaction, Key.of(accountId), new RootLogin(folded(email), login));
    OWNERS.put(transaction, Key.of(folded(email)), new Owner(accountId));
  }

  /** No password is that of the root of an account any more. */
  static void delete(Transaction transaction, String accountId) {
    OWNERS.delete(transaction, Key.of(require(transaction, accountId).email()));
    LOGINS.delete(transaction, Key.of(accountId));
  }

  private static String folded(String email) {
    return email.toLowerCase(Locale.ROOT);
  }
}
