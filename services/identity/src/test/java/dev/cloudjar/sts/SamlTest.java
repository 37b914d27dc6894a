package dev.cloudjar.sts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.cloudjar.iam.IamRoom;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithSamlResponse;

/** Roles for those who show an assertion that their provider has signed. */
@CloudjarTest(rooms = {StsRoom.class, IamRoom.class})
class SamlTest {
  private static final SamlIssuer ISSUER = new SamlIssuer();
  private static final SamlIssuer STRANGER = new SamlIssuer();

  private final IamClient iam;
  private final TestCloud cloud;
  private final StsClient nobody;
  private String provider = "";
  private String role = "";

  SamlTest(IamClient iam, TestCloud cloud) {
    this.iam = iam;
    this.cloud = cloud;
    this.nobody = cloud.client(StsClient.class, AnonymousCredentialsProvider.create());
    cloud.clock().freeze();
  }

  @BeforeEach
  void accountKnowsProvider() {
    provider =
        iam.createSAMLProvider(it -> it.name("corp").samlMetadataDocument(ISSUER.metadata()))
            .samlProviderArn();
    role = role("staff", "");
  }

  private String role(String name, String condition) {
    iam.createRole(
        it ->
            it.roleName(name)
                .assumeRolePolicyDocument(
                    """
                    {"Version": "2012-10-17",
                     "Statement": {"Effect": "Allow", "Principal": {"Federated": "%s"},
                                   "Action": ["sts:AssumeRoleWithSAML", "sts:TagSession",
                                              "sts:SetSourceIdentity"]%s}}
                    """
                        .formatted(provider, condition)));
    iam.putRolePolicy(
        it ->
            it.roleName(name)
                .policyName("own")
                .policyDocument(
                    """
                    {"Version": "2012-10-17",
                     "Statement": {"Effect": "Allow", "Action": "iam:List*", "Resource": "*",
                                   "Condition": {"StringEquals": {"saml:sub": "jane"}}}}
                    """));
    return "arn:aws:iam::" + cloud.accountId() + ":role/" + name;
  }

  private String response() {
    return response(role);
  }

  private String response(String named) {
    return SamlIssuer.response(cloud.clock().now(), named, provider);
  }

  private static String attribute(String name, String value) {
    return """
        <saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/%s">
          <saml:AttributeValue>%s</saml:AttributeValue>
        </saml:Attribute></saml:AttributeStatement>
        """
        .formatted(name, value);
  }

  private AssumeRoleWithSamlResponse assume(String named, String response) {
    return nobody.assumeRoleWithSAML(
        it -> it.roleArn(named).principalArn(provider).samlAssertion(SamlIssuer.encoded(response)));
  }

  private AssumeRoleWithSamlResponse assume(String response) {
    return assume(role, response);
  }

  private void refused(String response, int status, String code, String message) {
    refused(role, response, status, code, message);
  }

  private void refused(String named, String response, int status, String code, String message) {
    assertThatThrownBy(() -> assume(named, response))
        .asInstanceOf(type(AwsServiceException.class))
        .satisfies(
            e -> {
              assertThat(e.awsErrorDetails().errorMessage()).contains(message);
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
              assertThat(e.statusCode()).isEqualTo(status);
            });
  }

  private void forged(String response) {
    refused(response, 400, "InvalidIdentityToken", "Response signature invalid");
  }

  private static String signed(String response) {
    return ISSUER.signed(response, "_assertion");
  }

  @Test
  void assertionOpensTheRoleAndTellsWhoCame() {
    AssumeRoleWithSamlResponse session = assume(signed(response()));
    assertThat(session.subject()).isEqualTo("jane");
    assertThat(session.subjectType()).isEqualTo("persistent");
    assertThat(session.issuer()).isEqualTo(SamlIssuer.ENTITY);
    assertThat(session.audience()).isEqualTo("https://signin.aws.amazon.com/saml");
    assertThat(session.nameQualifier()).hasSize(28);
    assertThat(session.assumedRoleUser().arn())
        .isEqualTo("arn:aws:sts::" + cloud.accountId() + ":assumed-role/staff/jane@example.com");
    IamClient staff =
        cloud.client(
            IamClient.class,
            StaticCredentialsProvider.create(
                AwsSessionCredentials.create(
                    session.credentials().accessKeyId(),
                    session.credentials().secretAccessKey(),
                    session.credentials().sessionToken())));
    assertThat(staff.listRoles().roles()).hasSize(1);
    assertThatThrownBy(() -> staff.createUser(it -> it.userName("x")))
        .isInstanceOf(AwsServiceException.class);
  }

  @Test
  void responseMayBeSignedAsAWholeOrTwice() {
    assertThat(assume(ISSUER.signed(response(), "_response")).subject()).isEqualTo("jane");
    assertThat(assume(ISSUER.signed(signed(response()), "_response")).subject()).isEqualTo("jane");
  }

  @ParameterizedTest
  @CsvSource({
    "SAML:aud, https://signin.aws.amazon.com/saml",
    "SAML:iss, https://idp.example.com/saml",
    "SAML:sub, jane",
    "SAML:sub_type, persistent",
    "SAML:eduPersonAffiliation, staff",
    "sts:RoleSessionName, jane@example.com"
  })
  void whatIsAssertedIsAConditionOfTheTrustPolicy(String key, String value) {
    String condition = ", \"Condition\": {\"StringEquals\": {\"%s\": \"%s\"}}";
    String met = role("met", condition.formatted(key, value));
    assertThat(assume(met, signed(response(met))).subject()).isEqualTo("jane");
    String missed = role("missed", condition.formatted(key, "something-else"));
    refused(
        missed,
        signed(response(missed)),
        403,
        "AccessDenied",
        "Not authorized to perform sts:AssumeRoleWithSAML");
  }

