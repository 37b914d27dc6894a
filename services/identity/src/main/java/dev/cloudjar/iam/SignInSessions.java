package dev.cloudjar.iam;

import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.iam.SignInSession.Stage;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The sessions of those who sign in, each with a {@link Bearer} as its cookie. */
final class SignInSessions {
  static final String END = "iam:end-session";

  private static final Table<Key, SignInSession> ALL =
      Key.table("sign-in-session", 2, SignInSession.class);
  private static final Duration UNFINISHED = Duration.ofMinutes(15);
  private static final Duration SIGNED_IN = Duration.ofHours(12);

  private final BearerRows<SignInSession> rows;

  SignInSessions(Cloud cloud) {
    this.rows = new BearerRows<>(cloud, ALL, END);
  }

  /** Begins or continues a session; what is answered is its cookie. */
  String open(
      Transaction transaction,
      SignInPerson person,
      Stage stage,
      Instant begun,
      Optional<Instant> mfa) {
    Instant expires = begun.plus(stage == Stage.SIGNED_IN ? SIGNED_IN : UNFINISHED);
    return rows.add(
        transaction,
        person.accountId(),
        new SignInSession(person.id(), stage, begun, expires, person.login().salt(), mfa),
        expires);
  }

  static Optional<SignInSession> find(Snapshot snapshot, Key key, Instant now) {
    return Optional.ofNullable(ALL.get(snapshot, key)).filter(it -> now.isBefore(it.expires()));
  }

  void close(Transaction transaction, Key key) {
    rows.remove(transaction, key);
  }
}
