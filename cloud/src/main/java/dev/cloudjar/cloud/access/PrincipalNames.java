package dev.cloudjar.cloud.access;

import dev.cloudjar.cloud.Principal;
import dev.cloudjar.policy.PrincipalFacts;

/** What policies call a principal. */
final class PrincipalNames {
  private PrincipalNames() {}

  /** The value of {@code aws:PrincipalArn}: of a session, the role's. */
  static String arn(Principal principal) {
    return principal instanceof Principal.AssumedRole role ? role.roleArn() : principal.arn();
  }

  /** The value of {@code aws:PrincipalType}. */
  static String type(Principal principal) {
    return switch (principal) {
      case Principal.Root _ -> "Account";
      case Principal.User _ -> "User";
      case Principal.AssumedRole _ -> "AssumedRole";
      case Principal.FederatedUser _ -> "FederatedUser";
      case Principal.Anonymous _, Principal.Service _, Principal.Federated _ -> "Anonymous";
    };
  }

  /** What its principal elements match on. */
  static PrincipalFacts facts(Principal principal) {
    return switch (principal) {
      case Principal.Root root -> PrincipalFacts.root(root.accountId());
      case Principal.User user -> PrincipalFacts.user(user.accountId(), user.arn(), user.userId());
      case Principal.AssumedRole role ->
          PrincipalFacts.roleSession(
              role.accountId(), role.arn(), role.userId(), role.roleArn(), role.roleId());
      case Principal.FederatedUser(var account, _, var issuer) ->
          issuer
              .map(
                  user ->
                      PrincipalFacts.federatedUser(
                          account, principal.arn(), principal.userId(), user.arn(), user.userId()))
              .orElseGet(
                  () ->
                      PrincipalFacts.federatedUser(
                          account,
                          principal.arn(),
                          principal.userId(),
                          "arn:aws:iam::" + account + ":root",
                          account));
      case Principal.Service service -> PrincipalFacts.service(service.name());
      case Principal.Federated federated ->
          PrincipalFacts.federated(
              switch (federated.protocol()) {
                case OPEN_ID_CONNECT -> PrincipalFacts.Kind.WEB_IDENTITY;
                case SAML -> PrincipalFacts.Kind.SAML;
              },
              federated.provider());
      case Principal.Anonymous _ -> PrincipalFacts.anonymous();
    };
  }
}
