package dev.cloudjar.sts;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.IdentitySource.OpenIdConnectProvider;
import dev.cloudjar.cloud.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityResponse;

/**
 * Sessions of roles for those who show a token of an OpenID Connect provider.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html">AssumeRoleWithWebIdentity
 *     </a>
 */
final class WebIdentityOperations {
  private static final String ACTION = "sts:AssumeRoleWithWebIdentity";
  private static final int USUAL_SECONDS = 3600;
  private static final int LEAST_RSA_BITS = 2048;

  /** By how much the clocks of providers may be ahead of ours. */
  private static final Duration SKEW = Duration.ofMinutes(5);

  static final Pattern SOURCE_IDENTITY = Pattern.compile("(?!aws:)[\\w+=,.@-]{2,64}");

  private final Cloud cloud;
  private final FederatedRoles roles;
  private final SessionPolicyOperations policies;
  private final IssuerKeys keys;

  WebIdentityOperations(
      Cloud cloud, FederatedRoles roles, SessionPolicyOperations policies, IssuerKeys keys) {
    this.cloud = cloud;
    this.roles = roles;
    this.policies = policies;
    this.keys = keys;
  }

  AssumeRoleWithWebIdentityResponse assume(Call call, AssumeRoleWithWebIdentityRequest request) {
    String account =
        RoleTrust.parse(request.roleArn())
            .orElseThrow(() -> StsFaults.invalidArn(request.roleArn()))
            .accountId();
    if (request.providerId() != null) {
      throw StsFaults.providerUnreachable();
    }
    IdToken token = IdToken.parse(request.webIdentityToken());
    OpenIdConnectProvider provider = provider(account, token);
    checkSignature(token, call.time());
    checkClaims(token, provider, call.time());
    Map<String, List<String>> claims = claims(token, provider);
    FederatedRoles.Assumed assumed =
        roles.assume(
            call,
            new FederatedRoles.Wanted(
                ACTION,
                request.roleArn(),
                request.roleSessionName(),
                policies.limits(account, call.region(), request.policy(), request.policyArns()),
                seconds(request.durationSeconds())),
            new FederatedRoles.Vouched(
                new Principal.Federated(
                    account,
                    Principal.Federated.Protocol.OPEN_ID_CONNECT,
                    provider.arn(),
                    token.subject()),
                claims,
                claims,
                SessionTags.of(Map.of(), token.tags(), token.transitiveTagKeys()),
                token.sourceIdentity()));
    return AssumeRoleWithWebIdentityResponse.builder()
        .credentials(SessionOperations.shown(assumed.key()))
        .assumedRoleUser(it -> it.arn(assumed.who().arn()).assumedRoleId(assumed.who().userId()))
        .packedPolicySize(assumed.packedPercent())
        .subjectFromWebIdentityToken(token.subject())
        .audience(audience(token, provider).orElse(null))
        .provider(provider.arn())
        .sourceIdentity(token.sourceIdentity().orElse(null))
        .build();
  }

  static int seconds(@Nullable Integer asked) {
    return asked == null ? USUAL_SECONDS : asked;
  }

  /** Nobody is asked for keys whom the account does not know. */
  private OpenIdConnectProvider provider(String account, IdToken token) {
    return IssuerAddress.parse(token.issuer())
        .flatMap(
            address ->
                cloud
                    .identities()
                    .source()
                    .flatMap(it -> it.openIdConnectProvider(account, address.name())))
        .orElseThrow(() -> StsFaults.noProvider(token.issuer()));
  }

  private void checkSignature(IdToken token, Instant now) {
    IssuerAddress address = IssuerAddress.parse(token.issuer()).orElseThrow();
    List<JWK> candidates = keys.find(token.issuer(), address, token.signed().getHeader(), now);
    if (candidates.isEmpty()) {
      throw StsFaults.noVerificationKey();
    }
    if (candidates.stream().noneMatch(key -> isSignedBy(token.signed(), key))) {
      throw StsFaults.invalidIdentityToken("The ID Token's signature is invalid");
    }
  }

  private static boolean isSignedBy(JWSObject signed, JWK key) {
    try {
      return switch (key) {
        case RSAKey rsa -> rsa.size() >= LEAST_RSA_BITS && signed.verify(new RSASSAVerifier(rsa));
        case ECKey curve -> signed.verify(new ECDSAVerifier(curve));
        default -> false;
      };
    } catch (JOSEException | IllegalStateException e) {
      return false;
    }
  }

  private static void checkClaims(IdToken token, OpenIdConnectProvider provider, Instant now) {
    if (audience(token, provider).isEmpty()) {
      throw StsFaults.invalidIdentityToken("Incorrect token audience");
    }
    if (!now.isBefore(token.expires())) {
      throw StsFaults.expiredToken(
          "Token expired: current date/time "
              + now.getEpochSecond()
              + " must be before the expiration date/time "
              + token.expires().getEpochSecond());
    }
    Instant latest = now.plus(SKEW);
    if (token.issued().isAfter(latest) || token.notBefore().filter(latest::isBefore).isPresent()) {
      throw StsFaults.invalidIdentityToken("The ID Token is not valid yet");
    }
    if (!token.sourceIdentity().map(it -> SOURCE_IDENTITY.matcher(it).matches()).orElse(true)) {
      throw StsFaults.badSourceIdentity();
    }
  }

  private static Optional<String> audience(IdToken token, OpenIdConnectProvider provider) {
    return token.audience().stream().filter(provider.clientIds()::contains).findFirst();
  }

  private static Map<String, List<String>> claims(IdToken token, OpenIdConnectProvider provider) {
    Map<String, List<String>> claims = new HashMap<>();
    String prefix = provider.url().toLowerCase(Locale.ROOT);
    // Issuers that end with a slash are written with it in policies.
    for (String name :
        token.issuer().endsWith("/") ? List.of(prefix, prefix + "/") : List.of(prefix)) {
      claims.put(name + ":sub", List.of(token.subject()));
      claims.put(name + ":aud", token.audience());
      if (!token.audience().equals(token.originalAudiences())) {
        claims.put(name + ":oaud", token.originalAudiences());
      }
      claims.put(name + ":amr", token.methods());
    }
    claims.values().removeIf(List::isEmpty);
    return Map.copyOf(claims);
  }
}
