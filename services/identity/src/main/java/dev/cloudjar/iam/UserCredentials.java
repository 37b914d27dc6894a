package dev.cloudjar.iam;

import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.time.Instant;
import java.util.Optional;

/**
 * What users have besides keys and passwords, of one kind.
 *
 * @param <C> the kind
 */
final class UserCredentials<C> {

  /** An SSH key, which CodeCommit knows. */
  record SshKey(String body, String fingerprint, boolean active, Instant uploaded) {}

  /** A certificate that signs requests of old. */
  record SigningCertificate(String body, boolean active, Instant uploaded) {}

  /** A name and a password for one service. */
  record ServicePassword(
      String service, String userName, String password, boolean active, Instant created) {}

  static final UserCredentials<SshKey> SSH_KEYS =
      new UserCredentials<>("ssh-key", SshKey.class, "SSH Public Key");
  static final UserCredentials<SigningCertificate> SIGNING_CERTIFICATES =
      new UserCredentials<>("signing-certificate", SigningCertificate.class, "Certificate");
  static final UserCredentials<ServicePassword> SERVICE_PASSWORDS =
      new UserCredentials<>(
          "service-password", ServicePassword.class, "Service Specific Credential");

  private final Table<Key, C> rows;
  private final String noun;

  private UserCredentials(String table, Class<C> row, String noun) {
    this.rows = Key.table(table, 3, row);
    this.noun = noun;
  }

  /** A credential with its id. */
  record Held<C>(String id, C credential) {}

  void put(Transaction transaction, String accountId, String ownerId, String id, C credential) {
    rows.put(transaction, Key.of(accountId, ownerId, id), credential);
  }

  C require(Snapshot snapshot, String accountId, String ownerId, String id) {
    C found = rows.get(snapshot, Key.of(accountId, ownerId, id));
    if (found == null) {
      throw IamFaults.notFound("The " + noun + " with id " + id + " cannot be found.");
    }
    return found;
  }

  void delete(Transaction transaction, String accountId, String ownerId, String id) {
    require(transaction, accountId, ownerId, id);
    rows.delete(transaction, Key.of(accountId, ownerId, id));
  }

  Paging.Page<Held<C>> list(Snapshot snapshot, String accountId, String ownerId, Paging paging) {
    return paging.over(
        snapshot,
        rows,
        Key.range(rows, accountId, ownerId),
        (key, row) -> Optional.of(new Held<>(key.last(), row)));
  }

  int count(Snapshot snapshot, String accountId, String ownerId) {
    return list(snapshot, accountId, ownerId, Paging.NONE).items().size();
  }
}
