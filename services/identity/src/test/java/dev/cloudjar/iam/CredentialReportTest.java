package dev.cloudjar.iam;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.iam.model.ReportStateType;
import software.amazon.awssdk.services.iam.model.StatusType;

@CloudjarTest(rooms = IamRoom.class)
class CredentialReportTest {
  private final IamClient iam;
  private final TestCloud cloud;

  CredentialReportTest(IamClient iam, TestCloud cloud) {
    this.iam = iam;
    this.cloud = cloud;
    cloud.clock().freeze();
  }

  @Test
  void a_report_is_written_while_its_asker_waits_and_is_good_for_four_hours() {
    refused(iam::getCredentialReport).withCode("ReportNotPresent").withStatus(410);
    var started = iam.generateCredentialReport();
    assertThat(started.state()).isEqualTo(ReportStateType.STARTED);
    assertThat(started.description())
        .isEqualTo("No report exists. Starting a new report generation task");
    assertThat(iam.generateCredentialReport().state()).isEqualTo(ReportStateType.INPROGRESS);
    refused(iam::getCredentialReport).withCode("ReportInProgress").withStatus(404);

    cloud.clock().advance(Duration.ofSeconds(5));

    assertThat(iam.generateCredentialReport().state()).isEqualTo(ReportStateType.COMPLETE);
    var first = iam.getCredentialReport();
    assertThat(first.reportFormatAsString()).isEqualTo("text/csv");
    iam.createUser(it -> it.userName("late"));
    cloud.clock().advance(Duration.ofHours(4).minusSeconds(5));
    assertThat(iam.generateCredentialReport().state()).isEqualTo(ReportStateType.COMPLETE);
    assertThat(iam.getCredentialReport().content()).isEqualTo(first.content());

    cloud.clock().advance(Duration.ofSeconds(10));
    refused(iam::getCredentialReport).withCode("ReportExpired").withStatus(410);
    assertThat(iam.generateCredentialReport().state()).isEqualTo(ReportStateType.STARTED);
    assertThat(report().keySet()).contains("late");
  }

  @Test
  void columns_are_those_of_aws_and_the_root_stands_first() {
    iam.createUser(it -> it.userName("bob"));
    iam.createUser(it -> it.userName("Alice").path("/x/"));
    iam.generateCredentialReport();
    cloud.clock().advance(Duration.ofSeconds(5));
    List<String> lines = iam.getCredentialReport().content().asUtf8String().lines().toList();
    assertThat(lines.getFirst())
        .isEqualTo(
            "user,arn,user_creation_time,password_enabled,password_last_used,"
                + "password_last_changed,password_next_rotation,mfa_active,access_key_1_active,"
                + "access_key_1_last_rotated,access_key_1_last_used_date,"
                + "access_key_1_last_used_region,access_key_1_last_used_service,"
                + "access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,"
                + "access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,"
                + "cert_1_last_rotated,cert_2_active,cert_2_last_rotated");
    assertThat(lines.get(1))
        .startsWith("<root_account>,arn:aws:iam::" + cloud.accountId() + ":root,")
        .contains(",not_supported,no_information,not_supported,not_supported,false,false,N/A,");
    assertThat(lines.get(2))
        .isEqualTo(
            "Alice,arn:aws:iam::"
                + cloud.accountId()
                + ":user/x/Alice,"
                + seconds(iam.getUser(it -> it.userName("Alice")).user().createDate())
                + ",false,N/A,N/A,N/A,false,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A"
                + ",false,N/A");
    assertThat(lines.get(3)).startsWith("bob,");
    assertThat(lines).hasSize(4);
  }

  @Test
  void what_users_have_and_when_they_used_it_is_in_the_report() {
    iam.updateAccountPasswordPolicy(it -> it.minimumPasswordLength(8).maxPasswordAge(30));
    iam.createUser(it -> it.userName("alice"));
    iam.createLoginProfile(it -> it.userName("alice").password("Correct-Horse-1"));
    Instant passwordSet = cloud.clock().now();
    cloud.clock().advance(Duration.ofDays(1));
    AccessKey one = iam.createAccessKey(it -> it.userName("alice")).accessKey();
    AccessKey other = iam.createAccessKey(it -> it.userName("alice")).accessKey();
    AccessKey used = one.accessKeyId().compareTo(other.accessKeyId()) < 0 ? one : other;
    AccessKey unused = used.equals(one) ? other : one;
    iam.updateAccessKey(
        it -> it.userName("alice").accessKeyId(unused.accessKeyId()).status(StatusType.INACTIVE));
    var certificate =
        Certificates.selfSigned("alice", cloud.clock().now(), cloud.clock().now().plusSeconds(9));
    iam.uploadSigningCertificate(
        it -> it.userName("alice").certificateBody(certificate.certificate()));
    refused(() -> as(used).listUsers()).withCode("AccessDenied");
    Map<String, String> row = Objects.requireNonNull(report().get("alice"));
    assertThat(row)
        .containsEntry("password_enabled", "true")
        .containsEntry("password_last_used", "no_information")
        .containsEntry("password_last_changed", seconds(passwordSet))
        .containsEntry("password_next_rotation", seconds(passwordSet.plus(Duration.ofDays(30))))
        .containsEntry("access_key_1_active", "true")
        .containsEntry("access_key_1_last_rotated", seconds(used.createDate()))
        .containsEntry("access_key_1_last_used_date", seconds(used.createDate()))
        .containsEntry("access_key_1_last_used_region", "us-east-1")
        .containsEntry("access_key_1_last_used_service", "iam")
        .containsEntry("access_key_2_active", "false")
        .containsEntry("access_key_2_last_rotated", seconds(unused.createDate()))
        .containsEntry("access_key_2_last_used_date", "N/A")
        .containsEntry("cert_1_active", "true")
        .containsEntry("cert_2_active", "false");
  }

  private Map<String, Map<String, String>> report() {
    iam.generateCredentialReport();
    cloud.clock().advance(Duration.ofSeconds(5));
    List<List<String>> rows = new ArrayList<>();
    iam.getCredentialReport()
        .content()
        .asUtf8String()
        .lines()
        .forEach(line -> rows.add(List.of(line.split(",", -1))));
    Map<String, Map<String, String>> byUser = new HashMap<>();
    for (List<String> row : rows.subList(1, rows.size())) {
      Map<String, String> fields = new HashMap<>();
      for (int i = 0; i < row.size(); i++) {
        fields.put(rows.getFirst().get(i), row.get(i));
      }
      byUser.put(row.getFirst(), fields);
    }
    return byUser;
  }

  private IamClient as(AccessKey key) {
    return cloud.client(
        IamClient.class,
        StaticCredentialsProvider.create(
            AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey())));
  }

  private static String seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
