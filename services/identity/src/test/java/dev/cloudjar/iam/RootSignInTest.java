package dev.cloudjar.iam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.iam.device.Totp;
import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.VirtualMFADevice;

/** How the root of an account comes in. */
@CloudjarTest(rooms = IamRoom.class, shared = false)
class RootSignInTest {
  private static final String GOOD = "Correct-Horse-1";
  private static final String OTHER = "Another-Horse-2";

  private final IamClient iam;
  private final TestCloud cloud;
  private final Browser browser;

  RootSignInTest(IamClient iam, TestCloud cloud) {
    this.iam = iam;
    this.cloud = cloud;
    this.browser = new Browser(cloud);
    cloud.clock().freeze();
    iam.createUser(it -> it.userName("alice"));
  }

  @AfterEach
  void close() {
    browser.close();
  }

  @Test
  @Behaviour("IAM-MFA-02")
  void the_root_with_a_device_needs_its_code_too() {
    String email = "Root+" + cloud.accountId() + "@example.com";
    assertThat(putRoot(cloud.accountId(), email, GOOD).statusCode()).isEqualTo(204);
    browser.open("/root");
    browser.submit("/root", Map.of("email", email, "password", GOOD));
    assertThat(browser.page()).contains("Signed in as root user", "Never");
    assertThat(iam.getUser().user().passwordLastUsed()).isNotNull();
    browser.submit("/signout", Map.of());

    VirtualMFADevice device =
        iam.createVirtualMFADevice(it -> it.virtualMFADeviceName("root-account-mfa-device"))
            .virtualMFADevice();
    iam.enableMFADevice(
        it ->
            it.userName("root")
                .serialNumber(device.serialNumber())
                .authenticationCode1(code(device, -1))
                .authenticationCode2(code(device, 0)));
    browser.open("/root");
    browser.submit("/root", Map.of("email", email, "password", GOOD));
    assertThat(browser.submit("/mfa", Map.of("code", "000000")).statusCode()).isEqualTo(403);
    cloud.clock().advance(Duration.ofMinutes(1));
    browser.submit("/mfa", Map.of("code", code(device, 0)));
    assertThat(browser.page()).contains("Signed in as root user", "Code given");
  }

  @Test
  void only_the_roots_own_key_says_how_the_root_signs_in() {
    var key = iam.createAccessKey(it -> it.userName("alice")).accessKey();
    HttpResponse<String> answer = putRoot(key.accessKeyId(), key.secretAccessKey(), "a@b", GOOD);
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("Only a long-term key of the root user");
    assertThat(putRoot(cloud.accountId(), "no email", GOOD).statusCode()).isEqualTo(400);
    assertThat(putRoot(cloud.accountId(), "x@example.com", "weak").statusCode()).isEqualTo(400);
    String email = cloud.accountId() + "@example.com";
    assertThat(putRoot(cloud.accountId(), email, GOOD).statusCode()).isEqualTo(204);
    assertThat(putRoot(cloud.newAccountId(), email.toUpperCase(Locale.ROOT), GOOD).statusCode())
        .as("two accounts with one email")
        .isEqualTo(409);
    assertThat(
            browser
                .post("/root-user", Map.of("email", "c@d", "password", GOOD), Map.of())
                .statusCode())
        .as("unsigned")
        .isEqualTo(403);
    assertThat(
            browser
                .post(
                    "/root-user?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="
                        + cloud.accountId()
                        + "%2F20261123%2Fus-east-1%2Fsignin%2Faws4_request&X-Amz-Date="
                        + "20261123T000000Z&X-Amz-Expires=604800&X-Amz-SignedHeaders=host"
                        + "&X-Amz-Signature=00",
                    Map.of("email", "c@d", "password", GOOD),
                    Map.of())
                .statusCode())
        .as("a form that another site could have sent")
        .isEqualTo(403);
    browser.open("/root");
    assertThat(browser.submit("/root", Map.of("email", "c@d", "password", GOOD)).statusCode())
        .isEqualTo(403);
  }

  @Test
  void a_root_changes_its_password_by_itself() {
    String email = cloud.accountId() + "@example.com";
    putRoot(cloud.accountId(), email, GOOD);
    browser.open("/root");
    browser.submit("/root", Map.of("email", email, "password", GOOD));
    browser.open("/password");
    assertThat(change("wrong", OTHER).statusCode()).isEqualTo(403);
    assertThat(change(GOOD, "weak").body()).contains("does not conform");
    assertThat(change(GOOD, OTHER).body()).contains("Signed in as root user");
    browser.submit("/signout", Map.of());
    browser.open("/root");
    assertThat(browser.submit("/root", Map.of("email", email, "password", GOOD)).statusCode())
        .isEqualTo(403);
    browser.submit("/root", Map.of("email", email, "password", OTHER));
    assertThat(browser.page()).contains("Signed in as root user");
  }

  private HttpResponse<String> change(String before, String after) {
    return browser.submit("/password", Map.of("old", before, "new", after, "again", after));
  }

  private String code(VirtualMFADevice device, long away) {
    byte[] seed = Seed.of(device);
    return Totp.code(seed, Totp.step(cloud.clock().now()) + away);
  }

  private HttpResponse<String> putRoot(String keyId, String email, String password) {
    return putRoot(keyId, "test", email, password);
  }

  private HttpResponse<String> putRoot(String keyId, String secret, String email, String password) {
    String path = "/root-user";
    Map<String, String> fields = Map.of("email", email, "password", password);
    SdkHttpFullRequest request =
        SdkHttpFullRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(URI.create(browser.origin() + path))
            .putHeader("Content-Type", "application/x-www-form-urlencoded")
            .build();
    Map<String, String> headers = new HashMap<>();
    AwsV4HttpSigner.create()
        .sign(
            it ->
                it.identity(AwsBasicCredentials.create(keyId, secret))
                    .request(request)
                    .payload(ContentStreamProvider.fromUtf8String(Browser.form(fields)))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "signin")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1"))
        .request()
        .headers()
        .forEach((name, values) -> headers.put(name, values.getFirst()));
    headers.keySet().removeAll(Set.of("Host", "Content-Type", "Content-Length"));
    return browser.post(path, fields, headers);
  }
}
