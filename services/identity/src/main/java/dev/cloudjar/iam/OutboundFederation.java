package dev.cloudjar.iam;

import dev.cloudjar.cloud.IdentitySource;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.util.Optional;

/**
 * Whether an account's users and roles get tokens for services of others, and from whom these say
 * that they are.
 */
final class OutboundFederation {
  private static final Table<Key, Row> ACCOUNTS = Key.table("outbound-federation", 1, Row.class);
  private static final Table<Key, Owner> ISSUERS = Key.table("token-issuer", 1, Owner.class);

  private record Row(String issuerId, String origin, boolean enabled) {}

  private record Owner(String accountId) {}

  private OutboundFederation() {}

  /** The issuer of an account's tokens; empty where it never had one. */
  static Optional<IdentitySource.TokenIssuer> ofAccount(Snapshot snapshot, String accountId) {
    return Optional.ofNullable(ACCOUNTS.get(snapshot, Key.of(accountId)))
        .map(
            it ->
                new IdentitySource.TokenIssuer(
                    it.issuerId(),
                    it.origin() + IdentitySource.TokenIssuer.PATH + it.issuerId(),
                    it.enabled()));
  }

  /** The issuer with an id. */
  static Optional<IdentitySource.TokenIssuer> byId(Snapshot snapshot, String issuerId) {
    return Optional.ofNullable(ISSUERS.get(snapshot, Key.of(issuerId)))
        .flatMap(it -> ofAccount(snapshot, it.accountId()));
  }

  /** Begins, or begins again as the same issuer. */
  static void enable(Transaction transaction, String accountId, String newIssuerId, String origin) {
    Row before = ACCOUNTS.get(transaction, Key.of(accountId));
    Row row =
        before == null
            ? new Row(newIssuerId, origin, true)
            : new Row(before.issuerId(), before.origin(), true);
    ACCOUNTS.put(transaction, Key.of(accountId), row);
    ISSUERS.put(transaction, Key.of(row.issuerId()), new Owner(accountId));
  }

  /** Ends; what was issued can be verified as before. */
  static void disable(Transaction transaction, String accountId) {
    Row before = ACCOUNTS.get(transaction, Key.of(accountId));
    if (before != null) {
      ACCOUNTS.put(
          transaction, Key.of(accountId), new Row(before.issuerId(), before.origin(), false));
    }
  }
}
