package dev.cloudjar.iam;

import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Work;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/** Sign-in tokens, and the sessions that are begun by them. */
final class ConsoleSessions {
  private static final String END_PASS = "iam:end-console-pass";
  private static final String END_SESSION = "iam:end-console-session";
  private static final String SEPARATOR = "/";

  private static final Table<Key, ConsolePass> PASSES =
      Key.table("console-pass", 2, ConsolePass.class);
  private static final Table<Key, ConsoleSession> SESSIONS =
      Key.table("console-session", 2, ConsoleSession.class);

  private final Cloud cloud;

  ConsoleSessions(Cloud cloud) {
    this.cloud = cloud;
    cloud.work().handle(END_PASS, item -> end(PASSES, item));
    cloud.work().handle(END_SESSION, item -> end(SESSIONS, item));
  }

  /** Keeps what a token is for; what is answered is the token. */
  String add(Transaction transaction, ConsolePass pass) {
    return put(transaction, PASSES, END_PASS, pass.principal().accountId(), pass, pass.expires());
  }

  static Optional<ConsolePass> pass(Snapshot snapshot, String token, Instant now) {
    return Bearer.key(token)
        .map(key -> PASSES.get(snapshot, key))
        .filter(it -> now.isBefore(it.expires()));
  }

  /** Begins a session; what is answered is its cookie. */
  String open(Transaction transaction, ConsoleSession session) {
    return put(
        transaction,
        SESSIONS,
        END_SESSION,
        session.principal().accountId(),
        session,
        session.expires());
  }

  static Optional<ConsoleSession> find(Snapshot snapshot, String cookie, Instant now) {
    return Bearer.key(cookie)
        .map(key -> SESSIONS.get(snapshot, key))
        .filter(it -> now.isBefore(it.expires()));
  }

  void close(Transaction transaction, String cookie) {
    Bearer.key(cookie)
        .ifPresent(
            key -> {
              SESSIONS.delete(transaction, key);
              cloud.work().cancel(transaction, END_SESSION, id(key));
            });
  }

  private <V> String put(
      Transaction transaction,
      Table<Key, V> table,
      String end,
      String accountId,
      V row,
      Instant expires) {
    String bearer = Bearer.make(cloud.ids(), accountId);
    Key key = Bearer.key(bearer).orElseThrow();
    table.put(transaction, key, row);
    byte[] payload = id(key).getBytes(StandardCharsets.UTF_8);
    cloud.work().schedule(transaction, end, id(key), expires, payload);
    return bearer;
  }

  private void end(Table<Key, ?> table, Work.Item item) {
    Key key = Key.of(new String(item.payload(), StandardCharsets.UTF_8).split(SEPARATOR, -1));
    cloud
        .store()
        .transact(
            transaction -> {
              table.delete(transaction, key);
              return key;
            });
  }

  private static String id(Key key) {
    return String.join(SEPARATOR, key.parts());
  }
}
