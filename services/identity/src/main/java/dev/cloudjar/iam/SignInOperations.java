package dev.cloudjar.iam;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.PlainAnswer;
import dev.cloudjar.cloud.PlainRequest;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.RoomCaller;
import dev.cloudjar.cloud.Session;
import dev.cloudjar.iam.SignIn.Outcome;
import dev.cloudjar.iam.SignIn.Refusal;
import dev.cloudjar.iam.SignIn.Visitor;
import dev.cloudjar.iam.SignInSession.Stage;
import dev.cloudjar.iam.signin.Pages;
import dev.cloudjar.iam.signin.SubmittedForm;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.iam.model.ChangePasswordRequest;
import software.amazon.awssdk.services.iam.model.ChangePasswordResponse;

/** The console's door: what browsers are shown, and what they send. */
final class SignInOperations {
  private static final String REGION = "us-east-1";
  private static final String SIGNING_NAME = "signin";
  private static final int EMAIL_AT_MOST = 320;

  private static final String WRONG =
      "Your authentication information is incorrect. Please try again.";
  private static final String TOO_OFTEN =
      "There have been too many tries. Wait a moment, then try again.";
  private static final String EXPIRED = "Your password has expired. Choose a new one to continue.";
  private static final String RESET = "You must change your password to continue.";

  private final IamStore store;
  private final SignIn signIn;
  private final Cloud cloud;
  private final TokenDelivery tokens;
  private final FederationOperations federation;

  SignInOperations(IamStore store, SignIn signIn, Cloud cloud) {
    this.store = store;
    this.signIn = signIn;
    this.cloud = cloud;
    this.tokens = new TokenDelivery(store, cloud.ids());
    this.federation = new FederationOperations(cloud, store);
  }

  void register(Operations ops) {
    ops.plain(request -> SignInHost.of(request.head().host()).map(host -> answer(host, request)));
  }

  private PlainAnswer answer(SignInHost host, PlainRequest request) {
    if (request.head().path().equals("/root-user")) {
      return putRoot(request);
    }
    if (request.head().path().equals("/hardware-token")) {
      return tokens.take(request);
    }
    SignInVisit visit = SignInVisit.of(signIn, request);
    if (request.head().path().equals(FederationOperations.PATH)) {
      return federation.answer(visit, request);
    }
    return switch (request.head().method()) {
      case "GET", "HEAD" -> show(visit, host, request.head().path());
      case "POST" -> take(visit, request);
      default -> visit.notAllowed("GET, HEAD, POST");
    };
  }

  // ---- what is shown ---------------------------------------------------------------------------

  private PlainAnswer show(SignInVisit visit, SignInHost host, String path) {
    return switch (path) {
      case "/", "/console", "/console/" ->
          visit
              .visitor()
              .map(it -> next(visit, it))
              .or(() -> federated(visit))
              .orElseGet(
                  () -> visit.page(200, it -> it.user(host.account(), "", Optional.empty())));
      case "/root" -> visit.page(200, it -> it.root("", Optional.empty()));
      case "/mfa" ->
          at(visit, Stage.CODE)
              .map(it -> codePage(visit, it, 200, Optional.empty()))
              .orElseGet(visit::home);
      case "/password" ->
          visit
              .visitor()
              .filter(it -> it.session().stage() != Stage.CODE)
              .map(it -> passwordPage(visit, it, 200, Optional.empty()))
              .orElseGet(visit::home);
      case "/style.css" -> visit.stylesheet();
      default ->
          visit.page(404, it -> it.notice("Not found", "There is no such page at this door."));
    };
  }

  private Optional<PlainAnswer> federated(SignInVisit visit) {
    return visit
        .federated()
        .flatMap(federation::find)
        .map(session -> visit.page(200, it -> FederationOperations.page(it, session)));
  }

  /** The page that a visitor's session has come to. */
  private PlainAnswer next(SignInVisit visit, Visitor visitor) {
    return switch (visitor.session().stage()) {
      case CODE -> codePage(visit, visitor, 200, Optional.empty());
      case NEW_PASSWORD -> passwordPage(visit, visitor, 200, Optional.empty());
      case SIGNED_IN -> home(visit, visitor);
    };
  }

