package dev.cloudjar.iam;

import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.time.Instant;
import java.util.Optional;

/** Sign-in tokens, and the sessions that are begun by them. */
final class ConsoleSessions {
  private static final String END_PASS = "iam:end-console-pass";
  private static final String END_SESSION = "iam:end-console-session";

  private static final Table<Key, ConsolePass> PASSES =
      Key.table("console-pass", 2, ConsolePass.class);
  private static final Table<Key, ConsoleSession> SESSIONS =
      Key.table("console-session", 2, ConsoleSession.class);

  private final BearerRows<ConsolePass> passes;
  private final BearerRows<ConsoleSession> sessions;

  ConsoleSessions(Cloud cloud) {
    this.passes = new BearerRows<>(cloud, PASSES, END_PASS);
    this.sessions = new BearerRows<>(cloud, SESSIONS, END_SESSION);
  }

  /** Keeps what a token is for; what is answered is the token. */
  String add(Transaction transaction, ConsolePass pass) {
    return passes.add(transaction, pass.principal().accountId(), pass, pass.expires());
  }

  static Optional<ConsolePass> pass(Snapshot snapshot, String token, Instant now) {
    return Bearer.key(token)
        .map(key -> PASSES.get(snapshot, key))
        .filter(it -> now.isBefore(it.expires()));
  }

  /** Begins a session; what is answered is its cookie. */
  String open(Transaction transaction, ConsoleSession session) {
    return sessions.add(transaction, session.principal().accountId(), session, session.expires());
  }

  static Optional<ConsoleSession> find(Snapshot snapshot, String cookie, Instant now) {
    return Bearer.key(cookie)
        .map(key -> SESSIONS.get(snapshot, key))
        .filter(it -> now.isBefore(it.expires()));
  }

  void close(Transaction transaction, String cookie) {
    Bearer.key(cookie).ifPresent(key -> sessions.remove(transaction, key));
  }
}
