package dev.cloudjar.sts;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.SignedJWT;
import dev.cloudjar.iam.IamRoom;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.Data;
import dev.cloudjar.junit.TestCloud;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Tag;

/** Tokens that services of others verify. */
@CloudjarTest(
    rooms = {StsRoom.class, IamRoom.class},
    data = Data.DISK)
class IdentityTokenTest {
  private static final software.amazon.awssdk.services.iam.model.Tag TEAM =
      software.amazon.awssdk.services.iam.model.Tag.builder().key("team").value("blue").build();

  private final TestCloud cloud;
  private final IamClient iam;

  IdentityTokenTest(TestCloud cloud) {
    this.cloud = cloud;
    this.iam = cloud.clientOverSocket(IamClient.class, cloud.credentials());
    cloud.clock().freeze();
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "ES384"})
  void a_token_is_verified_by_what_its_issuer_publishes(String algorithm) throws Exception {
    String issuer = iam.enableOutboundWebIdentityFederation(it -> {}).issuerIdentifier();
    assertThat(issuer).matches(cloud.endpoint() + "/_tokens/[0-9a-f-]{36}");
    assertThat(iam.getOutboundWebIdentityFederationInfo(it -> {}).issuerIdentifier())
        .isEqualTo(issuer);
    assertThat(iam.getOutboundWebIdentityFederationInfo(it -> {}).jwtVendingEnabled()).isTrue();
    StsClient session = session("worker", "*");
    Instant now = cloud.clock().now().truncatedTo(ChronoUnit.SECONDS);
    var answer =
        session.getWebIdentityToken(
            it ->
                it.audience("https://api.example.com")
                    .signingAlgorithm(algorithm)
                    .tags(Tag.builder().key("job").value("7").build()));
    assertThat(answer.expiration()).isEqualTo(now.plusSeconds(300));

    SignedJWT token = SignedJWT.parse(answer.webIdentityToken());
    assertThat(verified(token)).isTrue();
    var claims = token.getJWTClaimsSet();
    assertThat(claims.getIssuer()).isEqualTo(issuer);
    assertThat(claims.getClaim("aud")).isEqualTo(List.of("https://api.example.com"));
    assertThat(claims.getSubject()).isEqualTo("arn:aws:iam::" + cloud.accountId() + ":role/worker");
    assertThat(claims.getIssueTime().toInstant()).isEqualTo(now);
    assertThat(claims.getExpirationTime().toInstant()).isEqualTo(now.plusSeconds(300));
    assertThat(claims.getJWTID()).hasSize(36);
    assertThat(claims.getJSONObjectClaim("https://sts.amazonaws.com/"))
        .containsEntry("aws_account", cloud.accountId())
        .containsEntry("source_region", "us-east-1")
        .containsEntry("principal_tags", Map.of("team", "blue"))
        .containsEntry("request_tags", Map.of("job", "7"))
        .containsKey("original_session_exp");

    cloud.restart();
    assertThat(verified(token)).isTrue();
  }

  @Test
  void an_issuer_describes_itself_and_nothing_else_is_there() throws Exception {
    String issuer = iam.enableOutboundWebIdentityFederation(it -> {}).issuerIdentifier();
    HttpResponse<String> page = get(issuer + "/.well-known/openid-configuration");
    assertThat(page.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(JSONObjectUtils.parse(page.body()))
        .containsEntry("issuer", issuer)
        .containsEntry("jwks_uri", issuer + "/.well-known/jwks.json")
        .containsEntry("id_token_signing_alg_values_supported", List.of("RS256", "ES384"));
    assertThat(JWKSet.parse(get(issuer + "/.well-known/jwks.json").body()).getKeys())
        .extracting(JWK::getKeyID)
        .containsExactly("RSA_0", "EC384_0");
    assertThat(get(issuer + "/.well-known/jwks.json").body()).doesNotContain("\"d\"");
    assertThat(get(issuer + "/other").statusCode()).isEqualTo(404);
    assertThat(get(issuer).statusCode()).isEqualTo(404);
    assertThat(get(cloud.endpoint() + "/_tokens/none/.well-known/jwks.json").statusCode())
        .isEqualTo(404);
  }

  @Test
  void federation_is_enabled_once_and_ends_for_new_tokens_only() throws Exception {
    StsClient session = session("worker", "*");
    refused(() -> token(session))
        .withCode("OutboundWebIdentityFederationDisabledException")
        .withStatus(403);
    refused(() -> iam.getOutboundWebIdentityFederationInfo(it -> {}))
        .withCode("FeatureDisabled")
        .withStatus(404);
    refused(() -> iam.disableOutboundWebIdentityFederation(it -> {})).withCode("FeatureDisabled");
    String issuer = iam.enableOutboundWebIdentityFederation(it -> {}).issuerIdentifier();
    refused(() -> iam.enableOutboundWebIdentityFederation(it -> {}))
        .withCode("FeatureEnabled")
        .withStatus(409);
    SignedJWT token = SignedJWT.parse(token(session));
    iam.disableOutboundWebIdentityFederation(it -> {});
    refused(() -> token(session)).withCode("OutboundWebIdentityFederationDisabledException");
    assertThat(verified(token)).isTrue();
    assertThat(iam.enableOutboundWebIdentityFederation(it -> {}).issuerIdentifier())
        .isEqualTo(issuer);
  }

  @Test
  void a_policy_limits_audience_duration_algorithm_and_tags() {
    iam.enableOutboundWebIdentityFederation(it -> {});
    StsClient session =
        session(
            "limited",
            """
            "Condition": {
              "ForAllValues:StringEquals": {"sts:IdentityTokenAudience": "a"},
              "NumericLessThanEquals": {"sts:DurationSeconds": 300},
              "StringEquals": {"sts:SigningAlgorithm": "ES384"}}
            """);
    session.getWebIdentityToken(it -> it.audience("a").signingAlgorithm("ES384"));
    refused(
            () ->
                session.getWebIdentityToken(it -> it.audience("a", "b").signingAlgorithm("ES384")))
        .withCode("AccessDenied")
        .withStatus(403);
    refused(() -> session.getWebIdentityToken(it -> it.audience("a").signingAlgorithm("RS256")))
        .withCode("AccessDenied");
    refused(
            () ->
                session.getWebIdentityToken(
                    it -> it.audience("a").signingAlgorithm("ES384").durationSeconds(301)))
        .withCode("AccessDenied");
    refused(
            () ->
                session.getWebIdentityToken(
                    it ->
                        it.audience("a")
                            .signingAlgorithm("ES384")
                            .tags(Tag.builder().key("k").value("v").build())))
        .withCode("AccessDenied");
  }

  @Test
  void a_token_does_not_outlive_its_session_and_has_an_algorithm() {
    iam.enableOutboundWebIdentityFederation(it -> {});
    StsClient session = session("worker", "*");
    cloud.clock().advance(java.time.Duration.ofMinutes(14));
    refused(() -> token(session)).withCode("SessionDurationEscalationException").withStatus(403);
    session.getWebIdentityToken(
        it -> it.audience("a").signingAlgorithm("ES384").durationSeconds(60));
    refused(() -> session.getWebIdentityToken(it -> it.audience("a").signingAlgorithm("HS256")))
        .withCode("ValidationError")
        .withStatus(400);
    refused(
            () ->
                session.getWebIdentityToken(
                    it -> it.audience("a").signingAlgorithm("ES384").durationSeconds(59)))
        .withCode("ValidationError");
  }

  private static String token(StsClient session) {
    return session
        .getWebIdentityToken(it -> it.audience("a").signingAlgorithm("ES384"))
        .webIdentityToken();
  }

  /** As a service of somebody else does it, that knows nothing but the issuer. */
  private static boolean verified(SignedJWT token) throws Exception {
    String issuer = token.getJWTClaimsSet().getIssuer();
    Object keys =
        JSONObjectUtils.parse(get(issuer + "/.well-known/openid-configuration").body())
            .get("jwks_uri");
    JWK key =
        JWKSet.parse(get(String.valueOf(keys)).body()).getKeyByKeyId(token.getHeader().getKeyID());
    return token.verify(
        new DefaultJWSVerifierFactory()
            .createJWSVerifier(token.getHeader(), ((AsymmetricJWK) key).toPublicKey()));
  }

  private static HttpResponse<String> get(String address) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString());
    }
  }

  /**
   * A session of a new role, for a quarter of an hour.
   *
   * @param condition of the statement that lets it get tokens; a star for none
   */
  private StsClient session(String role, String condition) {
    String root = "arn:aws:iam::" + cloud.accountId() + ":root";
    String trust =
        """
        {"Version": "2012-10-17",
         "Statement": {"Effect": "Allow", "Principal": {"AWS": "%s"}, "Action": "sts:AssumeRole"}}
        """
            .formatted(root);
    String arn =
        iam.createRole(it -> it.roleName(role).assumeRolePolicyDocument(trust).tags(TEAM))
            .role()
            .arn();
    String actions =
        condition.equals("*")
            ? "\"Action\": [\"sts:GetWebIdentityToken\", \"sts:TagGetWebIdentityToken\"]"
            : "\"Action\": \"sts:GetWebIdentityToken\", " + condition;
    iam.putRolePolicy(
        it ->
            it.roleName(role)
                .policyName("own")
                .policyDocument(
                    "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\","
                        + " \"Resource\": \"*\", "
                        + actions
                        + "}}"));
    iam.createUser(it -> it.userName(role));
    iam.putUserPolicy(
        it ->
            it.userName(role)
                .policyName("own")
                .policyDocument(
                    """
                    {"Version": "2012-10-17", "Statement":
                     {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}}
                    """));
    var key = iam.createAccessKey(it -> it.userName(role)).accessKey();
    var session =
        sts(StaticCredentialsProvider.create(
                AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey())))
            .assumeRole(it -> it.roleArn(arn).roleSessionName("session").durationSeconds(900))
            .credentials();
    return sts(
        StaticCredentialsProvider.create(
            AwsSessionCredentials.create(
                session.accessKeyId(), session.secretAccessKey(), session.sessionToken())));
  }

  private StsClient sts(AwsCredentialsProvider credentials) {
    return cloud.clientOverSocket(StsClient.class, credentials);
  }
}
