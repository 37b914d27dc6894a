package dev.cloudjar.iam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.sts.StsRoom;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/** Coming into the console with the credentials of a session. */
@CloudjarTest(
    rooms = {IamRoom.class, StsRoom.class},
    shared = false)
class FederationEndpointTest {
  private static final Pattern TOKEN = Pattern.compile("\\{\"SigninToken\":\"([^\"]+)\"}");

  private final TestCloud cloud;
  private final StsClient sts;
  private final Browser browser;
  private final String role;

  FederationEndpointTest(TestCloud cloud, IamClient iam) {
    this.cloud = cloud;
    this.browser = new Browser(cloud);
    cloud.clock().freeze();
    iam.createUser(it -> it.userName("broker"));
    iam.putUserPolicy(
        it ->
            it.userName("broker")
                .policyName("all")
                .policyDocument(
                    """
                    {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:*","Resource":"*"}}"""));
    var key = iam.createAccessKey(it -> it.userName("broker")).accessKey();
    this.sts =
        cloud.client(
            StsClient.class,
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey())));
    this.role =
        iam.createRole(
                it ->
                    it.roleName("viewer")
                        .assumeRolePolicyDocument(
                            """
                            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"%s"}}}"""
                                .formatted(cloud.accountId())))
            .role()
            .arn();
  }

  @AfterEach
  void close() {
    browser.close();
  }

  @Test
  void a_session_of_a_role_comes_in_by_a_token_and_leaves() {
    String token = token(getToken(session(roleSession()), Map.of()));
    assertThat(login(token).statusCode()).isEqualTo(200);
    assertThat(browser.page())
        .contains(
            "Signed in as alice",
            "arn:aws:sts::" + cloud.accountId() + ":assumed-role/viewer/alice",
            "https://broker.example.com")
        .doesNotContain("Change password");
    assertThat(browser.open("/").body()).contains("Signed in as alice");
    assertThat(browser.open("/password").body())
        .contains("Signed in as alice")
        .doesNotContain("Old password");
    browser.submit("/signout", Map.of());
    assertThat(browser.open("/").body()).contains("Sign in as an IAM user");
  }

  @Test
  void a_federated_user_comes_in_too() {
    Credentials credentials = sts.getFederationToken(it -> it.name("bob")).credentials();
    login(token(getToken(session(credentials), Map.of())));
    assertThat(browser.page())
        .contains("Signed in as bob", "arn:aws:sts::" + cloud.accountId() + ":federated-user/bob");
    refused(getToken(session(credentials), Map.of("SessionDuration", "3600")), "SessionDuration");
  }

  @Test
  void a_token_lasts_for_a_quarter_of_an_hour_and_a_session_as_long_as_its_credentials() {
    String token = token(getToken(session(roleSession()), Map.of()));
    cloud.clock().advance(Duration.ofMinutes(14));
    login(token);
    assertThat(browser.page()).contains("Signed in as alice");
    cloud.clock().advance(Duration.ofMinutes(1));
    refused(login(token), "token");
    cloud.clock().advance(Duration.ofMinutes(44));
    assertThat(browser.open("/").body()).contains("Signed in as alice");
    cloud.clock().advance(Duration.ofMinutes(1));
    assertThat(browser.open("/").body()).contains("Sign in as an IAM user");
  }

  @Test
  void a_session_lasts_as_long_as_is_asked_whatever_its_credentials() {
    login(token(getToken(session(roleSession()), Map.of("SessionDuration", "43200"))));
    cloud.clock().advance(Duration.ofHours(12).minusSeconds(1));
    assertThat(browser.open("/").body()).contains("Signed in as alice");
    cloud.clock().advance(Duration.ofSeconds(1));
    assertThat(browser.open("/").body()).contains("Sign in as an IAM user");
  }

  @Test
  void what_is_no_such_session_gets_no_token() {
    Credentials good = roleSession();
    for (String bad :
        new String[] {
          "",
          "{}",
          "no json",
          "[]",
          session(good).replace(good.secretAccessKey(), "wrong"),
          session(good).replace(good.sessionToken(), "wrong"),
          session(good).replace(good.accessKeyId(), "ASIAAAAAAAAAAAAAAAAA"),
          session(sts.getSessionToken().credentials())
        }) {
      refused(getToken(bad, Map.of()), "");
    }
    for (String seconds : new String[] {"899", "43201", "-1", "long"}) {
      refused(getToken(session(good), Map.of("SessionDuration", seconds)), "900 to 43200");
    }
    cloud.clock().advance(Duration.ofHours(1));
    refused(getToken(session(good), Map.of()), "expired");
  }

  @Test
  void what_is_no_token_opens_nothing() {
    String token = token(getToken(session(roleSession()), Map.of()));
    refused(login(cloud.accountId() + "." + "A".repeat(43)), "token");
    refused(login(""), "token");
    refused(browser.open("/federation?Action=login&SigninToken=" + token), "Destination");
    refused(browser.open("/federation?Action=other"), "Action");
    refused(browser.open("/federation"), "");
    assertThat(browser.open("/").body()).contains("Sign in as an IAM user");
  }

  @Test
  void nobody_comes_in_over_somebody_else(IamClient iam) {
    iam.createLoginProfile(it -> it.userName("broker").password("Correct-Horse-1"));
    browser.open("/");
    browser.submit(
        "/",
        Map.of("account", cloud.accountId(), "username", "broker", "password", "Correct-Horse-1"));
    refused(login(token(getToken(session(roleSession()), Map.of()))), "must first log out");
    assertThat(browser.open("/").body()).contains("Signed in as broker");
  }

  private Credentials roleSession() {
    return sts.assumeRole(it -> it.roleArn(role).roleSessionName("alice")).credentials();
  }

  private static String session(Credentials credentials) {
    return """
        {"sessionId":"%s","sessionKey":"%s","sessionToken":"%s"}"""
        .formatted(
            credentials.accessKeyId(), credentials.secretAccessKey(), credentials.sessionToken());
  }

  private HttpResponse<String> getToken(String session, Map<String, String> more) {
    Map<String, String> fields = new LinkedHashMap<>(more);
    fields.put("Action", "getSigninToken");
    fields.put("Session", session);
    return browser.open("/federation?" + Browser.form(fields));
  }

  private static String token(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    Matcher matcher = TOKEN.matcher(answer.body());
    assertThat(matcher.matches()).as(answer.body()).isTrue();
    return matcher.group(1);
  }

  private HttpResponse<String> login(String token) {
    Map<String, String> fields =
        Map.of(
            "Action", "login",
            "Issuer", "https://broker.example.com",
            "Destination", "https://console.aws.amazon.com/",
            "SigninToken", token);
    return browser.open("/federation?" + Browser.form(fields));
  }

  private static void refused(HttpResponse<String> answer, String why) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains(why).doesNotContain("SigninToken\"");
  }
}
