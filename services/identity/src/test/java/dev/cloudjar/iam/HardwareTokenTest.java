package dev.cloudjar.iam;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.iam.device.Totp;
import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.Data;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.sts.StsRoom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.MFADevice;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.sts.StsClient;

/** Tokens whose seed only their maker has told of, by their serial number. */
@CloudjarTest(
    rooms = {IamRoom.class, StsRoom.class},
    data = Data.DISK,
    shared = false)
class HardwareTokenTest {
  private static final String GOOD = "Correct-Horse-1";
  private static final Map<String, String> FROM_THE_TOKEN = Map.of("X-Cloudjar", "token");

  private final IamClient iam;
  private final TestCloud cloud;
  private final Browser browser;
  private final String serial;
  private final byte[] seed = new byte[20];

  HardwareTokenTest(IamClient iam, TestCloud cloud) {
    this.iam = iam;
    this.cloud = cloud;
    this.browser = new Browser(cloud);
    this.serial = "CJHT" + cloud.accountId();
    new java.util.SplittableRandom(Long.parseLong(cloud.accountId())).nextBytes(seed);
    cloud.clock().freeze();
    iam.createUser(it -> it.userName("alice"));
  }

  @AfterEach
  void close() {
    browser.close();
  }

  @Test
  @Behaviour("IAM-MFA-05")
  void a_token_is_a_users_by_its_number_and_two_codes() {
    refused(() -> enable("alice", code(-1), code(0))).withCode("NoSuchEntity");
    assertThat(deliver(serial, FROM_THE_TOKEN)).isEqualTo(204);
    refused(() -> enable("alice", code(0), code(0))).withCode("InvalidAuthenticationCode");
    enable("alice", code(-1), code(0));
    assertThat(iam.listMFADevices(it -> it.userName("alice")).mfaDevices())
        .extracting(MFADevice::serialNumber)
        .containsExactly(serial);
    assertThat(iam.listVirtualMFADevices().virtualMFADevices()).isEmpty();
    assertThat(iam.getMFADevice(it -> it.serialNumber(serial)).userName()).isEqualTo("alice");

    cloud.restart();
    cloud.clock().freeze();
    cloud.clock().advance(Duration.ofMinutes(1));
    StsClient alice = cloud.client(StsClient.class, key("alice"));
    assertThat(
            alice
                .getSessionToken(it -> it.serialNumber(serial).tokenCode(code(0)))
                .credentials()
                .sessionToken())
        .isNotEmpty();
    iam.createLoginProfile(it -> it.userName("alice").password(GOOD));
    browser.open("/");
    browser.submit(
        "/", Map.of("account", cloud.accountId(), "username", "alice", "password", GOOD));
    assertThat(browser.submit("/mfa", Map.of("code", code(0))).statusCode())
        .as("shown once already")
        .isEqualTo(403);
    cloud.clock().advance(Duration.ofSeconds(30));
    browser.submit("/mfa", Map.of("code", code(0)));
    assertThat(browser.page()).contains("Signed in as alice", "Hardware MFA: " + serial);
  }

  @Test
  @Behaviour("IAM-MFA-05")
  void a_token_is_one_users_at_a_time_in_all_accounts() {
    deliver(serial, FROM_THE_TOKEN);
    enable("alice", code(-1), code(0));
    iam.createUser(it -> it.userName("bob"));
    refused(() -> enable("bob", code(0), code(1))).withCode("EntityAlreadyExists");
    IamClient other = cloud.client(IamClient.class, cloud.credentialsOf(cloud.newAccountId()));
    other.createUser(it -> it.userName("alice"));
    refused(
            () ->
                other.enableMFADevice(
                    it ->
                        it.userName("alice")
                            .serialNumber(serial)
                            .authenticationCode1(code(0))
                            .authenticationCode2(code(1))))
        .withCode("NoSuchEntity");
    refused(() -> iam.deleteVirtualMFADevice(it -> it.serialNumber(serial)))
        .withCode("NoSuchEntity");
    refused(
            () ->
                iam.tagMFADevice(
                    it -> it.serialNumber(serial).tags(Tag.builder().key("a").value("b").build())))
        .withCode("NoSuchEntity");
    iam.deactivateMFADevice(it -> it.userName("alice").serialNumber(serial));
    assertThat(iam.listMFADevices(it -> it.userName("alice")).mfaDevices()).isEmpty();
    enable("bob", code(1), code(2));
    iam.deactivateMFADevice(it -> it.userName("bob").serialNumber(serial));
    iam.deleteUser(it -> it.userName("bob"));
    enable("root", code(3), code(4));
    assertThat(iam.listMFADevices().mfaDevices())
        .extracting(MFADevice::serialNumber)
        .containsExactly(serial);
  }

  @ParameterizedTest
  @Behaviour("IAM-MFA-05")
  @CsvSource({"short", "arn:aws:iam::123456789012:mfa/x", "lower-case-1", "''"})
  void what_is_no_number_is_not_taken(String number) {
    assertThat(deliver(number, FROM_THE_TOKEN)).isEqualTo(400);
  }

  @Test
  @Behaviour("IAM-MFA-05")
  void a_seed_is_told_once_and_by_no_page() {
    assertThat(deliver(serial, Map.of())).isEqualTo(403);
    assertThat(deliver(serial, Map.of("X-Cloudjar", "token", "Origin", browser.origin())))
        .isEqualTo(403);
    assertThat(browser.open("/hardware-token").statusCode()).isEqualTo(403);
    assertThat(deliver(serial, FROM_THE_TOKEN)).isEqualTo(204);
    byte last = seed[0];
    seed[0]++;
    assertThat(deliver(serial, FROM_THE_TOKEN)).isEqualTo(409);
    seed[0] = last;
    enable("alice", code(-1), code(0));
  }

  private int deliver(String number, Map<String, String> headers) {
    return browser
        .post(
            "/hardware-token",
            Map.of("serial", number, "seed", HexFormat.of().formatHex(seed)),
            headers)
        .statusCode();
  }

  private void enable(String userName, String first, String second) {
    iam.enableMFADevice(
        it ->
            it.userName(userName)
                .serialNumber(serial)
                .authenticationCode1(first)
                .authenticationCode2(second));
  }

  private StaticCredentialsProvider key(String userName) {
    var key = iam.createAccessKey(it -> it.userName(userName)).accessKey();
    return StaticCredentialsProvider.create(
        AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()));
  }

  private String code(int away) {
    return Totp.code(seed, Totp.step(cloud.clock().now()) + away);
  }
}
