package dev.cloudjar.cloudtrail;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.Session;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Who made a call, as CloudTrail tells it.
 *
 * @param json the record's {@code userIdentity}
 * @param userName what events are looked up by; empty for services
 */
record UserIdentity(String json, String userName) {

  static UserIdentity of(Call call) {
    String key = call.accessKeyId().orElse("");
    Optional<Session> session = call.session();
    JsonText out = new JsonText().object();
    String name =
        switch (call.principal()) {
          case Principal.Root root -> {
            whoever(out, "Root", root, key);
            session.ifPresent(it -> attributes(out.name("sessionContext").object(), it).end());
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
            out.name("sessionContext").object();
            out.name("sessionIssuer")
                .object()
                .member("type", "Role")
                .member("principalId", role.roleId())
                .member("arn", role.roleArn())
                .member("accountId", role.accountId())
                .member("userName", role.roleName())
                .end();
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
          case Principal.Federated user -> {
            String type =
                switch (user.protocol()) {
                  case OPEN_ID_CONNECT -> "WebIdentityUser";
                  case SAML -> "SAMLUser";
                };
            out.member("type", type)
                .member("principalId", user.userId())
                .member("userName", user.subject())
                .member("identityProvider", user.provider());
            yield user.subject();
          }
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

  private static void whoever(JsonText out, String type, Principal principal, String key) {
    out.member("type", type)
        .member("principalId", principal.userId())
        .member("arn", principal.arn())
        .member("accountId", principal.accountId())
        .memberUnlessEmpty("accessKeyId", key);
  }

  private static JsonText attributes(JsonText out, Session session) {
    return out.name("attributes")
        .object()
        .member("creationDate", session.issued().truncatedTo(ChronoUnit.SECONDS).toString())
        .member("mfaAuthenticated", Boolean.toString(session.mfaAuthenticated().isPresent()))
        .end();
  }
}
