package dev.cloudjar.cloudtrail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import dev.cloudjar.iam.IamRoom;
import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.sts.SamlIssuer;
import dev.cloudjar.sts.StsRoom;
import dev.cloudjar.sts.TokenIssuer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.Event;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttribute;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sts.StsClient;

/** Those who come with a token or an assertion of a provider. */
@CloudjarTest(rooms = {CloudTrailRoom.class, IamRoom.class, StsRoom.class})
@Behaviour("CLOUDTRAIL-01")
class FederatedEventTest {
  private final TestCloud cloud;
  private final IamClient iam;
  private final CloudTrailClient trail;
  private final StsClient nobody;

  FederatedEventTest(TestCloud cloud, IamClient iam, CloudTrailClient trail) {
    this.cloud = cloud;
    this.iam = iam;
    this.trail = trail;
    this.nobody = cloud.client(StsClient.class, AnonymousCredentialsProvider.create());
    cloud.clock().freeze();
  }

  private String role(String name, String action, String provider) {
    return iam.createRole(
            it ->
                it.roleName(name)
                    .assumeRolePolicyDocument(
                        """
                        {"Version": "2012-10-17",
                         "Statement": {"Effect": "Allow", "Principal": {"Federated": "%s"},
                                       "Action": "%s"}}"""
                            .formatted(provider, action)))
        .role()
        .arn();
  }

  @Test
  void web_identities() {
    try (TokenIssuer issuer = new TokenIssuer()) {
      String provider =
          iam.createOpenIDConnectProvider(
                  it -> it.url("https://" + issuer.address()).clientIDList("app"))
              .openIDConnectProviderArn();
      String role = role("build", "sts:AssumeRoleWithWebIdentity", provider);
      String other = role("other", "sts:TagSession", provider);
      long now = cloud.clock().now().getEpochSecond();
      String token =
          TokenIssuer.signed(
              JWSAlgorithm.RS256,
              TokenIssuer.RSA,
              Map.of(
                  "iss",
                  issuer.url(),
                  "sub",
                  "repo:cloudjar",
                  "aud",
                  "app",
                  "iat",
                  now,
                  "exp",
                  now + 600));
      nobody.assumeRoleWithWebIdentity(
          it -> it.roleArn(role).roleSessionName("first").webIdentityToken(token));
      Event event = only("AssumeRoleWithWebIdentity");
      assertThat(event.username()).isEqualTo("repo:cloudjar");
      JsonNode identity = field(event, "userIdentity");
      assertThat(text(identity, "type")).isEqualTo("WebIdentityUser");
      assertThat(text(identity, "principalId")).isEqualTo(provider + ":app:repo:cloudjar");
      assertThat(text(identity, "userName")).isEqualTo("repo:cloudjar");
      assertThat(text(identity, "identityProvider")).isEqualTo(provider);
      assertThat(text(field(event, "requestParameters"), "roleArn")).isEqualTo(role);
      assertThat(event.cloudTrailEvent()).doesNotContain(token).contains("\"sessionToken\"");

      assertThatThrownBy(
              () ->
                  nobody.assumeRoleWithWebIdentity(
                      it -> it.roleArn(other).roleSessionName("first").webIdentityToken(token)))
          .isInstanceOf(AwsServiceException.class);
      assertThat(
              trail
                  .lookupEvents(it -> it.lookupAttributes(attribute("Username", "repo:cloudjar")))
                  .events())
          .as("those who are refused are known, too")
          .hasSize(2);
    }
  }

  @Test
  void saml_users() {
    SamlIssuer issuer = new SamlIssuer();
    String provider =
        iam.createSAMLProvider(it -> it.name("corp").samlMetadataDocument(issuer.metadata()))
            .samlProviderArn();
    String role = role("staff", "sts:AssumeRoleWithSAML", provider);
    String assertion =
        issuer.signed(SamlIssuer.response(cloud.clock().now(), role, provider), "_assertion");
    String qualifier =
        nobody
            .assumeRoleWithSAML(
                it ->
                    it.roleArn(role)
                        .principalArn(provider)
                        .samlAssertion(SamlIssuer.encoded(assertion)))
            .nameQualifier();
    JsonNode identity = field(only("AssumeRoleWithSAML"), "userIdentity");
    assertThat(text(identity, "type")).isEqualTo("SAMLUser");
    assertThat(text(identity, "principalId")).isEqualTo(qualifier + ":jane");
    assertThat(text(identity, "userName")).isEqualTo("jane");
    assertThat(text(identity, "identityProvider")).isEqualTo(qualifier);
  }

  private Event only(String eventName) {
    var found =
        trail.lookupEvents(it -> it.lookupAttributes(attribute("EventName", eventName))).events();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private static LookupAttribute attribute(String key, String value) {
    return LookupAttribute.builder().attributeKey(key).attributeValue(value).build();
  }

  private static JsonNode field(Event event, String name) {
    return JsonNode.parser().parse(event.cloudTrailEvent()).field(name).orElseThrow();
  }

  private static String text(JsonNode node, String name) {
    return node.field(name).orElseThrow().text();
  }
}