  private PlainAnswer codePage(
      SignInVisit visit, Visitor visitor, int status, Optional<String> problem) {
    return visit.page(status, it -> it.code(visitor.person().principal().arn(), problem));
  }

  private PlainAnswer passwordPage(
      SignInVisit visit, Visitor visitor, int status, Optional<String> problem) {
    Optional<String> why =
        visitor.session().stage() == Stage.SIGNED_IN
            ? Optional.empty()
            : Optional.of(visitor.person().login().resetRequired() ? RESET : EXPIRED);
    return visit.page(status, it -> it.password(visitor.person().principal().arn(), why, problem));
  }

  private PlainAnswer home(SignInVisit visit, Visitor visitor) {
    SignInPerson person = visitor.person();
    SignInSession session = visitor.session();
    String account = person.accountId();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "Account",
        store
            .read(snapshot -> Accounts.alias(snapshot, account))
            .map(it -> account + " (" + it + ")")
            .orElse(account));
    facts.put("ARN", person.principal().arn());
    facts.put("Signed in", time(session.begun()));
    facts.put("Session ends", time(session.expires()));
    facts.put(
        "Multi-factor authentication",
        session.mfa().map(it -> "Code given " + time(it)).orElse("Not used"));
    facts.put("Password expires", person.expiry().map(SignInOperations::time).orElse("Never"));
    List<String> devices =
        store.read(person::devices).stream()
            .map(it -> it.type() + ": " + it.serialNumber(account))
            .toList();
    return visit.page(200, it -> it.home(name(person), facts, devices));
  }

  private static String name(SignInPerson person) {
    return person.principal() instanceof Principal.User user ? user.name() : "root user";
  }

  static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  // ---- what is taken ---------------------------------------------------------------------------

  private PlainAnswer take(SignInVisit visit, PlainRequest request) {
    Optional<SubmittedForm> sent = visit.ownForm(request);
    if (sent.isEmpty()) {
      return visit.page(
          403,
          it ->
              it.notice(
                  "This form is out of date",
                  "It was not sent from a page that this browser was just shown, or cookies are"
                      + " turned off."));
    }
    SubmittedForm form = sent.get();
    return switch (request.head().path()) {
      case "/" -> user(visit, form);
      case "/root" -> root(visit, form);
      case "/mfa" -> at(visit, Stage.CODE).map(it -> code(visit, it, form)).orElseGet(visit::home);
      case "/password" ->
          visit
              .visitor()
              .filter(it -> it.session().stage() != Stage.CODE)
              .map(it -> password(visit, it, form))
              .orElseGet(visit::home);
      case "/signout" -> {
        visit.visitor().ifPresent(signIn::signOut);
        visit.federated().ifPresent(federation::signOut);
        yield visit.left();
      }
      default ->
          visit.page(404, it -> it.notice("Not found", "There is no such page at this door."));
    };
  }

  private PlainAnswer user(SignInVisit visit, SubmittedForm form) {
    String account = form.trimmed("account");
    String name = form.trimmed("username");
    return switch (signIn.user(account, name, form.field("password"), visit.http())) {
      case Outcome.Entered entered -> visit.entered(entered.cookie());
      case Outcome.Refused(var refusal) ->
          refused(visit, refusal, (it, problem) -> it.user(account, name, problem));
    };
  }

  private PlainAnswer root(SignInVisit visit, SubmittedForm form) {
    String email = form.trimmed("email");
    return switch (signIn.root(email, form.field("password"), visit.http())) {
      case Outcome.Entered entered -> visit.entered(entered.cookie());
      case Outcome.Refused(var refusal) ->
          refused(visit, refusal, (it, problem) -> it.root(email, problem));
    };
  }

  private PlainAnswer code(SignInVisit visit, Visitor visitor, SubmittedForm form) {
    String who = visitor.person().principal().arn();
    return switch (signIn.code(visitor, form.trimmed("code"), visit.http())) {
      case Outcome.Entered entered -> visit.entered(entered.cookie());
      case Outcome.Refused(var refusal) ->
          refused(visit, refusal, (it, problem) -> it.code(who, problem));
    };
  }

  private PlainAnswer password(SignInVisit visit, Visitor visitor, SubmittedForm form) {
    String before = form.field("old");
    String after = form.field("new");
    if (after.isEmpty() || !after.equals(form.field("again"))) {
      return passwordPage(visit, visitor, 400, Optional.of("The new passwords are not the same."));
    }
    Optional<Refusal> refused = signIn.refusesChange(visitor, visit.http());
    if (refused.isPresent()) {
      return refused(
          visit, refused.get(), (it, problem) -> it.notice("Not now", problem.orElse("")));
    }
    Outcome outcome =
        visitor.person().principal() instanceof Principal.User user
            ? change(visitor, user, before, after, visit.http())
            : signIn.changeRootPassword(visitor, before, after, visit.http());
    return switch (outcome) {
      case Outcome.Entered entered -> visit.entered(entered.cookie());
      case Outcome.Refused(var why) -> passwordPage(visit, visitor, 403, Optional.of(say(why)));
    };
  }

  /** Changes a user's password in the user's own name: policies and trails take it as any call. */
  private Outcome change(
      Visitor visitor, Principal.User user, String before, String after, Call.Http http) {
    SignInSession session = visitor.session();
    Session carried =
        new Session(
            session.begun(),
            session.mfa(),
            List.of(),
            Map.of(),
            java.util.Set.of(),
            Optional.empty(),
            Optional.empty(),
            Map.of());
    try {
      new RoomCaller(cloud.calls(), user, Optional.of(carried), REGION, List.of())
          .to(
              ChangePasswordRequest.builder().oldPassword(before).newPassword(after).build(),
              ChangePasswordResponse.class);
    } catch (Fault e) {
      return new Outcome.Refused(
          IamFaults.isWrongPassword(e)
              ? Refusal.WRONG
              : e.code().equals("AccessDenied") ? Refusal.FORBIDDEN : Refusal.UNFIT);
    }
    return signIn.changed(visitor, http);
  }

  /** How the root of an account is to sign in, told by whoever has its long-term key. */
  private PlainAnswer putRoot(PlainRequest request) {
    Call.Headers headers = request.head().headers();
    Call call = request.call("PutRootUserSignIn", SIGNING_NAME);
    if (headers.first("authorization").isEmpty()
        || headers.first("origin").isPresent()
        || !request.head().method().equals("POST")) {
      throw IamFaults.notFromPages();
    }
    if (!(call.principal() instanceof Principal.Root root) || call.session().isPresent()) {
      throw IamFaults.onlyRoots();
    }
    SubmittedForm form =
        SignInVisit.form(request).orElseThrow(() -> IamFaults.validation("A form is expected."));
    String email = form.trimmed("email");
    if (email.length() > EMAIL_AT_MOST || !email.matches("[^@\\s\\p{Cntrl}]+@[^@\\s\\p{Cntrl}]+")) {
      throw IamFaults.validation("The email address is not valid.");
    }
    signIn.putRoot(root.accountId(), email, form.field("password"));
    return SignInVisit.nothing();
  }

  // ---- who stays outside -----------------------------------------------------------------------

  /** A page with what went wrong. */
  @FunctionalInterface
  private interface Again {
    String page(Pages pages, Optional<String> problem);
  }

  private static PlainAnswer refused(SignInVisit visit, Refusal refusal, Again again) {
    return refusal == Refusal.LOCKED_OUT
        ? visit.page(403, it -> it.notice("Your password has expired", say(refusal)))
        : visit.page(
            refusal == Refusal.TOO_OFTEN ? 429 : 403,
            it -> again.page(it, Optional.of(say(refusal))));
  }

  private static String say(Refusal refusal) {
    return switch (refusal) {
      case WRONG -> WRONG;
      case TOO_OFTEN -> TOO_OFTEN;
      case LOCKED_OUT -> "Only an administrator of your account can set a new one.";
      case UNFIT -> "The new password does not conform to the account's password policy.";
      case FORBIDDEN -> "You are not authorized to perform iam:ChangePassword.";
    };
  }

  private static Optional<Visitor> at(SignInVisit visit, Stage stage) {
    return visit.visitor().filter(it -> it.session().stage() == stage);
  }
}
