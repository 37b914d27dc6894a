package dev.cloudjar.cloudtrail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloudjar.iam.IamRoom;
import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.kms.KmsRoom;
import dev.cloudjar.s3.S3Room;
import dev.cloudjar.sqs.SqsRoom;
import dev.cloudjar.sts.StsRoom;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttribute;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.sts.StsClient;

/** Calls on what is another account's. */
@CloudjarTest(
    rooms = {
      CloudTrailRoom.class,
      IamRoom.class,
      KmsRoom.class,
      S3Room.class,
      SqsRoom.class,
      StsRoom.class
    })
@Behaviour("CLOUDTRAIL-01")
class SharedEventTest {
  private static final SdkBytes TEXT = SdkBytes.fromUtf8String("text");

  private final TestCloud cloud;
  private final String owner;

  SharedEventTest(TestCloud cloud) {
    this.cloud = cloud;
    this.owner = cloud.newAccountId();
    cloud.clock().freeze();
  }

  private <C> C ofOwner(Class<C> client) {
    return cloud.client(client, cloud.credentialsOf(owner));
  }

  @Test
  void both_accounts_hear_of_the_use_of_a_key() {
    String key =
        ofOwner(KmsClient.class)
            .createKey(
                it ->
                    it.policy(
                        """
                        {"Version": "2012-10-17", "Statement": [
                          {"Effect": "Allow", "Principal": {"AWS": "OWNER"}, "Action": "kms:*",
                           "Resource": "*"},
                          {"Effect": "Allow", "Principal": {"AWS": "CALLER"},
                           "Action": "kms:Encrypt", "Resource": "*"}]}"""
                            .replace("OWNER", owner)
                            .replace("CALLER", cloud.accountId())))
            .keyMetadata()
            .arn();
    KmsClient caller = cloud.client(KmsClient.class);
    caller.encrypt(it -> it.keyId(key).plaintext(TEXT));
    assertThatThrownBy(() -> caller.decrypt(it -> it.keyId(key).ciphertextBlob(TEXT)))
        .isInstanceOf(KmsException.class);
    assertThatThrownBy(() -> caller.disableKey(it -> it.keyId(key)))
        .isInstanceOf(KmsException.class);

    JsonNode own = only(cloud.accountId(), "Encrypt");
    JsonNode owners = only(owner, "Encrypt");
    assertThat(text(own, "userIdentity", "type")).isEqualTo("Root");
    assertThat(text(owners, "userIdentity", "type")).isEqualTo("AWSAccount");
    assertThat(text(owners, "userIdentity", "accountId")).isEqualTo(cloud.accountId());
    assertThat(owners.field("userIdentity").orElseThrow().field("arn")).isEmpty();
    assertThat(text(own, "recipientAccountId")).isEqualTo(cloud.accountId());
    assertThat(text(owners, "recipientAccountId")).isEqualTo(owner);
    assertThat(text(own, "sharedEventID"))
        .isEqualTo(text(owners, "sharedEventID"))
        .matches("[0-9a-f-]{36}");
    assertThat(text(own, "eventID")).isNotEqualTo(text(owners, "eventID"));
    assertThat(text(own, "requestID")).isEqualTo(text(owners, "requestID"));
    assertThat(found(cloud.accountId(), "DisableKey")).hasSize(1);
    assertThat(found(owner, "DisableKey")).as("what was refused").isEmpty();
    assertThat(only(owner, "CreateKey").field("sharedEventID")).isEmpty();
  }

  @Test
  void both_accounts_hear_of_who_assumes_a_role() {
    String role =
        ofOwner(IamClient.class)
            .createRole(
                it ->
                    it.roleName("open")
                        .assumeRolePolicyDocument(
                            """
                            {"Version": "2012-10-17", "Statement": {
                              "Effect": "Allow", "Principal": {"AWS": "%s"},
                              "Action": "sts:AssumeRole"}}"""
                                .formatted(cloud.accountId())))
            .role()
            .arn();
    IamClient iam = cloud.client(IamClient.class);
    String userId = iam.createUser(it -> it.userName("alice")).user().userId();
    iam.putUserPolicy(
        it ->
            it.userName("alice")
                .policyName("all")
                .policyDocument(
                    """
                    {"Version": "2012-10-17",
                     "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"""));
    var key = iam.createAccessKey(it -> it.userName("alice")).accessKey();
    cloud
        .client(
            StsClient.class,
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey())))
        .assumeRole(it -> it.roleArn(role).roleSessionName("session"));

    JsonNode own = only(cloud.accountId(), "AssumeRole");
    JsonNode owners = only(owner, "AssumeRole");
    assertThat(text(own, "userIdentity", "userName")).isEqualTo("alice");
    assertThat(text(owners, "userIdentity", "principalId")).isEqualTo(userId);
    assertThat(text(owners, "requestParameters", "roleArn")).isEqualTo(role);
    assertThat(text(own, "sharedEventID")).isEqualTo(text(owners, "sharedEventID"));
  }

  @Test
  void whoever_comes_with_no_proof_is_recorded_with_the_role() {
    StsClient nobody = cloud.client(StsClient.class, AnonymousCredentialsProvider.create());
    assertThatThrownBy(
            () ->
                nobody.assumeRoleWithWebIdentity(
                    it ->
                        it.roleArn("arn:aws:iam::" + owner + ":role/any")
                            .roleSessionName("session")
                            .webIdentityToken("nonsense")))
        .isInstanceOf(AwsServiceException.class);
    JsonNode event = only(owner, "AssumeRoleWithWebIdentity");
    assertThat(text(event, "userIdentity", "type")).isEqualTo("WebIdentityUser");
    assertThat(text(event, "errorCode")).isEqualTo("InvalidIdentityToken");
  }

  private JsonNode only(String accountId, String eventName) {
    List<JsonNode> found = found(accountId, eventName);
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private List<JsonNode> found(String accountId, String eventName) {
    return cloud
        .client(CloudTrailClient.class, cloud.credentialsOf(accountId))
        .lookupEvents(
            it ->
                it.lookupAttributes(
                    LookupAttribute.builder()
                        .attributeKey("EventName")
                        .attributeValue(eventName)
                        .build()))
        .events()
        .stream()
        .map(it -> JsonNode.parser().parse(it.cloudTrailEvent()))
        .toList();
  }

  private static String text(JsonNode node, String... path) {
    JsonNode found = node;
    for (String name : path) {
      found = found.field(name).orElseThrow();
    }
    return found.text();
  }
}
