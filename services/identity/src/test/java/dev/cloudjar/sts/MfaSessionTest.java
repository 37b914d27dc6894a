package dev.cloudjar.sts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.cloudjar.iam.IamRoom;
import dev.cloudjar.iam.device.Totp;
import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.VirtualMFADevice;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/** Sessions that a device's code was given for. */
@CloudjarTest(
    rooms = {StsRoom.class, IamRoom.class},
    shared = false)
class MfaSessionTest {
  private final IamClient iam;
  private final TestCloud cloud;
  private VirtualMFADevice device;
  private AwsCredentials key;

  MfaSessionTest(IamClient iam, TestCloud cloud) {
    this.iam = iam;
    this.cloud = cloud;
    cloud.clock().freeze();
  }

  @BeforeEach
  void aliceHasADevice() {
    iam.createUser(it -> it.userName("alice"));
    iam.createUser(it -> it.userName("victim"));
    device = iam.createVirtualMFADevice(it -> it.virtualMFADeviceName("phone")).virtualMFADevice();
    iam.enableMFADevice(
        it ->
            it.userName("alice")
                .serialNumber(device.serialNumber())
                .authenticationCode1(code())
                .authenticationCode2(nextCode()));
    var made = iam.createAccessKey(it -> it.userName("alice")).accessKey();
    key = AwsBasicCredentials.create(made.accessKeyId(), made.secretAccessKey());
  }

  private String code() {
    return Totp.code(seed(), Totp.step(cloud.clock().now()));
  }

  private byte[] seed() {
    byte[] number =
        device
            .base32StringSeed()
            .asUtf8String()
            .chars()
            .mapToObj(it -> BigInteger.valueOf("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(it)))
            .reduce(BigInteger.ZERO, (all, digit) -> all.shiftLeft(5).or(digit))
            .setBit(320)
            .toByteArray();
    return Arrays.copyOfRange(number, 1, number.length);
  }

  /** The code of the next half minute, to which the clock is moved: each works but once. */
  private String nextCode() {
    cloud.clock().advance(Duration.ofSeconds(30));
    return code();
  }

  private <C extends SdkClient> C signedBy(Class<C> client, AwsCredentials credentials) {
    return cloud.client(client, StaticCredentialsProvider.create(credentials));
  }

  private static AwsCredentials of(Credentials session) {
    return AwsSessionCredentials.create(
        session.accessKeyId(), session.secretAccessKey(), session.sessionToken());
  }

  private static void refused(ThrowingCallable call) {
    assertThatThrownBy(call)
        .asInstanceOf(type(AwsServiceException.class))
        .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied"));
  }

  @Test
  @Behaviour("IAM-MFA-03")
  void passWhereTheLongTermKeyIsDenied() {
    iam.putUserPolicy(
        it ->
            it.userName("alice")
                .policyName("careful")
                .policyDocument(
                    """
                    {"Version": "2012-10-17", "Statement": [
                      {"Effect": "Allow", "Action": "iam:*", "Resource": "*"},
                      {"Effect": "Deny", "Action": "iam:Delete*", "Resource": "*",
                       "Condition":
                           {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}]}
                    """));
    // A long-term key brings no such key at all, which IfExists takes for a match.
    refused(() -> signedBy(IamClient.class, key).deleteUser(it -> it.userName("victim")));
    StsClient alice = signedBy(StsClient.class, key);
    Credentials without = alice.getSessionToken().credentials();
    refused(() -> signedBy(IamClient.class, of(without)).deleteUser(it -> it.userName("victim")));
    refused(
        () ->
            alice.getSessionToken(
                it -> it.serialNumber(device.serialNumber()).tokenCode("000000")));

    String code = nextCode();
    Credentials with =
        alice
            .getSessionToken(it -> it.serialNumber(device.serialNumber()).tokenCode(code))
            .credentials();
    signedBy(IamClient.class, of(with)).deleteUser(it -> it.userName("victim"));
    assertThat(iam.listUsers().users()).hasSize(1);
    refused(
        () -> alice.getSessionToken(it -> it.serialNumber(device.serialNumber()).tokenCode(code)));
  }

  @Test
  @Behaviour("IAM-MFA-04")
  void areTooOldForATrustThatWantsAFreshCode() {
    String role =
        iam.createRole(
                it ->
                    it.roleName("vault")
                        .assumeRolePolicyDocument(
                            """
                            {"Version": "2012-10-17",
                             "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole",
                                           "Principal": {"AWS": "%s"},
                                           "Condition": {"NumericLessThan":
                                               {"aws:MultiFactorAuthAge": "300"}}}}
                            """
                                .formatted("arn:aws:iam::" + cloud.accountId() + ":user/alice")))
            .role()
            .arn();
    StsClient alice = signedBy(StsClient.class, key);
    refused(() -> alice.assumeRole(it -> it.roleArn(role).roleSessionName("plain")));
    StsClient session =
        signedBy(
            StsClient.class,
            of(
                alice
                    .getSessionToken(
                        it -> it.serialNumber(device.serialNumber()).tokenCode(nextCode()))
                    .credentials()));
    session.assumeRole(it -> it.roleArn(role).roleSessionName("fresh"));
    cloud.clock().advance(Duration.ofMinutes(6));
    refused(() -> session.assumeRole(it -> it.roleArn(role).roleSessionName("stale")));

    alice.assumeRole(
        it ->
            it.roleArn(role)
                .roleSessionName("again")
                .serialNumber(device.serialNumber())
                .tokenCode(code()));
  }
}
