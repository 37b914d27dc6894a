package dev.cloudjar.iam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.Data;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.sts.StsRoom;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.JobStatusType;
import software.amazon.awssdk.services.sts.StsClient;

/** Everything is in the store. */
@CloudjarTest(
    rooms = {IamRoom.class, StsRoom.class},
    data = Data.DISK)
class RestartTest {

  @Test
  void users_keys_groups_roles_and_policies_are_there_after_a_restart(
      IamClient iam, TestCloud cloud) {
    iam.createUser(it -> it.userName("alice").tags(Policies.tag("k", "v")));
    iam.createGroup(it -> it.groupName("g"));
    iam.addUserToGroup(it -> it.groupName("g").userName("alice"));
    iam.createRole(it -> it.roleName("r").assumeRolePolicyDocument(Policies.TRUST_EC2));
    String arn =
        iam.createPolicy(it -> it.policyName("p").policyDocument(Policies.ALLOW_LIST))
            .policy()
            .arn();
    iam.attachRolePolicy(it -> it.roleName("r").policyArn(arn));
    iam.putGroupPolicy(it -> it.groupName("g").policyName("i").policyDocument(Policies.ALLOW_LIST));
    var key = iam.createAccessKey(it -> it.userName("alice")).accessKey();
    var now = cloud.clock().now();
    var web = Certificates.selfSigned("web", now.minusSeconds(60), now.plusSeconds(3600));
    iam.uploadServerCertificate(
        it ->
            it.serverCertificateName("web")
                .certificateBody(web.certificate())
                .privateKey(web.key()));
    String report = iam.generateServiceLastAccessedDetails(it -> it.arn(arn)).jobId();
    iam.generateCredentialReport();

    cloud.restart();
    cloud.clock().advance(Duration.ofSeconds(5));

    assertThat(iam.listServerCertificates().serverCertificateMetadataList()).hasSize(1);
    assertThat(iam.getCredentialReport().content().asUtf8String()).contains("alice");
    assertThat(iam.getServiceLastAccessedDetails(it -> it.jobId(report)).jobStatus())
        .isEqualTo(JobStatusType.COMPLETED);

    assertThat(iam.getUser(it -> it.userName("alice")).user().tags()).hasSize(1);
    assertThat(iam.getGroup(it -> it.groupName("g")).users()).hasSize(1);
    assertThat(iam.listGroupPolicies(it -> it.groupName("g")).policyNames()).containsExactly("i");
    assertThat(iam.listAttachedRolePolicies(it -> it.roleName("r")).attachedPolicies()).hasSize(1);
    assertThat(iam.getPolicy(it -> it.policyArn(arn)).policy().attachmentCount()).isEqualTo(1);
    StsClient sts =
        cloud.client(
            StsClient.class,
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey())));
    assertThat(sts.getCallerIdentity().arn()).endsWith(":user/alice");
  }
}
