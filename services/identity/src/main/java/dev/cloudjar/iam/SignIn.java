package dev.cloudjar.iam;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.iam.SignInSession.Stage;
import dev.cloudjar.iam.signin.Seals;
import dev.cloudjar.iam.signin.Tries;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/**
 * Who comes through the console's door, step by step: a password, a device's code where there is a
 * device, a new password where the old one is not good any more. Each step has a session of its
 * own, so that what somebody knew of the one before is worth nothing after it.
 *
 * <p>A name that nobody has costs as much time as a wrong password and is answered alike.
 */
final class SignIn {
  private static final int TRIES_OF_NAME = 5;
  private static final Duration PAUSE_OF_NAME = Duration.ofSeconds(30);
  private static final int TRIES_OF_ADDRESS = 100;
  private static final Duration PAUSE_OF_ADDRESS = Duration.ofSeconds(1);

  private static final int BROWSER_LENGTH = 32;
  private static final String BROWSER_LETTERS = "abcdefghijklmnopqrstuvwxyz234567";

  private final Cloud cloud;
  private final IamStore store;
  private final SignInSessions sessions;
  private final Seals seals;
  private final SignInTrail trail;
  private final Tries ofName;
  private final Tries ofAddress;

  /** Hashing is slow on purpose; whoever only tries passwords gets half of the machine at most. */
  private final Semaphore hashing =
      new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));

  SignIn(Cloud cloud, IamStore store) {
    this.cloud = cloud;
    this.store = store;
    this.sessions = new SignInSessions(cloud);
    this.seals = new Seals(cloud.secrets().secret("iam-signin"));
    this.trail = new SignInTrail(cloud.observers());
    this.ofName = new Tries(seals, TRIES_OF_NAME, PAUSE_OF_NAME);
    this.ofAddress = new Tries(seals, TRIES_OF_ADDRESS, PAUSE_OF_ADDRESS);
  }

  /** What came of a step. */
  sealed interface Outcome {
    /** The browser has this cookie from now on. */
    record Entered(String cookie) implements Outcome {}

    record Refused(Refusal refusal) implements Outcome {}
  }

  /** Why somebody stays outside. */
  enum Refusal {
    WRONG,
    TOO_OFTEN,
    LOCKED_OUT,
    UNFIT,
    FORBIDDEN
  }

  /** Somebody with a session, whose person is still there and has still the same password. */
  record Visitor(String cookie, Key key, SignInSession session, SignInPerson person) {}

  /** Whom somebody says that they are, and what there is of it. */
  private record Claim(
      Optional<String> accountId, Optional<Principal> principal, Optional<SignInPerson> person) {}

  Seals seals() {
    return seals;
  }

  /** What a browser is known by that nobody has signed in with. */
  String newBrowser() {
    return cloud.ids().text(BROWSER_LENGTH, BROWSER_LETTERS);
  }

  Optional<Visitor> visitor(String cookie) {
    Instant now = cloud.clock().now();
    return Bearer.key(cookie)
        .flatMap(
            key ->
                store.read(
                    snapshot ->
                        SignInSessions.find(snapshot, key, now)
                            .flatMap(
                                session ->
                                    SignInPerson.byId(snapshot, key.part(0), session.personId())
                                        .filter(it -> it.login().salt().equals(session.password()))
                                        .map(it -> new Visitor(cookie, key, session, it)))));
  }

  /** The first step of a user. */
  Outcome user(String account, String userName, String password, Call.Http http) {
    Claim claim = store.read(snapshot -> claim(snapshot, account, userName));
    String name = "user " + claim.accountId().orElse(account) + " " + folded(userName);
    return password(name, claim, password, http);
  }

  /** The first step of a root. */
  Outcome root(String email, String password, Call.Http http) {
    Claim claim =
        store.read(
            snapshot -> {
              Optional<String> accountId = RootLogins.account(snapshot, email);
              return new Claim(
                  accountId,
                  accountId.map(Principal.Root::new),
                  accountId.flatMap(it -> SignInPerson.root(snapshot, it)));
            });
    return password("root " + folded(email), claim, password, http);
  }

  private static Claim claim(Snapshot snapshot, String account, String userName) {
    Optional<String> accountId =
        account.matches("[0-9]{12}")
            ? Optional.of(account)
            : Accounts.byAlias(snapshot, folded(account));
    Optional<User> user =
        userName.isEmpty()
            ? Optional.empty()
            : accountId.flatMap(it -> IamStore.USERS.find(snapshot, it, userName));
    return new Claim(
        accountId,
        user.map(it -> UserOperations.principal(accountId.orElseThrow(), it)),
        user.flatMap(it -> SignInPerson.user(snapshot, accountId.orElseThrow(), it)));
  }

  private Outcome password(String name, Claim claim, String password, Call.Http http) {
    Instant now = cloud.clock().now();
    if (!mayTry(name, http, now)) {
      return new Outcome.Refused(Refusal.TOO_OFTEN);
    }
    boolean matches =
        hashed(
            () ->
                claim
                    .person()
                    .map(it -> it.login().passwords().getFirst())
                    .orElse(Login.NOBODYS)
                    .matches(password));
    if (!matches || claim.person().isEmpty()) {
      claim
          .accountId()
          .ifPresent(it -> trail.failed(it, claim.principal(), http, Optional.empty()));
      return new Outcome.Refused(Refusal.WRONG);
    }
    giveBack(name, http);
    SignInPerson person = claim.person().get();
    List<MfaDevice> devices = store.read(person::devices);
    if (!devices.isEmpty()) {
      trail.passed("CheckMfa", person, http, Optional.of(devices.getFirst().type()));
      return new Outcome.Entered(
          store.note(
              transaction ->
                  sessions.open(transaction, person, Stage.CODE, now, Optional.empty())));
    }
    return enter(person, http, Optional.empty());
  }

  /** The step after a password that was right, with the code of one of the person's devices. */
  Outcome code(Visitor visitor, String code, Call.Http http) {
    SignInPerson person = visitor.person();
    Instant now = cloud.clock().now();
    String name = "code " + person.accountId() + " " + person.id();
    if (!mayTry(name, http, now)) {
      return new Outcome.Refused(Refusal.TOO_OFTEN);
    }
    Optional<MfaDevice> device =
        store.note(
            transaction ->
                SignInSessions.find(transaction, visitor.key(), now)
                    .filter(it -> it.stage() == Stage.CODE)
                    .flatMap(it -> accepting(transaction, person, code, now))
                    .map(
                        it -> {
                          sessions.close(transaction, visitor.key());
                          return it;
                        }));
    if (device.isEmpty()) {
      String kind =
          store.read(person::devices).stream().findFirst().map(MfaDevice::type).orElse("");
      trail.failed(person.accountId(), Optional.of(person.principal()), http, Optional.of(kind));
      return new Outcome.Refused(Refusal.WRONG);
    }
    giveBack(name, http);
    return enter(person, http, device);
  }

  private Optional<MfaDevice> accepting(
      Transaction transaction, SignInPerson person, String code, Instant now) {
    return person.devices(transaction).stream()
        .filter(
            it ->
                MfaDevices.accept(
                    transaction,
                    store.seeds(),
                    person.accountId(),
                    person.id(),
                    it.serialNumber(person.accountId()),
                    code,
                    now))
        .findFirst();
  }

  /** Lets somebody in who has proved who it is, unless the password is not good any more. */
  private Outcome enter(SignInPerson person, Call.Http http, Optional<MfaDevice> device) {
    Instant now = cloud.clock().now();
    if (person.isLockedOut(now)) {
      trail.failed(
          person.accountId(), Optional.of(person.principal()), http, device.map(MfaDevice::type));
      return new Outcome.Refused(Refusal.LOCKED_OUT);
    }
    Optional<Instant> mfa = device.map(it -> now);
    if (person.needsNewPassword(now)) {
      return new Outcome.Entered(
          store.note(
              transaction -> sessions.open(transaction, person, Stage.NEW_PASSWORD, now, mfa)));
    }
    String cookie =
        store.note(
            transaction -> {
              used(transaction, person, now);
              return sessions.open(transaction, person, Stage.SIGNED_IN, now, mfa);
            });
    trail.passed("ConsoleLogin", person, http, device.map(MfaDevice::type));
    return new Outcome.Entered(cookie);
  }

  private static void used(Transaction transaction, SignInPerson person, Instant now) {
    SignInPerson.byId(transaction, person.accountId(), person.id())
        .ifPresent(it -> it.put(transaction, it.login().used(now)));
  }

  /** Whether a visitor may try to change the password now. */
  Optional<Refusal> refusesChange(Visitor visitor, Call.Http http) {
    Instant now = cloud.clock().now();
    if (visitor.person().isLockedOut(now)) {
      return Optional.of(Refusal.LOCKED_OUT);
    }
    return mayTry(change(visitor.person()), http, now)
        ? Optional.empty()
        : Optional.of(Refusal.TOO_OFTEN);
  }

  /** Changes the password of a root, who needs nobody's leave. */
  Outcome changeRootPassword(Visitor visitor, String before, String after, Call.Http http) {
    SignInPerson person = visitor.person();
    if (!hashed(() -> person.login().matches(before))) {
      return new Outcome.Refused(Refusal.WRONG);
    }
    String email =
        store
            .read(snapshot -> RootLogins.find(snapshot, person.accountId()))
            .map(RootLogin::email)
            .orElse("");
    if (!PasswordPolicy.builtInAdmits(after, person.accountId(), email)) {
      return new Outcome.Refused(Refusal.UNFIT);
    }
    Login.Hash hash = hash(after);
    Optional<SignInPerson> same =
        store.note(
            transaction ->
                SignInPerson.root(transaction, person.accountId())
                    .filter(it -> it.login().salt().equals(person.login().salt()))
                    .map(
                        it -> {
                          Instant now = cloud.clock().now();
                          it.put(transaction, it.login().changedTo(hash, false, now));
                          return it;
                        }));
    return same.isPresent() ? changed(visitor, http) : new Outcome.Refused(Refusal.WRONG);
  }

  /** A visitor has set a new password; all other sessions have ended with the old one. */
  Outcome changed(Visitor visitor, Call.Http http) {
    giveBack(change(visitor.person()), http);
    SignInSession before = visitor.session();
    Instant now = cloud.clock().now();
    boolean enters = before.stage() == Stage.NEW_PASSWORD;
    Optional<String> cookie =
        store.note(
            transaction -> {
              sessions.close(transaction, visitor.key());
              return SignInPerson.byId(transaction, visitor.key().part(0), before.personId())
                  .map(
                      person -> {
                        if (enters) {
                          used(transaction, person, now);
                        }
                        return sessions.open(
                            transaction, person, Stage.SIGNED_IN, before.begun(), before.mfa());
                      });
            });
    if (enters) {
      trail.passed("ConsoleLogin", visitor.person(), http, before.mfa().map(it -> ""));
    }
    return cookie
        .<Outcome>map(Outcome.Entered::new)
        .orElseGet(() -> new Outcome.Refused(Refusal.WRONG));
  }

  void signOut(Visitor visitor) {
    store.note(
        transaction -> {
          sessions.close(transaction, visitor.key());
          return visitor;
        });
  }

  /** Says how the root of an account signs in. */
  void putRoot(String accountId, String email, String password) {
    if (!PasswordPolicy.builtInAdmits(password, accountId, email)) {
      throw IamFaults.unfitPassword();
    }
    Login.Hash hash = hash(password);
    Instant now = cloud.clock().now();
    store.note(
        transaction -> {
          Login login =
              RootLogins.find(transaction, accountId)
                  .map(it -> it.login().changedTo(hash, false, now))
                  .orElseGet(() -> Login.first(hash, false, now));
          RootLogins.put(transaction, accountId, email, login);
          return login;
        });
  }

  private Login.Hash hash(String password) {
    return Login.Hash.of(password, cloud.ids().bytes(Login.SALT_BYTES));
  }

  private boolean hashed(BooleanSupplier work) {
    hashing.acquireUninterruptibly();
    try {
      return work.getAsBoolean();
    } finally {
      hashing.release();
    }
  }

  private boolean mayTry(String name, Call.Http http, Instant now) {
    return ofAddress.take(address(http), now) && ofName.take(name, now);
  }

  private void giveBack(String name, Call.Http http) {
    ofAddress.giveBack(address(http));
    ofName.giveBack(name);
  }

  private static String change(SignInPerson person) {
    return "change " + person.accountId() + " " + person.id();
  }

  private static String address(Call.Http http) {
    return http.sourceAddress().map(InetAddress::getHostAddress).orElse("");
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
