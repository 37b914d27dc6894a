package dev.cloudjar.cloudtrail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.iam.IamRoom;
import dev.cloudjar.iam.Seed;
import dev.cloudjar.iam.device.Totp;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.Data;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.sts.StsRoom;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.Event;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttribute;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.VirtualMFADevice;
import software.amazon.awssdk.services.sts.StsClient;

/** Tries to sign in to the console, as the history has them. */
@CloudjarTest(
    rooms = {CloudTrailRoom.class, IamRoom.class, StsRoom.class},
    data = Data.DISK)
class SignInEventsTest {
  private static final Pattern TOKEN = Pattern.compile("name=\"token\" value=\"([^\"]+)\"");
  private static final Pattern COOKIE = Pattern.compile("(?i)\r\nset-cookie: ([^;]+);");

  private final CloudTrailClient trail;
  private final IamClient iam;
  private final TestCloud cloud;
  private final String userId;

  SignInEventsTest(CloudTrailClient trail, IamClient iam, TestCloud cloud) {
    this.trail = trail;
    this.iam = iam;
    this.cloud = cloud;
    cloud.clock().freeze();
    userId = iam.createUser(it -> it.userName("alice")).user().userId();
    iam.createLoginProfile(it -> it.userName("alice").password("Correct-Horse-1"));
  }

  @Test
  void a_success_is_recorded_as_aws_writes_it() {
    assertThat(signIn("alice", "Correct-Horse-1")).startsWith("HTTP/1.1 303 ");
    cloud.restart();
    Event event = only();
    assertThat(event.eventSource()).isEqualTo("signin.amazonaws.com");
    assertThat(event.username()).isEqualTo("alice");
    JsonNode record = JsonNode.parser().parse(event.cloudTrailEvent());
    assertThat(text(record, "userIdentity", "type")).isEqualTo("IAMUser");
    assertThat(text(record, "userIdentity", "principalId")).isEqualTo(userId);
    assertThat(text(record, "userIdentity", "arn"))
        .isEqualTo("arn:aws:iam::" + cloud.accountId() + ":user/alice");
    assertThat(text(record, "eventType")).isEqualTo("AwsConsoleSignIn");
    assertThat(text(record, "awsRegion")).isEqualTo("us-east-1");
    assertThat(text(record, "sourceIPAddress")).isEqualTo("127.0.0.1");
    assertThat(text(record, "userAgent")).isEqualTo("Mozilla/5.0 (test)");
    assertThat(text(record, "responseElements", "ConsoleLogin")).isEqualTo("Success");
    assertThat(text(record, "additionalEventData", "MFAUsed")).isEqualTo("No");
    assertThat(text(record, "additionalEventData", "MobileVersion")).isEqualTo("No");
    assertThat(text(record, "additionalEventData", "LoginTo"))
        .isEqualTo("http://signin.localhost:" + cloud.port() + "/");
    assertThat(record.field("requestParameters").orElseThrow().isNull()).isTrue();
    assertThat(record.field("readOnly").orElseThrow().asBoolean()).isFalse();
    assertThat(record.field("errorMessage")).isEmpty();
    assertThat(event.cloudTrailEvent()).doesNotContain("Correct-Horse");
  }

  @Test
  void a_failure_is_recorded_without_what_nobody_is_called() {
    assertThat(signIn("alice", "wrong")).startsWith("HTTP/1.1 403 ");
    JsonNode record = JsonNode.parser().parse(only().cloudTrailEvent());
    assertThat(text(record, "errorMessage")).isEqualTo("Failed authentication");
    assertThat(text(record, "responseElements", "ConsoleLogin")).isEqualTo("Failure");
    assertThat(text(record, "userIdentity", "userName")).isEqualTo("alice");
    assertThat(text(record, "userIdentity", "accessKeyId")).isEmpty();

    cloud.clock().advance(Duration.ofSeconds(1));
    signIn("My-Password-1", "x");
    Event event = lookup("ConsoleLogin").getFirst();
    assertThat(event.username()).isEqualTo("HIDDEN_DUE_TO_SECURITY_REASONS");
    assertThat(text(JsonNode.parser().parse(event.cloudTrailEvent()), "errorMessage"))
        .isEqualTo("No username found in supplied account");
    assertThat(event.cloudTrailEvent()).doesNotContain("My-Password-1");
  }

