package dev.cloudjar.sts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.util.Base64URL;
import dev.cloudjar.iam.IamRoom;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityResponse;
import software.amazon.awssdk.services.sts.model.Credentials;

/** Roles for those who show a token of a provider on this machine. */
@CloudjarTest(rooms = {StsRoom.class, IamRoom.class})
class WebIdentityTest {
  private final IamClient iam;
  private final TestCloud cloud;
  private final StsClient nobody;
  private final TokenIssuer issuer = new TokenIssuer();
  private String provider = "";

  WebIdentityTest(IamClient iam, TestCloud cloud) {
    this.iam = iam;
    this.cloud = cloud;
    this.nobody = cloud.client(StsClient.class, AnonymousCredentialsProvider.create());
    cloud.clock().freeze();
  }

  @BeforeEach
  void accountKnowsProvider() {
    provider =
        iam.createOpenIDConnectProvider(
                it -> it.url("https://" + issuer.address()).clientIDList("app", "other-app"))
            .openIDConnectProviderArn();
  }

  @AfterEach
  void close() {
    issuer.close();
  }

  private String role(String name, String condition) {
    String trust =
        """
        {"Version": "2012-10-17",
         "Statement": {"Effect": "Allow", "Principal": {"Federated": "%s"},
                       "Action": ["sts:AssumeRoleWithWebIdentity", "sts:TagSession",
                                  "sts:SetSourceIdentity"]
                       %s}}
        """
            .formatted(provider, condition.replace("ISSUER", issuer.address()));
    iam.createRole(it -> it.roleName(name).assumeRolePolicyDocument(trust));
    iam.putRolePolicy(
        it ->
            it.roleName(name)
                .policyName("own")
                .policyDocument(
                    """
                    {"Version": "2012-10-17",
                     "Statement": {"Effect": "Allow", "Action": "iam:List*", "Resource": "*"}}
                    """));
    return arn(name);
  }

  private String arn(String role) {
    return "arn:aws:iam::" + cloud.accountId() + ":role/" + role;
  }

  private Map<String, Object> claims() {
    long now = cloud.clock().now().getEpochSecond();
    Map<String, Object> claims = new HashMap<>();
    claims.put("iss", issuer.url());
    claims.put("sub", "repo:cloudjar");
    claims.put("aud", "app");
    claims.put("iat", now);
    claims.put("exp", now + 600);
    return claims;
  }

  private String token() {
    return token(Map.of());
  }

  private String token(Map<String, Object> more) {
    Map<String, Object> claims = claims();
    claims.putAll(more);
    return TokenIssuer.signed(JWSAlgorithm.RS256, TokenIssuer.RSA, claims);
  }

  private AssumeRoleWithWebIdentityResponse assume(String role, String token) {
    return nobody.assumeRoleWithWebIdentity(request(role, token));
  }

  private static AssumeRoleWithWebIdentityRequest request(String role, String token) {
    return AssumeRoleWithWebIdentityRequest.builder()
        .roleArn(role)
        .roleSessionName("build")
        .webIdentityToken(token)
        .build();
  }

  private void refused(String role, String token, int status, String code, String message) {
    assertThatThrownBy(() -> assume(role, token))
        .asInstanceOf(type(AwsServiceException.class))
        .satisfies(
            e -> {
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
              assertThat(e.awsErrorDetails().errorMessage()).contains(message);
              assertThat(e.statusCode()).isEqualTo(status);
            });
  }

  private void invalid(String role, String token, String message) {
    refused(role, token, 400, "InvalidIdentityToken", message);
  }

  private IamClient as(Credentials credentials) {
    return cloud.client(
        IamClient.class,
        StaticCredentialsProvider.create(
            AwsSessionCredentials.create(
                credentials.accessKeyId(),
                credentials.secretAccessKey(),
                credentials.sessionToken())));
  }

  @Test
  void tokenOpensTheRoleAndTellsWhoCame() {
    String role =
        role(
            "builder",
            """
            , "Condition": {"StringEquals": {"ISSUER:aud": "app"},
                            "StringLike": {"ISSUER:sub": "repo:*"}}
            """);
    AssumeRoleWithWebIdentityResponse session = assume(role, token());
    assertThat(session.subjectFromWebIdentityToken()).isEqualTo("repo:cloudjar");
    assertThat(session.audience()).isEqualTo("app");
    assertThat(session.provider()).isEqualTo(provider);
    assertThat(session.assumedRoleUser().arn())
        .isEqualTo("arn:aws:sts::" + cloud.accountId() + ":assumed-role/builder/build");
    assertThat(session.credentials().expiration())
        .isEqualTo(cloud.clock().now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(3600));
    IamClient builder = as(session.credentials());
    assertThat(builder.listRoles().roles()).hasSize(1);
    assertThatThrownBy(() -> builder.createUser(it -> it.userName("x")))
        .asInstanceOf(type(AwsServiceException.class))
        .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied"));
  }

