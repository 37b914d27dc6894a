package dev.cloudjar.iam;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.iam.device.Totp;
import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.VirtualMFADevice;

@CloudjarTest(rooms = IamRoom.class, shared = false)
class SignInTest {
  private static final String GOOD = "Correct-Horse-1";
  private static final String OTHER = "Another-Horse-2";
  private static final String WRONG = "Your authentication information is incorrect.";

  private final IamClient iam;
  private final TestCloud cloud;
  private final Browser browser;

  SignInTest(IamClient iam, TestCloud cloud) {
    this.iam = iam;
    this.cloud = cloud;
    this.browser = new Browser(cloud);
    cloud.clock().freeze();
    iam.createUser(it -> it.userName("alice"));
    iam.createLoginProfile(it -> it.userName("alice").password(GOOD));
  }

  @AfterEach
  void close() {
    browser.close();
  }

  @Test
  void a_user_comes_in_by_password_and_leaves() {
    assertThat(browser.open("/").statusCode()).isEqualTo(200);
    assertThat(browser.page()).contains("Sign in as an IAM user", "autocomplete=\"username\"");
    HttpResponse<String> answer = signIn("alice", GOOD);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.uri().getPath()).isEqualTo("/");
    assertThat(browser.page())
        .contains("Signed in as alice", "arn:aws:iam::" + cloud.accountId() + ":user/alice")
        .contains("None. A password alone opens this account.");
    assertThat(browser.open("/").body()).contains("Signed in as alice");
    browser.submit("/signout", Map.of());
    assertThat(browser.open("/").body()).contains("Sign in as an IAM user");
  }

  @Test
  void an_alias_is_as_good_as_an_id_and_may_stand_in_the_host() {
    String alias = "team-" + cloud.accountId();
    iam.createAccountAlias(it -> it.accountAlias(alias));
    try (Browser other = new Browser(cloud, alias + ".signin.localhost")) {
      assertThat(other.open("/console").body()).contains("value=\"" + alias + "\"");
      other.submit("/", Map.of("account", alias, "username", "alice", "password", GOOD));
      assertThat(other.page()).contains("Signed in as alice", "(" + alias + ")");
      assertThat(browser.open("/").body())
          .as("each host has its own")
          .contains("Sign in as an IAM");
    }
  }

  @ParameterizedTest
  @CsvSource({"alice,wrong", "nobody,Correct-Horse-1", "alice,''", "bob,Correct-Horse-1"})
  void whatever_is_wrong_is_told_alike(String userName, String password) {
    iam.createUser(it -> it.userName("bob"));
    browser.open("/");
    HttpResponse<String> answer = signIn(userName, password);
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(browser.page()).contains(WRONG);
    assertThat(browser.open("/").body()).contains("Sign in as an IAM user");
    assertThat(browser.cookies())
        .extracting(HttpCookie::getName)
        .doesNotContain("cloudjar-session");
  }

  @Test
  void users_of_other_accounts_and_accounts_that_are_not_there_are_wrong_too() {
    for (String account : new String[] {cloud.newAccountId(), "no-such-alias", "", "../x", "\0"}) {
      browser.open("/");
      HttpResponse<String> answer =
          browser.submit("/", Map.of("account", account, "username", "alice", "password", GOOD));
      assertThat(answer.statusCode()).as(account).isEqualTo(403);
      assertThat(browser.page()).contains(WRONG);
      assertThat(iam.getUser(it -> it.userName("alice")).user().passwordLastUsed()).isNull();
    }
  }

  @Test
  void when_a_password_was_last_used_is_told() {
    assertThat(iam.getUser(it -> it.userName("alice")).user().passwordLastUsed()).isNull();
    var first = cloud.clock().now().getEpochSecond();
    comeIn();
    cloud.clock().advance(Duration.ofMinutes(4));
    comeIn();
    assertThat(iam.getUser(it -> it.userName("alice")).user().passwordLastUsed().getEpochSecond())
        .as("uses within five minutes are one")
        .isEqualTo(first);
    cloud.clock().advance(Duration.ofMinutes(2));
    comeIn();
    assertThat(iam.listUsers().users().getFirst().passwordLastUsed().getEpochSecond())
        .isEqualTo(first + 360);
  }

  @Test
  @Behaviour("IAM-MFA-02")
  void with_a_device_the_password_alone_opens_nothing() {
    VirtualMFADevice device = device("alice");
    browser.open("/");
    assertThat(signIn("alice", GOOD).body()).contains("MFA code").doesNotContain("Signed in as");
    assertThat(browser.open("/").body()).contains("MFA code");
    assertThat(browser.open("/password").body()).contains("MFA code");
    for (String code : new String[] {"", "000000", "12345", "abcdef", code(device, 5)}) {
      HttpResponse<String> answer = browser.submit("/mfa", Map.of("code", code));
      assertThat(answer.statusCode()).as(code).isEqualTo(403);
      assertThat(browser.page()).contains(WRONG);
    }
    cloud.clock().advance(Duration.ofMinutes(3));
    browser.submit("/mfa", Map.of("code", code(device, 0)));
    assertThat(browser.page()).contains("Signed in as alice", "Code given", device.serialNumber());
  }

  @Test
  @Behaviour("IAM-MFA-02")
  void a_code_opens_once() {
    VirtualMFADevice device = device("alice");
    cloud.clock().advance(Duration.ofMinutes(2));
    String code = code(device, 0);
    browser.open("/");
    signIn("alice", GOOD);
    browser.submit("/mfa", Map.of("code", code));
    assertThat(browser.page()).contains("Signed in as alice");
    try (Browser thief = new Browser(cloud)) {
      thief.open("/");
      thief.submit("/", fields("alice", GOOD));
      assertThat(thief.submit("/mfa", Map.of("code", code)).statusCode()).isEqualTo(403);
      assertThat(thief.page()).contains(WRONG);
    }
  }

  @Test
  void a_form_counts_only_with_its_token_and_from_its_own_page() {
    browser.open("/");
    String token = browser.token();
    assertThat(token).isNotEmpty();
    Map<String, String> own = Map.of("Origin", browser.origin());
    Map<String, String> fields = new HashMap<>(fields("alice", GOOD));
    assertThat(browser.post("/", fields, own).statusCode()).as("no token").isEqualTo(403);
    fields.put("token", token.replace(token.charAt(3), token.charAt(3) == 'A' ? 'B' : 'A'));
    assertThat(browser.post("/", fields, own).statusCode()).as("wrong token").isEqualTo(403);
    fields.put("token", token);
    for (Map<String, String> foreign :
        List.of(
            Map.of("Origin", "http://evil.example"),
            Map.of("Origin", "null"),
            Map.of("Origin", "http://localhost:" + cloud.port()),
            Map.of("Origin", browser.origin(), "Sec-Fetch-Site", "cross-site"),
            Map.of("Sec-Fetch-Site", "same-site"))) {
      assertThat(browser.post("/", fields, foreign).statusCode())
          .as(foreign.toString())
          .isEqualTo(403);
      assertThat(browser.page()).contains("out of date");
    }
    try (Browser other = new Browser(cloud)) {
      assertThat(other.post("/", fields, own).statusCode()).as("no cookie").isEqualTo(403);
      other.open("/");
      assertThat(other.post("/", fields, own).statusCode()).as("other's token").isEqualTo(403);
    }
    browser.post("/", fields, own);
    assertThat(browser.page()).contains("Signed in as alice");
    assertThat(browser.post("/signout", Map.of("token", token), own).statusCode())
        .as("the token of before")
        .isEqualTo(403);
    assertThat(browser.open("/").body()).contains("Signed in as alice");
  }

  @Test
  void what_users_are_called_and_type_is_text() {
    String bad = "\"><script>alert(1)</script>'\u202e\u0000";
    browser.open("/");
    browser.submit("/", Map.of("account", bad, "username", bad, "password", "x"));
    assertThat(browser.page())
        .doesNotContain("<script", "\u202e", "\u0000")
        .contains("&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#39;\uFFFD\uFFFD");
    browser.open("/root");
    browser.submit("/root", Map.of("email", bad, "password", "x"));
    assertThat(browser.page()).doesNotContain("<script").contains("&lt;script&gt;");
    try (Browser other = new Browser(cloud, "b.signin.localhost")) {
      assertThat(other.open("/").body()).contains("value=\"b\"");
    }
  }

  @Test
  void answers_tell_browsers_to_trust_nobody() {
    HttpResponse<String> answer = browser.open("/");
    assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'", "frame-ancestors 'none'", "form-action 'self'")
        .doesNotContain("unsafe");
    assertThat(answer.headers().firstValue("X-Frame-Options")).contains("DENY");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(answer.headers().firstValue("Set-Cookie").orElse(""))
        .contains("HttpOnly", "SameSite=Strict", "Path=/")
        .doesNotContain("Domain");
    assertThat(browser.page()).doesNotContain("<script", "style=", " on");
    assertThat(browser.open("/style.css").headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/css");
  }

  @Test
  void a_session_ends_after_twelve_hours_whatever_is_done_in_it() {
    comeIn();
    cloud.clock().advance(Duration.ofHours(12).minusSeconds(1));
    assertThat(browser.open("/").body()).contains("Signed in as alice");
    cloud.clock().advance(Duration.ofSeconds(1));
    assertThat(browser.open("/").body()).contains("Sign in as an IAM user");
    assertThat(browser.open("/password").body()).contains("Sign in as an IAM user");
  }

  @Test
  void a_session_ends_with_its_password_and_its_user() {
    comeIn();
    iam.updateLoginProfile(it -> it.userName("alice").password(OTHER));
    assertThat(browser.open("/").body()).contains("Sign in as an IAM user");
    browser.open("/");
    assertThat(signIn("alice", OTHER).body()).contains("Signed in as alice");
    iam.deleteLoginProfile(it -> it.userName("alice"));
    assertThat(browser.open("/").body()).contains("Sign in as an IAM user");
    browser.open("/");
    assertThat(signIn("alice", OTHER).statusCode()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "000000000000.x", "a b", "%00", "..", "123456789012."})
  void made_up_sessions_open_nothing(String value) {
    browser.setCookie("cloudjar-session", value);
    assertThat(browser.open("/").body()).contains("Sign in as an IAM user");
    browser.setCookie("cloudjar-session", cloud.accountId() + "." + "A".repeat(43));
    assertThat(browser.open("/").body()).contains("Sign in as an IAM user");
  }

  @Test
  void who_tries_too_often_waits_whether_there_is_such_a_user_or_not() {
    for (String name : new String[] {"alice", "nobody"}) {
      browser.open("/");
      for (int i = 0; i < 5; i++) {
        assertThat(signIn(name, "wrong").statusCode()).isEqualTo(403);
      }
      assertThat(signIn(name, GOOD).statusCode()).isEqualTo(429);
      assertThat(browser.page()).contains("too many tries");
    }
    cloud.clock().advance(Duration.ofSeconds(30));
    assertThat(signIn("alice", GOOD).body()).contains("Signed in as alice");
  }

  @Test
  void sessions_of_others_are_left_alone_when_somebody_leaves() {
    comeIn();
    try (Browser second = new Browser(cloud)) {
      second.open("/");
      second.submit("/", fields("alice", GOOD));
      second.submit("/signout", Map.of());
    }
    assertThat(browser.open("/").body()).contains("Signed in as alice");
  }

  @Test
  void what_is_no_page_is_not_there() {
    assertThat(browser.open("/nowhere").statusCode()).isEqualTo(404);
    assertThat(browser.open("/?redirect_uri=http%3A%2F%2Fevil.example").body())
        .doesNotContain("evil");
    HttpRequest.Builder delete =
        HttpRequest.newBuilder(URI.create(browser.origin() + "/"))
            .method("DELETE", HttpRequest.BodyPublishers.noBody());
    assertThat(browser.send(delete).statusCode()).isEqualTo(405);
    browser.open("/");
    assertThat(
            browser
                .post("/", Map.of("token", browser.token(), "x", "y".repeat(20_000)), Map.of())
                .statusCode())
        .isEqualTo(403);
  }

  @Test
  void a_wrong_name_is_refused_so_that_clients_can_read_it() {
    refused(() -> iam.getUser(it -> it.userName("a\0b\u0001")))
        .withCode("ValidationError")
        .withStatus(400);
  }

  // ---- what the tests do again and again -------------------------------------------------------

  private void comeIn() {
    browser.open("/");
    if (!browser.page().contains("Signed in as")) {
      signIn("alice", GOOD);
    } else {
      browser.submit("/signout", Map.of());
      browser.open("/");
      signIn("alice", GOOD);
    }
    assertThat(browser.page()).contains("Signed in as alice");
  }

  private HttpResponse<String> signIn(String userName, String password) {
    return browser.submit("/", fields(userName, password));
  }

  private Map<String, String> fields(String userName, String password) {
    return Map.of("account", cloud.accountId(), "username", userName, "password", password);
  }

  private VirtualMFADevice device(String userName) {
    VirtualMFADevice device =
        iam.createVirtualMFADevice(it -> it.virtualMFADeviceName("phone-of-" + userName))
            .virtualMFADevice();
    iam.enableMFADevice(
        it ->
            it.userName(userName)
                .serialNumber(device.serialNumber())
                .authenticationCode1(code(device, -1))
                .authenticationCode2(code(device, 0)));
    return device;
  }

  private String code(VirtualMFADevice device, long away) {
    byte[] seed = Seed.of(device);
    return Totp.code(seed, Totp.step(cloud.clock().now()) + away);
  }
}
