package dev.cloudjar.cloud;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the room that owns users and roles tells the gate and STS of them. */
public interface IdentitySource {

  /** What applies to a user or to the role of a session; {@link PrincipalPolicies#NONE} if gone. */
  PrincipalPolicies policiesOf(Principal principal);

  /**
   * Whether a principal is there: a user, a role, or the role of a session. Roots and federated
   * users always are.
   */
  boolean knows(String principalArn);

  /** A role of an account. */
  Optional<Role> role(String accountId, String name);

  /** Whether a device with this serial number, of this user or root, gives this code now, once. */
  boolean acceptsCode(Principal owner, String serialNumber, String code);

  /** An OpenID Connect provider of an account, by its URL without scheme. */
  Optional<OpenIdConnectProvider> openIdConnectProvider(String accountId, String url);

  /** The metadata document of a SAML provider. */
  Optional<String> samlMetadata(String providerArn);

  /** Who an account's tokens for services of others come from; empty where it never was anybody. */
  Optional<TokenIssuer> tokenIssuerOf(String accountId);

  /** The issuer of tokens with an id. */
  Optional<TokenIssuer> tokenIssuer(String id);

  /**
   * Who tokens for services of others come from.
   *
   * @param url what it calls itself, and where it describes itself
   * @param enabled whether it still issues any
   */
  record TokenIssuer(String id, String url, boolean enabled) {
    /** What stands between the address of the cloud and the id in the URL. */
    public static final String PATH = "/_tokens/";
  }

  /**
   * A role.
   *
   * @param path with a slash at both ends, or a slash alone
   * @param trustPolicy JSON
   * @param maxSessionSeconds from 3,600 to 43,200
   */
  record Role(
      String arn,
      String path,
      String name,
      String roleId,
      String trustPolicy,
      int maxSessionSeconds,
      Map<String, String> tags) {}

  /** An OpenID Connect provider. */
  record OpenIdConnectProvider(String arn, String url, List<String> clientIds) {}
}