  @Test
  void curvesSignToo() {
    String role = role("builder", "");
    assertThat(
            assume(role, TokenIssuer.signed(JWSAlgorithm.ES256, TokenIssuer.CURVE, claims()))
                .subjectFromWebIdentityToken())
        .isEqualTo("repo:cloudjar");
    assertThat(
            assume(role, TokenIssuer.signed(JWSAlgorithm.RS512, TokenIssuer.RSA, claims()))
                .subjectFromWebIdentityToken())
        .isEqualTo("repo:cloudjar");
  }

  @Test
  void trustPolicyDecides() {
    String role =
        role("main-only", ", \"Condition\": {\"StringEquals\": {\"ISSUER:sub\": \"repo:main\"}}");
    refused(
        role,
        token(),
        403,
        "AccessDenied",
        "Not authorized to perform sts:AssumeRoleWithWebIdentity");
    assertThat(assume(role, token(Map.of("sub", "repo:main"))).credentials()).isNotNull();
    refused(arn("missing"), token(), 403, "AccessDenied", "Not authorized");
    iam.createRole(
        it ->
            it.roleName("for-users")
                .assumeRolePolicyDocument(
                    """
                    {"Version": "2012-10-17",
                     "Statement": {"Effect": "Allow", "Principal": {"AWS": "%s"},
                                   "Action": "sts:*"}}
                    """
                        .formatted(cloud.accountId())));
    refused(arn("for-users"), token(), 403, "AccessDenied", "Not authorized");
  }

  @Test
  void methodsAreConditionsOfTheTrustPolicy() {
    String role =
        role(
            "with-mfa",
            ", \"Condition\": {\"ForAnyValue:StringEquals\": {\"ISSUER:amr\": \"mfa\"}}");
    refused(role, token(), 403, "AccessDenied", "Not authorized");
    assertThat(assume(role, token(Map.of("amr", List.of("pwd", "mfa")))).credentials()).isNotNull();
  }

  @Test
  void claimsStayConditionKeysOfTheSession() {
    role("builder", "");
    iam.putRolePolicy(
        it ->
            it.roleName("builder")
                .policyName("own")
                .policyDocument(
                    """
                    {"Version": "2012-10-17",
                     "Statement": {"Effect": "Allow", "Action": "iam:List*", "Resource": "*",
                       "Condition": {"StringEquals": {"%s:sub": "repo:main",
                                                      "aws:FederatedProvider": "%s"}}}}
                    """
                        .formatted(issuer.address(), provider)));
    IamClient other = as(assume(arn("builder"), token()).credentials());
    assertThatThrownBy(other::listRoles).isInstanceOf(AwsServiceException.class);
    IamClient main = as(assume(arn("builder"), token(Map.of("sub", "repo:main"))).credentials());
    assertThat(main.listRoles().roles()).hasSize(1);
  }

  @Test
  void tagsAndSourceIdentityComeFromTheToken() {
    String role =
        role(
            "tagged",
            """
            , "Condition": {"StringEquals": {"aws:RequestTag/team": "red",
                                             "sts:SourceIdentity": "jane"}}
            """);
    refused(role, token(), 403, "AccessDenied", "Not authorized");
    Map<String, Object> more =
        Map.of(
            "https://aws.amazon.com/tags",
            Map.of(
                "principal_tags", Map.of("team", List.of("red")),
                "transitive_tag_keys", List.of("team")),
            "https://aws.amazon.com/source_identity",
            "jane");
    AssumeRoleWithWebIdentityResponse session = assume(role, token(more));
    assertThat(session.sourceIdentity()).isEqualTo("jane");
    assertThat(session.packedPolicySize()).isPositive();
  }

