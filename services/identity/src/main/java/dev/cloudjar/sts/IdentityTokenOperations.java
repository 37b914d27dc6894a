package dev.cloudjar.sts;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Gate;
import dev.cloudjar.cloud.Guardrails;
import dev.cloudjar.cloud.IdentitySource;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.PrincipalPolicies;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.cloud.Session;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.sts.model.GetWebIdentityTokenRequest;
import software.amazon.awssdk.services.sts.model.GetWebIdentityTokenResponse;

/**
 * Tokens by which services of others believe who somebody is.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound_token_claims.html">Understanding
 *     token claims</a>
 */
final class IdentityTokenOperations {
  /** Where the claims stand that are AWS's own. */
  static final String NAMESPACE = "https://sts.amazonaws.com/";

  private static final int USUAL_SECONDS = 300;

  private final Cloud cloud;
  private final TokenKeys keys;

  IdentityTokenOperations(Cloud cloud, TokenKeys keys) {
    this.cloud = cloud;
    this.keys = keys;
  }

  List<Gate.Need> needs(Call call, GetWebIdentityTokenRequest request) {
    Gate.Need need =
        new Gate.Need("sts:GetWebIdentityToken", Resource.any(call))
            .with("sts:IdentityTokenAudience", request.audience())
            .with("sts:DurationSeconds", Integer.toString(seconds(request)))
            .with("sts:SigningAlgorithm", request.signingAlgorithm());
    if (request.tags().isEmpty()) {
      return List.of(need);
    }
    List<Gate.Need> needs = new ArrayList<>(List.of(need));
    needs.add(
        new Gate.Need("sts:TagGetWebIdentityToken", need.resource(), need.context())
            .withRequestTags(SessionOperations.tags(request.tags())));
    return needs;
  }

  GetWebIdentityTokenResponse get(Call call, GetWebIdentityTokenRequest request) {
    if (call.principal() instanceof Principal.Anonymous) {
      throw StsFaults.missingAuthenticationToken();
    }
    TokenKeys.Algorithm algorithm =
        Arrays.stream(TokenKeys.Algorithm.values())
            .filter(it -> it.name().equals(request.signingAlgorithm()))
            .findFirst()
            .orElseThrow(() -> StsFaults.unknownAlgorithm(request.signingAlgorithm()));
    Map<String, String> tags =
        SessionTags.of(Map.of(), SessionOperations.tags(request.tags()), Set.of()).all();
    IdentitySource.TokenIssuer issuer =
        cloud
            .identities()
            .source()
            .flatMap(it -> it.tokenIssuerOf(call.accountId()))
            .filter(IdentitySource.TokenIssuer::enabled)
            .orElseThrow(StsFaults::outboundFederationDisabled);
    Instant now = call.time().truncatedTo(ChronoUnit.SECONDS);
    Instant expires = now.plusSeconds(seconds(request));
    Optional<Instant> sessionEnd = sessionEnd(call);
    if (sessionEnd.filter(expires::isAfter).isPresent()) {
      throw StsFaults.sessionEscalation();
    }
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(issuer.url())
            .audience(request.audience())
            .subject(subject(call.principal()))
            .issueTime(Date.from(now))
            .expirationTime(Date.from(expires))
            .jwtID(cloud.ids().uuid())
            .claim(NAMESPACE, own(call, sessionEnd, tags))
            .build();
    return GetWebIdentityTokenResponse.builder()
        .webIdentityToken(sign(algorithm, claims))
        .expiration(expires)
        .build();
  }

  private String sign(TokenKeys.Algorithm algorithm, JWTClaimsSet claims) {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(algorithm.jose())
                .keyID(algorithm.keyId())
                .type(JOSEObjectType.JWT)
                .build(),
            claims);
    try {
      token.sign(keys.signer(algorithm));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return token.serialize();
  }

  private Map<String, Object> own(
      Call call, Optional<Instant> sessionEnd, Map<String, String> requestTags) {
    Map<String, Object> own = new LinkedHashMap<>();
    own.put("aws_account", call.accountId());
    own.put("source_region", call.region());
    Guardrails guardrails = cloud.identities().guardrails(call.accountId());
    guardrails.organizationId().ifPresent(it -> own.put("org_id", it));
    guardrails.organizationId().ifPresent(it -> own.put("ou_path", guardrails.path()));
    Map<String, String> principalTags =
        new LinkedHashMap<>(
            cloud
                .identities()
                .source()
                .map(it -> it.policiesOf(call.principal()))
                .orElse(PrincipalPolicies.NONE)
                .tags());
    call.session().ifPresent(it -> principalTags.putAll(it.tags()));
    if (!principalTags.isEmpty()) {
      own.put("principal_tags", principalTags);
    }
    sessionEnd.ifPresent(it -> own.put("original_session_exp", it.toString()));
    call.session().flatMap(Session::provider).ifPresent(it -> own.put("federated_provider", it));
    call.session().flatMap(Session::sourceIdentity).ifPresent(it -> own.put("source_identity", it));
    if (!requestTags.isEmpty()) {
      own.put("request_tags", requestTags);
    }
    return own;
  }

  /** A session speaks for its role. */
  private static String subject(Principal principal) {
    return principal instanceof Principal.AssumedRole session ? session.roleArn() : principal.arn();
  }

  private Optional<Instant> sessionEnd(Call call) {
    return call.accessKeyId()
        .flatMap(cloud.credentials()::find)
        .flatMap(key -> Optional.ofNullable(key.expires()));
  }

  private static int seconds(GetWebIdentityTokenRequest request) {
    return Objects.requireNonNullElse(request.durationSeconds(), USUAL_SECONDS);
  }
}
