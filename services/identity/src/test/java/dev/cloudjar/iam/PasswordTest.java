package dev.cloudjar.iam;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.PasswordPolicy;

@CloudjarTest(rooms = IamRoom.class)
class PasswordTest {
  private static final String GOOD = "Correct-Horse-1";

  private final IamClient iam;
  private final TestCloud cloud;

  PasswordTest(IamClient iam, TestCloud cloud) {
    this.iam = iam;
    this.cloud = cloud;
    cloud.clock().freeze();
    iam.createUser(it -> it.userName("alice"));
  }

  @ParameterizedTest
  @Behaviour("IAM-PWPOLICY-01")
  @ValueSource(strings = {"Short1!", "alllowercase", "twoclasses11", "TWOCLASSES11"})
  void without_a_policy_the_built_in_rule_holds(String password) {
    refused(iam::getAccountPasswordPolicy).withCode("NoSuchEntity").withStatus(404);
    refused(() -> login(password)).withCode("PasswordPolicyViolation").withStatus(400);
    refused(() -> iam.getLoginProfile(it -> it.userName("alice"))).withCode("NoSuchEntity");
    login("Three-classes");
  }

  @ParameterizedTest
  @Behaviour("IAM-PWPOLICY-02")
  @CsvSource({"nouppercase1!", "NOLOWERCASE1!", "NoDigitsHere!", "NoSymbols12", "Sh0rt!"})
  void a_policy_says_what_passwords_are_like(String password) {
    iam.updateAccountPasswordPolicy(
        it ->
            it.minimumPasswordLength(10)
                .requireLowercaseCharacters(true)
                .requireUppercaseCharacters(true)
                .requireNumbers(true)
                .requireSymbols(true));
    refused(() -> login(password)).withCode("PasswordPolicyViolation");
    login(GOOD);
  }

  @Test
  @Behaviour("IAM-PWPOLICY-02")
  void what_is_not_said_is_six_letters_of_any_kind() {
    iam.updateAccountPasswordPolicy(it -> {});
    PasswordPolicy policy = iam.getAccountPasswordPolicy().passwordPolicy();
    assertThat(policy.minimumPasswordLength()).isEqualTo(6);
    assertThat(policy.requireSymbols()).isFalse();
    assertThat(policy.expirePasswords()).isFalse();
    assertThat(policy.maxPasswordAge()).isNull();
    refused(() -> login("short")).withCode("PasswordPolicyViolation");
    login("sixsix");
    refused(() -> iam.updateAccountPasswordPolicy(it -> it.minimumPasswordLength(5)))
        .withCode("ValidationError");
    refused(() -> iam.updateAccountPasswordPolicy(it -> it.minimumPasswordLength(129)))
        .withCode("ValidationError");
    refused(() -> iam.updateAccountPasswordPolicy(it -> it.maxPasswordAge(1096)))
        .withCode("ValidationError");
    refused(() -> iam.updateAccountPasswordPolicy(it -> it.passwordReusePrevention(25)))
        .withCode("ValidationError");
    iam.deleteAccountPasswordPolicy();
    refused(iam::deleteAccountPasswordPolicy).withCode("NoSuchEntity");
  }

  @Test
  @Behaviour("IAM-PWPOLICY-03")
  void users_change_their_password_where_the_account_lets_them() {
    login(GOOD);
    IamClient alice = alice();
    refused(() -> alice.changePassword(it -> it.oldPassword(GOOD).newPassword("Another-1-one")))
        .withCode("AccessDenied")
        .withStatus(403);
    iam.updateAccountPasswordPolicy(it -> it.allowUsersToChangePassword(true));
    alice.changePassword(it -> it.oldPassword(GOOD).newPassword("Another-1-one"));
    refused(() -> alice.changePassword(it -> it.oldPassword(GOOD).newPassword("Third-1-one")))
        .withStatus(403);
    iam.updateAccountPasswordPolicy(it -> it.allowUsersToChangePassword(false));
    refused(
            () ->
                alice.changePassword(
                    it -> it.oldPassword("Another-1-one").newPassword("Third-1-one")))
        .withCode("AccessDenied");
  }

  @Test
  @Behaviour("IAM-PWPOLICY-03")
  void a_statement_that_denies_it_still_counts() {
    login(GOOD);
    iam.updateAccountPasswordPolicy(it -> it.allowUsersToChangePassword(true));
    iam.putUserPolicy(
        it ->
            it.userName("alice")
                .policyName("no")
                .policyDocument(
                    Policies.allow("iam:ChangePassword", "*").replace("Allow", "Deny")));
    IamClient alice = alice();
    refused(() -> alice.changePassword(it -> it.oldPassword(GOOD).newPassword("Another-1-one")))
        .withCode("AccessDenied");
  }

  @Test
  @Behaviour("IAM-PWPOLICY-05")
  void the_last_passwords_do_not_come_again() {
    iam.updateAccountPasswordPolicy(
        it -> it.allowUsersToChangePassword(true).passwordReusePrevention(2));
    login("password-1");
    IamClient alice = alice();
    refused(() -> change(alice, "password-1", "password-1")).withCode("PasswordPolicyViolation");
    change(alice, "password-1", "password-2");
    refused(() -> change(alice, "password-2", "password-1")).withCode("PasswordPolicyViolation");
    change(alice, "password-2", "password-3");
    change(alice, "password-3", "password-1");
  }

  @Test
  void the_root_changes_no_password_so() {
    refused(() -> iam.changePassword(it -> it.oldPassword("a").newPassword(GOOD)))
        .withCode("InvalidUserType");
  }

  @Test
  void a_login_profile_is_made_once_and_goes_before_its_user() {
    login(GOOD);
    refused(() -> login(GOOD)).withCode("EntityAlreadyExists").withStatus(409);
    iam.updateLoginProfile(it -> it.userName("alice").passwordResetRequired(true));
    assertThat(
            iam.getLoginProfile(it -> it.userName("alice")).loginProfile().passwordResetRequired())
        .isTrue();
    refused(() -> iam.deleteUser(it -> it.userName("alice")))
        .saying("Cannot delete entity, must delete login profile first.");
    iam.deleteLoginProfile(it -> it.userName("alice"));
    refused(() -> iam.deleteLoginProfile(it -> it.userName("alice"))).withCode("NoSuchEntity");
  }

  private static void change(IamClient alice, String before, String after) {
    alice.changePassword(it -> it.oldPassword(before).newPassword(after));
  }

  private void login(String password) {
    iam.createLoginProfile(it -> it.userName("alice").password(password));
  }

  private IamClient alice() {
    var key = iam.createAccessKey(it -> it.userName("alice")).accessKey();
    return cloud.client(
        IamClient.class,
        StaticCredentialsProvider.create(
            AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey())));
  }
}
