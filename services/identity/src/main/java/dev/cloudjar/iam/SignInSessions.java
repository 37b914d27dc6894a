package dev.cloudjar.iam;

import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Work;
import dev.cloudjar.iam.SignInSession.Stage;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sessions of those who sign in. A cookie is an account's id and a random text; the store has
 * but a digest of the text, so that whoever reads it can be nobody.
 */
final class SignInSessions {
  static final String END = "iam:end-session";

  private static final Table<Key, SignInSession> ALL =
      Key.table("sign-in-session", 2, SignInSession.class);
  private static final Pattern COOKIE = Pattern.compile("([0-9]{12})\\.([A-Za-z0-9_-]{43})");
  private static final int RANDOM_BYTES = 32;
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
    String text =
        Base64.getUrlEncoder().withoutPadding().encodeToString(cloud.ids().bytes(RANDOM_BYTES));
    Key key = Key.of(person.accountId(), digest(text));
    Instant expires = begun.plus(stage == Stage.SIGNED_IN ? SIGNED_IN : UNFINISHED);
    ALL.put(
        transaction,
        key,
        new SignInSession(person.id(), stage, begun, expires, person.login().salt(), mfa));
    cloud
        .work()
        .schedule(transaction, END, id(key), expires, id(key).getBytes(StandardCharsets.UTF_8));
    return person.accountId() + "." + text;
  }

  /** The key of the session that a cookie is of; empty for what is no such cookie. */
  static Optional<Key> key(String cookie) {
    Matcher matcher = COOKIE.matcher(cookie);
    return matcher.matches()
        ? Optional.of(Key.of(matcher.group(1), digest(matcher.group(2))))
        : Optional.empty();
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

  private static String digest(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(text.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
