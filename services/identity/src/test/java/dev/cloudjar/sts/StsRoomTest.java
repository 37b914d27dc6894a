package dev.cloudjar.sts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.cloudjar.cloud.AccessKeyIds;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestClock;
import dev.cloudjar.junit.TestCloud;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.assertj.core.api.ObjectAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

@CloudjarTest(rooms = StsRoom.class)
class StsRoomTest {
  private final StsClient sts;
  private final TestCloud cloud;
  private final TestClock clock;

  StsRoomTest(StsClient sts, TestCloud cloud, TestClock clock) {
    this.sts = sts;
    this.cloud = cloud;
    this.clock = clock;
  }

  private StsClient signedBy(AwsCredentials credentials) {
    return cloud.client(StsClient.class, StaticCredentialsProvider.create(credentials));
  }

  private static AwsCredentials of(Credentials session) {
    return AwsSessionCredentials.create(
        session.accessKeyId(), session.secretAccessKey(), session.sessionToken());
  }

  private static ObjectAssert<AwsServiceException> assertRefused(
      ThrowingCallable call, int status, String code) {
    return assertThatThrownBy(call)
        .asInstanceOf(type(AwsServiceException.class))
        .satisfies(
            e -> {
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
              assertThat(e.statusCode()).isEqualTo(status);
            });
  }

  @Nested
  class GetCallerIdentity {
    @Test
    void tellsTheRootOfTheAccount() {
      GetCallerIdentityResponse caller = sts.getCallerIdentity();
      assertThat(caller.account()).isEqualTo(cloud.accountId());
      assertThat(caller.userId()).isEqualTo(cloud.accountId());
      assertThat(caller.arn()).isEqualTo("arn:aws:iam::" + cloud.accountId() + ":root");
    }

    @Test
    void takesKeysThatNobodyHasMadeForTheDefaultAccount() {
      assertThat(signedBy(AwsBasicCredentials.create("test", "test")).getCallerIdentity().account())
          .isEqualTo("000000000000");
    }

    @Test
    void refusesWhoeverDoesNotSign() {
      StsClient nobody = cloud.client(StsClient.class, AnonymousCredentialsProvider.create());
      assertRefused(nobody::getCallerIdentity, 403, "MissingAuthenticationToken");
    }
  }

  @Nested
  class GetSessionToken {
    @Test
    void givesCredentialsThatActForTheCaller() {
      Credentials session = sts.getSessionToken().credentials();
      assertThat(session.accessKeyId()).startsWith("ASIA").hasSize(20);
      assertThat(session.secretAccessKey()).hasSize(40);
      assertThat(session.sessionToken()).isNotBlank();
      GetCallerIdentityResponse caller = signedBy(of(session)).getCallerIdentity();
      assertThat(caller.arn()).isEqualTo("arn:aws:iam::" + cloud.accountId() + ":root");
    }

    @Test
    void givesDifferentCredentialsEachTime() {
      assertThat(sts.getSessionToken().credentials().accessKeyId())
          .isNotEqualTo(sts.getSessionToken().credentials().accessKeyId());
    }

