package dev.cloudjar.iam;

import dev.cloudjar.cloud.Principal;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Somebody who can sign in: a user with a password, or a root.
 *
 * @param login how
 * @param policy the account's policy for the passwords of users; roots have none
 */
record SignInPerson(Principal principal, Login login, Optional<PasswordPolicy> policy) {

  /** The user of an account with a name. */
  static Optional<SignInPerson> user(Snapshot snapshot, String accountId, User user) {
    return Logins.find(snapshot, accountId, user)
        .map(
            login ->
                new SignInPerson(
                    UserOperations.principal(accountId, user),
                    login,
                    Logins.policy(snapshot, accountId)));
  }

  /** The root of an account. */
  static Optional<SignInPerson> root(Snapshot snapshot, String accountId) {
    return RootLogins.find(snapshot, accountId)
        .map(it -> new SignInPerson(new Principal.Root(accountId), it.login(), Optional.empty()));
  }

  /** Whom a session is of, by the id of the user, or of the account for its root. */
  static Optional<SignInPerson> byId(Snapshot snapshot, String accountId, String id) {
    return id.equals(accountId)
        ? root(snapshot, accountId)
        : IamStore.USERS
            .byId(snapshot, accountId, id)
            .flatMap(user -> user(snapshot, accountId, user));
  }

  String accountId() {
    return principal.accountId();
  }

  String id() {
    return principal.userId();
  }

  List<MfaDevice> devices(Snapshot snapshot) {
    return MfaDevices.ofOwner(snapshot, accountId(), id());
  }

  /** When the password expires; empty for never. */
  Optional<Instant> expiry() {
    return policy.flatMap(it -> it.expiry(login.changed()));
  }

  /** Whether a new password has to be chosen before anything else. */
  boolean needsNewPassword(Instant now) {
    return login.resetRequired() || hasExpired(now);
  }

  /** Whether only an administrator can help. */
  boolean isLockedOut(Instant now) {
    return hasExpired(now) && policy.flatMap(PasswordPolicy::hardExpiry).orElse(false);
  }

  private boolean hasExpired(Instant now) {
    return expiry().filter(it -> !now.isBefore(it)).isPresent();
  }

  /** Keeps how the person signs in from now on. */
  void put(Transaction transaction, Login now) {
    if (principal instanceof Principal.Root) {
      String email = RootLogins.find(transaction, accountId()).orElseThrow().email();
      RootLogins.put(transaction, accountId(), email, now);
    } else {
      IamStore.USERS
          .byId(transaction, accountId(), id())
          .ifPresent(user -> Logins.put(transaction, accountId(), user, now));
    }
  }
}
