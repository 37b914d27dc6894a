package dev.cloudjar.cloudtrail;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.Session;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Who made a call, as CloudTrail tells it.
 *
 * @param json the record's {@code userIdentity}
 * @param userName what events are looked up by; empty for services
 */
record UserIdentity(String json, String userName) {

  static UserIdentity of(Call call) {
    if (call.principal() instanceof Principal.Federated user) {
      return federated(user, Map.of());
    }
    String key = call.accessKeyId().orElse("");
    Optional<Session> session = call.session();
    JsonText out = new JsonText().object();
    String name =
        switch (call.principal()) {
          case Principal.Root root -> {
            whoever(out, "Root", root, key);
            session.ifPresent(it -> rootSession(out, it));
            yield "root";
          }
          case Principal.User user -> {
            whoever(out, "IAMUser", user, key);
            out.member("userName", user.name());
            session.ifPresent(it -> attributes(out.name("sessionContext").object(), it).end());
            yield user.name();
          }
          case Principal.AssumedRole role -> {
            whoever(out, "AssumedRole", role, key);
            issuer(out.name("sessionContext").object(), role);
            session.ifPresent(it -> attributes(out, it));
            session
                .flatMap(Session::sourceIdentity)
                .ifPresent(it -> out.member("sourceIdentity", it));
            out.end();
            yield role.sessionName();
          }
          case Principal.FederatedUser user -> {
            whoever(out, "FederatedUser", user, key);
            out.name("sessionContext").object();
            user.issuer()
                .ifPresent(
                    issuer ->
                        out.name("sessionIssuer")
                            .object()
                            .member("type", "IAMUser")
                            .member("principalId", issuer.userId())
                            .member("arn", issuer.arn())
                            .member("accountId", issuer.accountId())
                            .member("userName", issuer.name())
                            .end());
            session.ifPresent(it -> attributes(out, it));
            out.end();
            yield user.name();
          }
          case Principal.Service service -> {
            out.member("type", "AWSService").member("invokedBy", service.name());
            yield "";
          }
          case Principal.Federated user -> throw new IllegalStateException("is proved: " + user);
          case Principal.Anonymous anonymous -> {
            out.member("type", "AWSAccount")
                .member("principalId", "")
                .member("accountId", "ANONYMOUS_PRINCIPAL");
            yield "";
          }
        };
    if (!call.calledVia().isEmpty()) {
      out.member("invokedBy", call.calledVia().getLast());
    }
    return new UserIdentity(out.end().toString(), name);
  }

  /**
   * Somebody for whom a provider has vouched.
   *
   * @param claims what it says of them, as condition keys
   * @see <a
   *     href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html#STS-API-SAML-WIF">Values
   *     for AWS STS APIs with SAML and web identity federation</a>
   */
  static UserIdentity federated(Principal.Federated user, Map<String, List<String>> claims) {
    String provider =
        switch (user.protocol()) {
          case SAML -> first(claims, "saml:namequalifier");
          case OPEN_ID_CONNECT -> user.provider();
        };
    String principalId =
        switch (user.protocol()) {
          case SAML -> provider + ":" + user.subject();
          case OPEN_ID_CONNECT ->
              provider + ":" + first(claims, issuer(user) + ":aud") + ":" + user.subject();
        };
    String type =
        switch (user.protocol()) {
          case SAML -> "SAMLUser";
          case OPEN_ID_CONNECT -> "WebIdentityUser";
        };
    return new UserIdentity(
        new JsonText()
            .object()
            .member("type", type)
            .member("principalId", principalId)
            .member("userName", user.subject())
            .member("identityProvider", provider)
            .end()
            .toString(),
        user.subject());
  }

  /** A session of a role that comes to the console. */
  static String ofConsole(Principal.AssumedRole role) {
    JsonText out = new JsonText().object();
    whoever(out, "AssumedRole", role, "");
    issuer(out.name("sessionContext").object(), role);
    return out.end().end().toString();
  }

  private static void issuer(JsonText context, Principal.AssumedRole role) {
    context
        .name("sessionIssuer")
        .object()
        .member("type", "Role")
        .member("principalId", role.roleId())
        .member("arn", role.roleArn())
        .member("accountId", role.accountId())
        .member("userName", role.roleName())
        .end();
  }

  /** Somebody of whom nothing is proved. */
  static UserIdentity claimed(String operation) {
    String type = operation.equals("AssumeRoleWithSAML") ? "SAMLUser" : "WebIdentityUser";
    return new UserIdentity(new JsonText().object().member("type", type).end().toString(), "");
  }

  /** As condition keys name it. */
  private static String issuer(Principal.Federated user) {
    String provider = user.provider();
    return provider.substring(provider.indexOf('/') + 1).toLowerCase(Locale.ROOT);
  }

  private static String first(Map<String, List<String>> claims, String key) {
    return claims.getOrDefault(key, List.of()).stream().findFirst().orElse("");
  }

  /** A caller as it is told to another account whose resource it uses. */
  static String ofAnotherAccount(Call call, UserIdentity itself) {
    return switch (call.principal()) {
      case Principal.Service _, Principal.Anonymous _, Principal.Federated _ -> itself.json();
      case Principal.Root _, Principal.User _, Principal.AssumedRole _, Principal.FederatedUser _ ->
          new JsonText()
              .object()
              .member("type", "AWSAccount")
              .member("principalId", call.principal().userId())
              .member("accountId", call.principal().accountId())
              .end()
              .toString();
    };
  }

  private static void whoever(JsonText out, String type, Principal principal, String key) {
    out.member("type", type)
        .member("principalId", principal.userId())
        .member("arn", principal.arn())
        .member("accountId", principal.accountId())
        .memberUnlessEmpty("accessKeyId", key);
  }

  /** Only a session that somebody else got for a task has policies. */
  private static void rootSession(JsonText out, Session session) {
    attributes(out.name("sessionContext").object(), session);
    if (!session.policies().isEmpty()) {
      out.member("assumedRoot", "true");
    }
    out.end();
  }

  private static JsonText attributes(JsonText out, Session session) {
    return out.name("attributes")
        .object()
        .member("creationDate", session.issued().truncatedTo(ChronoUnit.SECONDS).toString())
        .member("mfaAuthenticated", Boolean.toString(session.mfaAuthenticated().isPresent()))
        .end();
  }
}