  @Test
  void with_a_device_the_password_is_one_event_and_the_code_another() {
    VirtualMFADevice device =
        iam.createVirtualMFADevice(it -> it.virtualMFADeviceName("phone")).virtualMFADevice();
    long step = Totp.step(cloud.clock().now());
    iam.enableMFADevice(
        it ->
            it.userName("alice")
                .serialNumber(device.serialNumber())
                .authenticationCode1(Totp.code(Seed.of(device), step - 1))
                .authenticationCode2(Totp.code(Seed.of(device), step)));

    assertThat(signIn("alice", "Correct-Horse-1")).startsWith("HTTP/1.1 303 ");

    assertThat(lookup("ConsoleLogin")).isEmpty();
    Event event = lookup("CheckMfa").getFirst();
    assertThat(event.username()).isEqualTo("alice");
    JsonNode record = JsonNode.parser().parse(event.cloudTrailEvent());
    assertThat(text(record, "eventType")).isEqualTo("AwsConsoleSignIn");
    assertThat(text(record, "responseElements", "CheckMfa")).isEqualTo("Success");
    assertThat(text(record, "additionalEventData", "MfaType")).isEqualTo("Virtual MFA");
    assertThat(text(record, "userIdentity", "userName")).isEqualTo("alice");
    assertThat(text(record, "userIdentity", "accessKeyId")).isEmpty();
  }

  @Test
  void a_token_for_the_console_and_its_use_are_recorded_as_the_sessions() {
    String role =
        iam.createRole(
                it ->
                    it.roleName("viewer")
                        .assumeRolePolicyDocument(
                            """
                            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"*"}}}"""))
            .role()
            .arn();
    iam.putUserPolicy(
        it ->
            it.userName("alice")
                .policyName("all")
                .policyDocument(
                    """
                    {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:*","Resource":"*"}}"""));
    var key = iam.createAccessKey(it -> it.userName("alice")).accessKey();
    var made =
        cloud
            .client(
                StsClient.class,
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey())))
            .assumeRole(it -> it.roleArn(role).roleSessionName("session"))
            .credentials();
    String session =
        URLEncoder.encode(
            """
            {"sessionId":"%s","sessionKey":"%s","sessionToken":"%s"}"""
                .formatted(made.accessKeyId(), made.secretAccessKey(), made.sessionToken()),
            StandardCharsets.UTF_8);
    String answer =
        send("GET /federation?Action=getSigninToken&Session=" + session + " HTTP/1.1\r\n", "");
    String token = group(Pattern.compile("\"SigninToken\":\"([^\"]+)\""), answer);
    send("GET /federation?Action=login&Destination=x&SigninToken=" + token + " HTTP/1.1\r\n", "");

    for (Event event : List.of(lookup("GetSigninToken").getFirst(), only())) {
      assertThat(event.username()).isEqualTo("session");
      JsonNode record = JsonNode.parser().parse(event.cloudTrailEvent());
      assertThat(text(record, "eventType")).isEqualTo("AwsConsoleSignIn");
      assertThat(text(record, "userIdentity", "type")).isEqualTo("AssumedRole");
      assertThat(text(record, "userIdentity", "sessionContext", "sessionIssuer", "arn"))
          .isEqualTo(role);
      assertThat(text(record, "responseElements", event.eventName())).isEqualTo("Success");
      assertThat(event.cloudTrailEvent()).doesNotContain(token, made.sessionToken());
    }
  }

  private Event only() {
    List<Event> events = lookup("ConsoleLogin");
    assertThat(events).hasSize(1);
    return events.getFirst();
  }

  private List<Event> lookup(String eventName) {
    return trail
        .lookupEvents(
            it ->
                it.lookupAttributes(
                    LookupAttribute.builder()
                        .attributeKey("EventName")
                        .attributeValue(eventName)
                        .build()))
        .events();
  }

  private static String text(JsonNode node, String... path) {
    JsonNode found = node;
    for (String name : path) {
      found = found.field(name).orElseThrow();
    }
    return found.text();
  }

  private String signIn(String userName, String password) {
    String page = send("GET / HTTP/1.1\r\n", "");
    return send(
        "POST / HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nCookie: "
            + group(COOKIE, page)
            + "\r\n",
        "account="
            + cloud.accountId()
            + "&username="
            + userName
            + "&password="
            + password
            + "&token="
            + group(TOKEN, page));
  }

  private static String group(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.find()).as(pattern.toString()).isTrue();
    return matcher.group(1);
  }

  private String send(String head, String body) {
    String request =
        head
            + "Host: signin.localhost:"
            + cloud.port()
            + "\r\nUser-Agent: Mozilla/5.0 (test)\r\nConnection: close\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), cloud.port())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
