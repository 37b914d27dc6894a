package dev.cloudjar.conformance.access;

import static dev.cloudjar.conformance.access.Refusals.denied;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Each kind of condition, by requests that meet it and others that don't. Moves the clock. */
@CloudjarTest(shared = false)
@Behaviour("IAM-POLICY-07")
class ConditionsTest {
  private final TestCloud cloud;
  private final Users users;
  private final Agreement agreement;
  private final String bucket;
  private final AwsCredentialsProvider credentials;
  private final S3Client s3;
  private final SqsClient sqs;

  ConditionsTest(TestCloud cloud, S3Client owner) {
    this.cloud = cloud;
    this.users = new Users(cloud, cloud.accountId());
    this.agreement = Agreement.watch(cloud);
    this.bucket = cloud.unique("conditions");
    owner.createBucket(it -> it.bucket(bucket));
    this.credentials = users.create("alice");
    this.s3 = cloud.clientOverSocket(S3Client.class, credentials);
    this.sqs = cloud.clientOverSocket(SqsClient.class, credentials);
  }

  @AfterEach
  void everything_is_simulated_as_it_was_met() {
    agreement.assertHolds();
  }

  private void allowIf(String condition) {
    users.permit(
        "alice",
        "policy",
        """
        {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["s3:ListBucket","sqs:ListQueues"],
         "Resource":"*","Condition":{%s}}}"""
            .formatted(condition.replace("ACCOUNT", cloud.accountId())));
  }

  private void list(String prefix, int most) {
    s3.listObjectsV2(it -> it.bucket(bucket).prefix(prefix).maxKeys(most));
  }

  @Test
  void texts_and_numbers_of_the_request() {
    allowIf(
        """
        "StringLike":{"s3:prefix":["home/${aws:username}/*","public/*"]},"NumericLessThanEquals":{"s3:max-keys":"10"}""");
    list("home/alice/a", 10);
    list("public/", 1);
    denied(() -> list("home/bob/a", 10));
    denied(() -> list("home/alice/a", 11));
    denied(() -> s3.listObjectsV2(it -> it.bucket(bucket).prefix("public/")));
  }

  @Test
  void keys_that_are_not_there() {
    allowIf("\"StringEquals\":{\"s3:prefix\":\"a\"}");
    denied(() -> s3.listObjectsV2(it -> it.bucket(bucket)));
    allowIf("\"StringEqualsIfExists\":{\"s3:prefix\":\"a\"}");
    s3.listObjectsV2(it -> it.bucket(bucket));
    denied(() -> list("b", 1));
    allowIf("\"Null\":{\"s3:delimiter\":\"false\"}");
    denied(() -> list("a", 1));
    s3.listObjectsV2(it -> it.bucket(bucket).delimiter("/"));
  }

  @Test
  void dates_go_by_the_clock_of_the_cloud() {
    Instant until = cloud.clock().now().plus(Duration.ofDays(1));
    allowIf("\"DateLessThan\":{\"aws:CurrentTime\":\"" + until + "\"}");
    assertThat(sqs.listQueues().queueUrls()).isEmpty();
    cloud.clock().advance(Duration.ofDays(2));
    denied(sqs::listQueues);
    allowIf("\"DateGreaterThan\":{\"aws:CurrentTime\":\"" + until + "\"}");
    assertThat(sqs.listQueues().queueUrls()).isEmpty();
  }

  @Test
  void services_that_the_call_came_through() {
    String key = cloud.client(KmsClient.class).createKey().keyMetadata().keyId();
    KmsClient kms = cloud.client(KmsClient.class, credentials);
    // Keys of KMS are for secure connections only, as those within the process are.
    S3Client secure = cloud.client(S3Client.class, credentials);
    Runnable directly = () -> kms.generateDataKey(it -> it.keyId(key).keySpec(DataKeySpec.AES_256));
    Runnable throughS3 =
        () ->
            secure.putObject(
                it ->
                    it.bucket(bucket)
                        .key("key")
                        .serverSideEncryption(ServerSideEncryption.AWS_KMS)
                        .ssekmsKeyId(key),
                RequestBody.fromString("text"));
    users.permit("alice", "writes", Users.allow("s3:PutObject", "*"));

    allowKeysIf("\"ForAnyValue:StringEquals\":{\"aws:CalledVia\":\"s3.amazonaws.com\"}");
    throughS3.run();
    Refusals.refused(directly::run, "AccessDeniedException", 400);
    allowKeysIf("\"StringEquals\":{\"aws:CalledViaLast\":\"s3.amazonaws.com\"}");
    throughS3.run();
    allowKeysIf("\"Bool\":{\"aws:ViaAWSService\":\"false\"}");
    denied(throughS3::run);
    directly.run();
  }

  private void allowKeysIf(String condition) {
    users.permit(
        "alice",
        "keys",
        """
        {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"kms:GenerateDataKey",
         "Resource":"*","Condition":{%s}}}"""
            .formatted(condition));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "'\"IpAddress\":{\"aws:SourceIp\":\"127.0.0.0/8\"}'",
        "'\"NotIpAddress\":{\"aws:SourceIp\":[\"10.0.0.0/8\",\"203.0.113.7\"]}'",
        "'\"Bool\":{\"aws:SecureTransport\":\"false\"}'",
        "'\"ArnLike\":{\"aws:PrincipalArn\":\"arn:aws:iam::ACCOUNT:user/a*\"}'",
        "'\"ArnNotEquals\":{\"aws:PrincipalArn\":\"arn:aws:iam::ACCOUNT:user/bob\"}'",
        "'\"StringEquals\":{\"aws:username\":\"alice\",\"aws:PrincipalAccount\":\"ACCOUNT\"}'",
        "'\"StringNotEquals\":{\"aws:username\":[\"bob\",\"carol\"]}'",
        "'\"StringEqualsIgnoreCase\":{\"aws:username\":\"ALICE\"}'",
        "'\"Bool\":{\"aws:SecureTransport\":\"false\"},\"StringLike\":{\"aws:userid\":\"AIDA*\"}'",
        "'\"Null\":{\"aws:TokenIssueTime\":\"true\"}'"
      })
  void hold(String condition) {
    allowIf(condition);
    assertThat(sqs.listQueues().queueUrls()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "'\"IpAddress\":{\"aws:SourceIp\":\"203.0.113.0/24\"}'",
        "'\"NotIpAddress\":{\"aws:SourceIp\":\"127.0.0.1/32\"}'",
        "'\"Bool\":{\"aws:SecureTransport\":\"true\"}'",
        "'\"ArnLike\":{\"aws:PrincipalArn\":\"arn:aws:iam::ACCOUNT:role/*\"}'",
        "'\"StringEquals\":{\"aws:username\":\"alice\",\"aws:PrincipalAccount\":\"1\"}'",
        "'\"StringNotEquals\":{\"aws:username\":[\"bob\",\"alice\"]}'",
        "'\"Bool\":{\"aws:SecureTransport\":\"true\"},\"StringLike\":{\"aws:userid\":\"AIDA*\"}'",
        "'\"Null\":{\"aws:TokenIssueTime\":\"false\"}'",
        "'\"Bool\":{\"aws:MultiFactorAuthPresent\":\"true\"}'"
      })
  void do_not_hold(String condition) {
    allowIf(condition);
    denied(sqs::listQueues);
  }
}
