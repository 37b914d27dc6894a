package dev.cloudjar.sts;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.cloudjar.cloud.Content;
import dev.cloudjar.cloud.Identities;
import dev.cloudjar.cloud.IdentitySource.TokenIssuer;
import dev.cloudjar.cloud.PlainAnswer;
import dev.cloudjar.cloud.PlainHead;
import dev.cloudjar.cloud.PlainRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What issuers of tokens publish, for services that verify them.
 *
 * @see <a href="https://openid.net/specs/openid-connect-discovery-1_0.html">OpenID Connect
 *     Discovery</a>
 */
final class IssuerPages {
  private static final String DESCRIPTION = "/.well-known/openid-configuration";
  private static final String KEYS = "/.well-known/jwks.json";

  private final Identities identities;
  private final TokenKeys keys;

  IssuerPages(Identities identities, TokenKeys keys) {
    this.identities = identities;
    this.keys = keys;
  }

  static boolean mayAnswer(PlainHead head) {
    return head.path().startsWith(TokenIssuer.PATH);
  }

  Optional<PlainAnswer> answer(PlainRequest request) {
    PlainHead head = request.head();
    if (!mayAnswer(head)) {
      return Optional.empty();
    }
    String rest = head.path().substring(TokenIssuer.PATH.length());
    int slash = rest.indexOf('/');
    Optional<TokenIssuer> issuer =
        slash < 0
            ? Optional.empty()
            : identities.source().flatMap(it -> it.tokenIssuer(rest.substring(0, slash)));
    if (issuer.isEmpty() || !(head.method().equals("GET") || head.method().equals("HEAD"))) {
      return Optional.of(page(404, Map.of("message", "Not Found")));
    }
    return Optional.of(
        switch (rest.substring(slash)) {
          case DESCRIPTION -> page(200, description(issuer.get().url()));
          case KEYS -> page(200, keys.published().toJSONObject());
          default -> page(404, Map.of("message", "Not Found"));
        });
  }

  private static Map<String, Object> description(String issuer) {
    return Map.of(
        "issuer",
        issuer,
        "jwks_uri",
        issuer + KEYS,
        "subject_types_supported",
        List.of("public"),
        "id_token_signing_alg_values_supported",
        List.of("RS256", "ES384"),
        "claims_supported",
        List.of("sub", "iss", "aud", "exp", "iat", "jti", IdentityTokenOperations.NAMESPACE));
  }

  private static PlainAnswer page(int status, Map<String, Object> json) {
    byte[] bytes = JSONObjectUtils.toJSONString(json).getBytes(StandardCharsets.UTF_8);
    return new PlainAnswer(
        status,
        List.of(Map.entry("Content-Type", "application/json")),
        new Content.Bytes(ByteBuffer.wrap(bytes)));
  }
}
