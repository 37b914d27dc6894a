package dev.cloudjar.iam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.Data;
import dev.cloudjar.junit.TestCloud;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.iam.IamClient;

/** What the console's door does with passwords that are not good any more. */
@CloudjarTest(rooms = IamRoom.class, data = Data.DISK, shared = false)
class PasswordExpiryTest {
  private static final String FIRST = "Correct-Horse-1";
  private static final String SECOND = "Another-Horse-2";
  private static final String THIRD = "Third-Horse-3";
  private static final String MUST = "Your password has expired. Choose a new one to continue.";

  private final IamClient iam;
  private final TestCloud cloud;
  private final Browser browser;

  PasswordExpiryTest(IamClient iam, TestCloud cloud) {
    this.iam = iam;
    this.cloud = cloud;
    this.browser = new Browser(cloud);
    cloud.clock().freeze();
    iam.createUser(it -> it.userName("alice"));
    iam.createLoginProfile(it -> it.userName("alice").password(FIRST));
  }

  @AfterEach
  void close() {
    browser.close();
  }

  @ParameterizedTest
  @Behaviour("IAM-PWPOLICY-04")
  @ValueSource(ints = {1, 1095})
  void an_old_password_opens_nothing_but_the_way_to_a_new_one(int days) {
    iam.updateAccountPasswordPolicy(it -> it.maxPasswordAge(days).allowUsersToChangePassword(true));
    cloud.clock().advance(Duration.ofDays(days).minusSeconds(5));
    assertThat(signIn(FIRST).body()).contains("Signed in as alice");
    browser.submit("/signout", Map.of());
    cloud.clock().advance(Duration.ofSeconds(5));

    assertThat(signIn(FIRST).body()).contains(MUST).doesNotContain("Signed in as");
    assertThat(browser.open("/").body()).contains(MUST);
    assertThat(choose("wrong", SECOND, SECOND).statusCode()).isEqualTo(403);
    assertThat(choose(FIRST, SECOND, THIRD).statusCode()).isEqualTo(400);
    assertThat(choose(FIRST, "short", "short").statusCode()).isEqualTo(403);
    assertThat(browser.page()).contains("does not conform", MUST);
    assertThat(browser.open("/").body()).contains(MUST);

    assertThat(choose(FIRST, SECOND, SECOND).body()).contains("Signed in as alice");
    browser.submit("/signout", Map.of());
    assertThat(signIn(FIRST).statusCode()).isEqualTo(403);
    assertThat(signIn(SECOND).body()).contains("Signed in as alice");
  }

  @Test
  @Behaviour("IAM-PWPOLICY-04")
  void with_hard_expiry_only_an_administrator_helps() {
    iam.updateAccountPasswordPolicy(
        it -> it.maxPasswordAge(30).hardExpiry(true).allowUsersToChangePassword(true));
    assertThat(signIn(FIRST).body()).contains("Signed in as alice");
    cloud.clock().advance(Duration.ofDays(30));
    for (int i = 0; i < 2; i++) {
      HttpResponse<String> answer = signIn(FIRST);
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body()).contains("Only an administrator");
      assertThat(browser.open("/password").body()).contains("Sign in as an IAM user");
      assertThat(choose(FIRST, SECOND, SECOND).body()).contains("Sign in as an IAM user");
      cloud.clock().advance(Duration.ofDays(100));
    }
    iam.updateLoginProfile(it -> it.userName("alice").password(SECOND));
    assertThat(signIn(SECOND).body()).contains("Signed in as alice");
  }

  @Test
  @Behaviour("IAM-PWPOLICY-04")
  void with_hard_expiry_a_page_that_is_still_open_changes_nothing() {
    iam.updateAccountPasswordPolicy(
        it -> it.maxPasswordAge(1).hardExpiry(true).allowUsersToChangePassword(true));
    cloud.clock().advance(Duration.ofHours(23));
    signIn(FIRST);
    browser.open("/password");
    cloud.clock().advance(Duration.ofHours(1));
    assertThat(choose(FIRST, SECOND, SECOND).statusCode()).isEqualTo(403);
    assertThat(browser.page()).contains("Only an administrator");
    var key = iam.createAccessKey(it -> it.userName("alice")).accessKey();
    cloud
        .client(
            IamClient.class,
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey())))
        .changePassword(it -> it.oldPassword(FIRST).newPassword(SECOND));
    assertThat(signIn(SECOND).body())
        .as("by the API a user may, expired or not")
        .contains("Signed in as alice");
  }

  @Test
  void a_first_password_that_somebody_else_has_set_is_changed_first() {
    iam.updateLoginProfile(it -> it.userName("alice").password(FIRST).passwordResetRequired(true));
    assertThat(signIn(FIRST).body()).contains("You must change your password to continue.");
    assertThat(choose(FIRST, SECOND, SECOND).body())
        .contains("You are not authorized to perform iam:ChangePassword.");
    iam.updateAccountPasswordPolicy(it -> it.allowUsersToChangePassword(true));
    assertThat(choose(FIRST, SECOND, SECOND).body()).contains("Signed in as alice");
    assertThat(
            iam.getLoginProfile(it -> it.userName("alice")).loginProfile().passwordResetRequired())
        .isFalse();
  }

  @Test
  void whoever_changes_a_password_ends_all_other_sessions() {
    iam.updateAccountPasswordPolicy(it -> it.allowUsersToChangePassword(true));
    try (Browser other = new Browser(cloud)) {
      other.open("/");
      other.submit("/", fields(FIRST));
      assertThat(other.page()).contains("Signed in as alice");
      signIn(FIRST);
      browser.open("/password");
      assertThat(choose(FIRST, SECOND, SECOND).body()).contains("Signed in as alice");
      assertThat(other.open("/").body()).contains("Sign in as an IAM user");
    }
  }

  @Test
  void sessions_and_forms_outlive_a_restart() {
    signIn(FIRST);
    cloud.restart();
    cloud.clock().freeze();
    assertThat(browser.submit("/nowhere", Map.of()).statusCode())
        .as("the token is good, the page is none")
        .isEqualTo(404);
    assertThat(browser.open("/").body()).contains("Signed in as alice");
    cloud.clock().advance(Duration.ofHours(12));
    assertThat(browser.open("/").body()).contains("Sign in as an IAM user");
  }

  private HttpResponse<String> signIn(String password) {
    browser.open("/");
    if (browser.page().contains("Sign out")) {
      browser.submit("/signout", Map.of());
    }
    return browser.submit("/", fields(password));
  }

  private Map<String, String> fields(String password) {
    return Map.of("account", cloud.accountId(), "username", "alice", "password", password);
  }

  private HttpResponse<String> choose(String before, String after, String again) {
    return browser.submit("/password", Map.of("old", before, "new", after, "again", again));
  }
}