  @Test
  void refusesTokensThatAreNotForUsOrNotNow() {
    String role = role("builder", "");
    long now = cloud.clock().now().getEpochSecond();
    invalid(role, token(Map.of("aud", "stranger")), "Incorrect token audience");
    invalid(role, token(Map.of("azp", "stranger")), "Incorrect token audience");
    refused(
        role,
        token(Map.of("exp", now)),
        400,
        "ExpiredTokenException",
        "Token expired: current date/time " + now + " must be before the expiration");
    invalid(role, token(Map.of("nbf", now + 3600)), "not valid yet");
    invalid(role, token(Map.of("iat", now + 3600)), "not valid yet");
    invalid(
        role,
        token(Map.of("iss", "https://idp.example.com")),
        "No OpenIDConnect provider found in your account for https://idp.example.com");
    invalid(role, token(Map.of("iss", "http://idp.example.com")), "No OpenIDConnect provider");
    String good = token();
    assertThat(assume(role, good).credentials()).isNotNull();
    cloud.clock().advance(Duration.ofMinutes(10));
    refused(role, good, 400, "ExpiredTokenException", "Token expired");
  }

  @ParameterizedTest
  @ValueSource(strings = {"iss", "sub", "aud", "exp", "iat"})
  void refusesTokensWithoutWhatTheyMustSay(String claim) {
    Map<String, Object> claims = claims();
    claims.remove(claim);
    invalid(
        role("builder", ""),
        TokenIssuer.signed(JWSAlgorithm.RS256, TokenIssuer.RSA, claims),
        "Missing a required claim: " + claim);
    assertThat(issuer.fetches).hasValue(0);
  }

  @Test
  void refusesForgedTokens() {
    String role = role("builder", "");
    String good = token();
    String[] parts = good.split("\\.", -1);
    String changed = parts[0] + "." + Base64URL.encode("{\"sub\":\"x\"}") + "." + parts[2];
    invalid(role, changed, "Missing a required claim");
    String other = token(Map.of("sub", "admin"));
    invalid(role, other.substring(0, other.lastIndexOf('.') + 1) + parts[2], "signature");
    invalid(role, Base64URL.encode("{\"alg\":\"none\"}") + "." + parts[1] + ".", "not a valid JWT");
    invalid(
        role,
        Base64URL.encode("{\"alg\":\"HS256\",\"kid\":\"rsa-1\"}") + "." + parts[1] + "." + parts[2],
        "Unsupported algorithm");
    invalid(
        role,
        TokenIssuer.signed(JWSAlgorithm.RS256, TokenIssuer.OTHER_RSA, claims()),
        "Couldn't retrieve verification key");
    invalid(role, "rubbish", "not a valid JWT");
  }

  @Test
  void keysAreFetchedOnceAndAgainWhenTheyChange() {
    String role = role("builder", "");
    assume(role, token());
    assume(role, token());
    assertThat(issuer.fetches).hasValue(2);
    issuer.publishes(TokenIssuer.OTHER_RSA);
    cloud.clock().advance(Duration.ofSeconds(30));
    String rotated = TokenIssuer.signed(JWSAlgorithm.RS256, TokenIssuer.OTHER_RSA, claims());
    assertThat(assume(role, rotated).credentials()).isNotNull();
    invalid(role, token(), "Couldn't retrieve verification key");
    invalid(role, token(), "Couldn't retrieve verification key");
    assertThat(issuer.fetches).hasValue(4);
  }

  @Test
  void believesOnlyWhatTheIssuerItselfPublishes() {
    String role = role("builder", "");
    issuer.redirects("/keys", "http://127.0.0.1:1/keys");
    invalid(role, token(), "Couldn't retrieve verification key");
    issuer.describes(issuer.url(), "http://keys.example.com/keys");
    invalid(role, token(), "Couldn't retrieve verification key");
    issuer.describes("https://somebody.example.com", issuer.url() + "/other-keys");
    invalid(role, token(), "Couldn't retrieve verification key");
    issuer.describes(issuer.url(), issuer.url() + "/missing");
    invalid(role, token(), "Couldn't retrieve verification key");
    issuer.describes(issuer.url(), issuer.url() + "/huge");
    issuer.page("/huge", "{".repeat(1_000_000));
    refused(role, token(), 400, "IDPCommunicationError", "could not be reached");
    issuer.close();
    refused(role, token(), 400, "IDPCommunicationError", "could not be reached");
  }

  @Test
  void asksNobodyWhomTheAccountDoesNotKnow() {
    iam.deleteOpenIDConnectProvider(it -> it.openIDConnectProviderArn(provider));
    invalid(arn("builder"), token(), "No OpenIDConnect provider found");
    assertThat(issuer.fetches).hasValue(0);
  }
}