    /** Root's sessions last for an hour at the most, and asking for longer is no error. */
    @ParameterizedTest
    @CsvSource({"900, 900", "3600, 3600", "3601, 3600", "129600, 3600", ", 3600"})
    void lastAsLongAsWasAskedForButAnHourAtTheMost(Integer asked, int seconds) {
      var before = clock.now().truncatedTo(ChronoUnit.SECONDS);
      Credentials session =
          sts.getSessionToken(request -> request.durationSeconds(asked)).credentials();
      assertThat(session.expiration())
          .isBetween(before.plusSeconds(seconds), clock.now().plusSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource({"899", "129601", "0"})
    void refusesDurationsOutOfRange(int seconds) {
      assertRefused(
              () -> sts.getSessionToken(request -> request.durationSeconds(seconds)),
              400,
              "ValidationError")
          .satisfies(
              e ->
                  assertThat(e.awsErrorDetails().errorMessage())
                      .startsWith("1 validation error detected: Value '" + seconds + "' at ")
                      .contains("durationSeconds"));
    }

    @Test
    void refusesDevicesThatNobodyHas() {
      assertRefused(
          () ->
              sts.getSessionToken(
                  request ->
                      request
                          .serialNumber(
                              "arn:aws:iam::" + cloud.accountId() + ":mfa/root-account-mfa-device")
                          .tokenCode("123456")),
          403,
          "AccessDenied");
    }

    @Test
    void isNotForSessions() {
      StsClient session = signedBy(of(sts.getSessionToken().credentials()));
      assertRefused(session::getSessionToken, 403, "AccessDenied")
          .satisfies(
              e ->
                  assertThat(e.awsErrorDetails().errorMessage())
                      .isEqualTo("Cannot call GetSessionToken with session credentials"));
    }
  }

  @Nested
  class SessionCredentials {
    @Test
    void mustComeWithTheirToken() {
      Credentials session = sts.getSessionToken().credentials();
      StsClient withoutToken =
          signedBy(AwsBasicCredentials.create(session.accessKeyId(), session.secretAccessKey()));
      assertRefused(withoutToken::getCallerIdentity, 403, "InvalidClientTokenId");
      StsClient withAnother =
          signedBy(
              AwsSessionCredentials.create(
                  session.accessKeyId(), session.secretAccessKey(), "another"));
      assertRefused(withAnother::getCallerIdentity, 403, "InvalidClientTokenId");
    }

    @Test
    void mustBeSignedWithTheirSecret() {
      Credentials session = sts.getSessionToken().credentials();
      StsClient withAnother =
          signedBy(
              AwsSessionCredentials.create(
                  session.accessKeyId(), "another", session.sessionToken()));
      assertRefused(withAnother::getCallerIdentity, 403, "SignatureDoesNotMatch");
    }

    @Test
    void expireOnTheVirtualClock() {
      StsClient session =
          signedBy(of(sts.getSessionToken(request -> request.durationSeconds(900)).credentials()));
      clock.advance(Duration.ofMinutes(14));
      assertThat(session.getCallerIdentity().account()).isEqualTo(cloud.accountId());
      clock.advance(Duration.ofMinutes(1));
      assertRefused(session::getCallerIdentity, 403, "ExpiredToken");
    }
  }

  @Nested
  class GetAccessKeyInfo {
    private String accountOf(String accessKeyId) {
      return sts.getAccessKeyInfo(request -> request.accessKeyId(accessKeyId)).account();
    }

    @Test
    void tellsTheAccountOfASession() {
      assertThat(accountOf(sts.getSessionToken().credentials().accessKeyId()))
          .isEqualTo(cloud.accountId());
    }

    @Test
    void readsTheAccountOutOfAnId() {
      assertThat(accountOf("AKIARZPUZDIKGB2VALC4")).isEqualTo("123456789012");
      assertThat(AccessKeyIds.accountIn("AKIARZPUZDIKGB2VALC4")).hasValue("123456789012");
    }

    @Test
    void takesOtherIdsForTheDefaultAccount() {
      assertThat(accountOf("AKIAIOSFODNN7EXAMPLE")).isEqualTo("000000000000");
    }

    @Test
    void refusesWhatCannotBeAnId() {
      assertRefused(() -> accountOf("AKIA"), 400, "ValidationError");
      assertRefused(() -> accountOf("AKIA-NOT-A-KEY-AT-ALL"), 400, "ValidationError");
    }
  }

  @Test
  void rootMayNotAssumeRoles() {
    assertRefused(
            () ->
                sts.assumeRole(
                    request ->
                        request
                            .roleArn("arn:aws:iam::" + cloud.accountId() + ":role/any")
                            .roleSessionName("session")),
            403,
            "AccessDenied")
        .satisfies(
            e ->
                assertThat(e.awsErrorDetails().errorMessage())
                    .isEqualTo("Roles may not be assumed by root accounts."));
  }

  @Nested
  class GetFederationToken {
    @Test
    void givesRootsFriendsNoMoreThanTheirPolicySays() {
      var answer =
          sts.getFederationToken(
              request ->
                  request
                      .name("bob")
                      .policy(
                          """
                          {"Version": "2012-10-17",
                           "Statement": {"Effect": "Allow", "Action": "sts:*", "Resource": "*"}}
                          """));
      assertThat(answer.federatedUser().arn())
          .isEqualTo("arn:aws:sts::" + cloud.accountId() + ":federated-user/bob");
      StsClient bob = signedBy(of(answer.credentials()));
      assertThat(bob.getCallerIdentity().userId()).isEqualTo(cloud.accountId() + ":bob");
      assertRefused(
          () -> bob.getFederationToken(request -> request.name("carl")), 403, "AccessDenied");
    }

    @Test
    void refusesAPolicyThatIsNone() {
      assertRefused(
          () -> sts.getFederationToken(request -> request.name("bob").policy("{}")),
          400,
          "MalformedPolicyDocument");
    }
  }
}
