package dev.cloudjar.iam;

import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Work;
import dev.cloudjar.iam.SignInSession.Stage;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.nio.charset.StandardCharsets;
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

  private final Cloud cloud;

  SignInSessions(Cloud cloud) {
    this.cloud = cloud;
    cloud.work().handle(END, this::end);
  }

  /** Begins or continues a session; what is answered is its cookie. */
  String open(
      Transaction transaction,
      SignInPerson person,
      Stage stage,
      Instant begun,
      Optional<Instant> mfa) {
    String cookie = Bearer.make(cloud.ids(), person.accountId());
    Key key = Bearer.key(cookie).orElseThrow();
    Instant expires = begun.plus(stage == Stage.SIGNED_IN ? SIGNED_IN : UNFINISHED);
    ALL.put(
        transaction,
        key,
        new SignInSession(person.id(), stage, begun, expires, person.login().salt(), mfa));
    cloud
        .work()
        .schedule(transaction, END, id(key), expires, id(key).getBytes(StandardCharsets.UTF_8));
    return cookie;
  }

  static Optional<SignInSession> find(Snapshot snapshot, Key key, Instant now) {
    return Optional.ofNullable(ALL.get(snapshot, key)).filter(it -> now.isBefore(it.expires()));
  }

  void close(Transaction transaction, Key key) {
    ALL.delete(transaction, key);
    cloud.work().cancel(transaction, END, id(key));
  }

  private void end(Work.Item item) {
    String[] parts = new String(item.payload(), StandardCharsets.UTF_8).split("/", -1);
    cloud
        .store()
        .transact(
            transaction -> {
              ALL.delete(transaction, Key.of(parts));
              return parts;
            });
  }

  private static String id(Key key) {
    return String.join("/", key.parts());
  }
}
