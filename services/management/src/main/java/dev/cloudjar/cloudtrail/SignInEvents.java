package dev.cloudjar.cloudtrail;

import dev.cloudjar.cloud.Clock;
import dev.cloudjar.cloud.ConsoleSignIn;
import dev.cloudjar.cloud.Principal;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** What is recorded of tries to sign in to the console. */
final class SignInEvents {
  private static final String LOGIN = "ConsoleLogin";

  /** Somebody may have typed a password where the name belongs. */
  private static final String HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS";

  private SignInEvents() {}

  static RecordedEvent of(ConsoleSignIn signIn, Clock clock) {
    return new RecordedEvent(
        clock.now().toEpochMilli(),
        OperationKind.SIGN_IN,
        signIn.step(),
        identity(signIn),
        userName(signIn.principal()),
        "",
        signIn.http().sourceAddress().map(InetAddress::getHostAddress).orElse("AWS Internal"),
        signIn.http().headers().first("user-agent").orElse("-"),
        signIn.http().secure() ? signIn.http().host() : "",
        "",
        "",
        signIn.refusal().orElse(""),
        "",
        new JsonText()
            .object()
            .member(signIn.step(), signIn.refusal().isPresent() ? "Failure" : "Success")
            .end()
            .toString(),
        additional(signIn),
        "",
        List.of());
  }

  private static String userName(Optional<Principal> principal) {
    return principal
        .map(
            it ->
                switch (it) {
                  case Principal.User user -> user.name();
                  case Principal.AssumedRole role -> role.sessionName();
                  case Principal.FederatedUser user -> user.name();
                  default -> "root";
                })
        .orElse(HIDDEN);
  }

  private static String identity(ConsoleSignIn signIn) {
    JsonText out = new JsonText().object();
    boolean proven = signIn.refusal().isEmpty() && signIn.step().equals(LOGIN);
    if (signIn.principal().orElse(null) instanceof Principal.Root root) {
      return out.member("type", "Root")
          .member("principalId", root.userId())
          .member("arn", root.arn())
          .member("accountId", root.accountId())
          .member("accessKeyId", "")
          .end()
          .toString();
    }
    if (signIn.principal().orElse(null) instanceof Principal.AssumedRole role) {
      return UserIdentity.ofConsole(role);
    }
    boolean federated = signIn.principal().orElse(null) instanceof Principal.FederatedUser;
    out.member("type", federated ? "FederatedUser" : "IAMUser");
    signIn.principal().ifPresent(it -> out.member("principalId", it.userId()));
    signIn.principal().filter(it -> proven).ifPresent(it -> out.member("arn", it.arn()));
    out.member("accountId", signIn.accountId());
    if (!proven) {
      out.member("accessKeyId", "");
    }
    return out.member("userName", userName(signIn.principal())).end().toString();
  }

  private static String additional(ConsoleSignIn signIn) {
    JsonText out = new JsonText().object();
    if (signIn.step().equals(LOGIN)) {
      out.member("LoginTo", signIn.target())
          .member("MobileVersion", "No")
          .member("MFAUsed", signIn.device().isPresent() ? "Yes" : "No");
    } else {
      signIn.device().ifPresent(it -> out.member("MfaType", it));
    }
    return out.end().toString();
  }
}