  @Test
  void onlyRolesThatAreAssertedOpen() {
    String other = role("other", "");
    refused(other, signed(response()), 403, "AccessDenied", "Not authorized");
    String turned = response().replace(role + "," + provider, provider + ", " + role);
    assertThat(assume(signed(turned)).subject()).isEqualTo("jane");
    String missing = role.replace("staff", "missing");
    refused(missing, signed(response(missing)), 403, "AccessDenied", "Not authorized");
  }

  @Test
  void tagsAndSourceIdentityAndTheEndOfTheSessionAreAsserted() {
    String end = cloud.clock().now().plusSeconds(1000).truncatedTo(ChronoUnit.SECONDS).toString();
    String tagged =
        role(
            "tagged",
            """
            , "Condition": {"StringEquals": {"aws:RequestTag/team": "red",
                                             "sts:SourceIdentity": "jane"}}
            """);
    refused(tagged, signed(response(tagged)), 403, "AccessDenied", "Not authorized");
    String more =
        response(tagged)
            .replace("</saml:AttributeStatement>", attribute("PrincipalTag:team", "red"))
            .replace("</saml:AttributeStatement>", attribute("SourceIdentity", "jane"))
            .replace(
                "<saml:AuthnStatement", "<saml:AuthnStatement SessionNotOnOrAfter=\"" + end + '"');
    AssumeRoleWithSamlResponse session = assume(tagged, signed(more));
    assertThat(session.sourceIdentity()).isEqualTo("jane");
    assertThat(session.credentials().expiration()).hasToString(end);
  }

  @Test
  void refusesWhatIsNotForUsOrNotNow() {
    String good = signed(response());
    String ours = "https://signin.aws.amazon.com/saml";
    refused(
        signed(response().replace("<saml:Audience>" + ours, "<saml:Audience>https://x.org")),
        400,
        "InvalidIdentityToken",
        "Response does not contain the required audience.");
    refused(
        signed(response().replace("Recipient=\"" + ours, "Recipient=\"https://x.org")),
        400,
        "InvalidIdentityToken",
        "Response does not contain the required audience.");
    refused(
        signed(response().replace(SamlIssuer.ENTITY, "https://x.org")),
        400,
        "InvalidIdentityToken",
        "Issuer not present in specified provider");
    refused(
        signed(response().replace("RoleSessionName", "Nothing")),
        400,
        "InvalidIdentityToken",
        "RoleSessionName is required in AuthnResponse");
    refused(
        signed(response().replace("jane@example.com", "jane doe")),
        400,
        "InvalidIdentityToken",
        "RoleSessionName in AuthnResponse must match");
    refused(
        signed(response().replace("status:Success", "status:Requester")),
        403,
        "IDPRejectedClaim",
        "reported that authentication failed");
    refused("rubbish", 400, "InvalidIdentityToken", "Invalid base64 SAMLResponse");
    cloud.clock().advance(Duration.ofSeconds(301));
    refused(good, 400, "ExpiredTokenException", "Token must be redeemed within 5 minutes");
  }

  @Test
  void refusesProvidersThatAreNotThere() {
    String good = signed(response());
    iam.deleteSAMLProvider(it -> it.samlProviderArn(provider));
    refused(good, 400, "InvalidIdentityToken", "Specified provider doesn't exist");
  }

  @Test
  void refusesWhatTheProviderHasNotSigned() {
    forged(response());
    forged(STRANGER.signed(response(), "_assertion"));
    forged(signed(response()).replace(">jane<", ">root<"));
    forged(signed(response()).replace(role, role + "s"));
    forged(STRANGER.signed(signed(response()), "_response"));
  }

  /** A signed assertion is kept somewhere in the response, and another one stands in its place. */
  @Test
  void refusesAssertionsThatAreWrapped() {
    String good = signed(response());
    String original = good.substring(good.indexOf("<saml:Assertion"), good.indexOf("</samlp:Resp"));
    String bare = original.replaceAll("(?s)<(ds:)?Signature .*</(ds:)?Signature>", "");
    String evil = bare.replace(">jane<", ">root<");
    assertThat(evil).doesNotContain("Signature").contains(">root<");
    String otherId = evil.replace("_assertion", "_evil");

    forged(good.replace(original, evil + original));
    forged(good.replace(original, otherId + original));
    forged(good.replace(original, original + otherId));
    forged(
        good.replace(original, "<samlp:Extensions>" + original + "</samlp:Extensions>" + otherId));
    int subject = otherId.indexOf("<saml:Subject>");
    forged(
        good.replace(
            original,
            otherId.substring(0, subject)
                + "<saml:Advice>"
                + original
                + "</saml:Advice>"
                + otherId.substring(subject)));
    String signature =
        original.substring(original.indexOf("<Signature"), original.indexOf("</Signature>"));
    String around = signature + "<Object>" + bare + "</Object></Signature>";
    forged(
        good.replace(
            original, otherId.substring(0, subject) + around + otherId.substring(subject)));
    forged(
        good.replace(
            original,
            evil.substring(0, evil.indexOf("<saml:Subject>"))
                + signature
                + "</Signature>"
                + evil.substring(evil.indexOf("<saml:Subject>"))));
  }

  @Test
  void refusesDocumentTypesAndIsNotCutShortByComments() {
    refused(
        "<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>" + signed(response()),
        400,
        "InvalidIdentityToken",
        "Invalid base64 SAMLResponse");
    String longer = signed(response().replace(">jane<", ">jane.evil<"));
    assertThat(assume(longer.replace(">jane.evil<", ">jane<!-- -->.evil<")).subject())
        .isEqualTo("jane.evil");
  }
}
