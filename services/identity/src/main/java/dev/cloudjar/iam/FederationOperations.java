package dev.cloudjar.iam;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Credentials.AccessKey;
import dev.cloudjar.cloud.PlainAnswer;
import dev.cloudjar.cloud.PlainRequest;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.Session;
import dev.cloudjar.iam.signin.Pages;
import dev.cloudjar.iam.signin.SubmittedForm;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The federation endpoint: whoever has the credentials of a role's session, or of a federated
 * user's, gets a token for them, and whoever brings the token is let in.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html">Enable
 *     custom identity broker access to the AWS console</a>
 */
final class FederationOperations {
  static final String PATH = "/federation";

  private static final Duration TOKEN_LASTS = Duration.ofMinutes(15);
  private static final int LEAST_SECONDS = 900;
  private static final int MOST_SECONDS = 43_200;
  private static final int MOST_CHARACTERS = 2_000;

  private final Cloud cloud;
  private final IamStore store;
  private final ConsoleSessions sessions;
  private final SignInTrail trail;

  FederationOperations(Cloud cloud, IamStore store) {
    this.cloud = cloud;
    this.store = store;
    this.sessions = new ConsoleSessions(cloud);
    this.trail = new SignInTrail(cloud.observers());
  }

  /** What somebody asks for in a way that leads nowhere. */
  private static final class BadRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadRequestException(String message) {
      super(message);
    }
  }

  /** The session of whoever has a cookie. */
  Optional<ConsoleSession> find(String cookie) {
    Instant now = cloud.clock().now();
    return store.read(snapshot -> ConsoleSessions.find(snapshot, cookie, now));
  }

  void signOut(String cookie) {
    store.note(
        transaction -> {
          sessions.close(transaction, cookie);
          return cookie;
        });
  }

  PlainAnswer answer(SignInVisit visit, PlainRequest request) {
    Optional<SubmittedForm> fields =
        request.head().method().equals("POST")
            ? SignInVisit.form(request)
            : query(request.head().query());
    try {
      SubmittedForm form = fields.orElseThrow(() -> new BadRequestException("Not a form."));
      return switch (form.field("Action")) {
        case "getSigninToken" -> token(visit, form);
        case "login" -> login(visit, form);
        default -> throw new BadRequestException("Action is getSigninToken or login.");
      };
    } catch (BadRequestException e) {
      return visit.page(
          400, it -> it.notice("Bad request", Objects.requireNonNullElse(e.getMessage(), "")));
    }
  }

  private static Optional<SubmittedForm> query(String query) {
    try {
      return query.length() > SubmittedForm.MOST_BYTES
          ? Optional.empty()
          : Optional.of(SubmittedForm.parse(query.getBytes(StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private PlainAnswer token(SignInVisit visit, SubmittedForm form) {
    Instant now = cloud.clock().now();
    AccessKey key = key(form.field("Session"), now);
    Principal principal = key.principal();
    if (!(principal instanceof Principal.AssumedRole
        || principal instanceof Principal.FederatedUser)) {
      throw new BadRequestException(
          "The credentials are neither of a role's session nor of a federated user's.");
    }
    Optional<Duration> duration = duration(form.field("SessionDuration"), principal);
    ConsolePass pass =
        new ConsolePass(
            principal,
            key.session().flatMap(Session::mfaAuthenticated),
            now.plus(TOKEN_LASTS),
            duration,
            Objects.requireNonNull(key.expires()));
    String token = store.note(transaction -> sessions.add(transaction, pass));
    trail.federated("GetSigninToken", principal, visit.http());
    return visit.json("{\"SigninToken\":\"" + token + "\"}");
  }

  /** The key that somebody shows to have, whole and in time. */
  private AccessKey key(String text, Instant now) {
    Map<String, Object> shown;
    try {
      shown = JSONObjectUtils.parse(text);
    } catch (ParseException e) {
      throw new BadRequestException("Session is not JSON.");
    }
    return cloud
        .credentials()
        .find(text(shown, "sessionId"))
        .filter(it -> it.expires() != null && now.isBefore(it.expires()))
        .filter(it -> same(it.secretAccessKey(), text(shown, "sessionKey")))
        .filter(it -> same(it.sessionToken(), text(shown, "sessionToken")))
        .orElseThrow(
            () -> new BadRequestException("The credentials are not valid, or have expired."));
  }

  private static String text(Map<String, Object> shown, String name) {
    return shown.get(name) instanceof String text ? text : "";
  }

  private static boolean same(@Nullable String expected, String shown) {
    return expected != null
        && MessageDigest.isEqual(
            expected.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<Duration> duration(String asked, Principal principal) {
    if (asked.isEmpty()) {
      return Optional.empty();
    }
    if (!(principal instanceof Principal.AssumedRole)) {
      throw new BadRequestException("SessionDuration is for sessions of roles only.");
    }
    int seconds = asked.matches("[0-9]{1,6}") ? Integer.parseInt(asked) : 0;
    if (seconds < LEAST_SECONDS || seconds > MOST_SECONDS) {
      throw new BadRequestException("SessionDuration is from 900 to 43200 seconds.");
    }
    return Optional.of(Duration.ofSeconds(seconds));
  }

  private PlainAnswer login(SignInVisit visit, SubmittedForm form) {
    if (form.field("Destination").isEmpty()) {
      throw new BadRequestException("Destination is missing.");
    }
    if (visit.visitor().isPresent()) {
      return visit.page(
          400,
          it ->
              it.notice(
                  "Already signed in",
                  "You must first log out before logging into a different AWS account."));
    }
    Instant now = cloud.clock().now();
    String issuer = form.field("Issuer");
    Optional<ConsolePass> pass =
        store.read(snapshot -> ConsoleSessions.pass(snapshot, form.field("SigninToken"), now));
    ConsoleSession session =
        pass.filter(it -> now.isBefore(it.credentialsExpire()))
            .map(
                it ->
                    it.begin(now, issuer.substring(0, Math.min(issuer.length(), MOST_CHARACTERS))))
            .orElseThrow(
                () -> new BadRequestException("The sign-in token is not valid, or has expired."));
    String cookie = store.note(transaction -> sessions.open(transaction, session));
    trail.federated("ConsoleLogin", session.principal(), visit.http());
    return visit.federated(cookie, it -> page(it, session));
  }

  /** The page of somebody who came in by a token. */
  static String page(Pages pages, ConsoleSession session) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Account", session.principal().accountId());
    facts.put("ARN", session.principal().arn());
    facts.put("Signed in", SignInOperations.time(session.begun()));
    facts.put("Session ends", SignInOperations.time(session.expires()));
    facts.put(
        "Multi-factor authentication",
        session.mfa().map(it -> "Code given " + SignInOperations.time(it)).orElse("Not used"));
    if (!session.issuer().isEmpty()) {
      facts.put("Issuer", session.issuer());
    }
    return pages.federated(session.principal().userId().replaceFirst("^[^:]*:", ""), facts);
  }
}
