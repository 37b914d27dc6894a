package dev.cloudjar.s3;

import static dev.cloudjar.s3.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cloudjar.iam.IamRoom;
import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.kms.KmsRoom;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** What callers of S3 need of KMS. */
@CloudjarTest(rooms = {S3Room.class, KmsRoom.class, IamRoom.class})
class KeyPermissionTest {
  private final TestCloud cloud;
  private final S3Client s3;
  private final KmsClient kms;
  private final IamClient iam;
  private final String bucket;
  private final String key;
  private final S3Client alice;
  private final KmsClient direct;

  KeyPermissionTest(TestCloud cloud, S3Client s3, KmsClient kms, IamClient iam) {
    this.cloud = cloud;
    this.s3 = s3;
    this.kms = kms;
    this.iam = iam;
    this.bucket = cloud.unique("leave");
    this.key = kms.createKey().keyMetadata().arn();
    iam.createUser(it -> it.userName("alice"));
    var made = iam.createAccessKey(it -> it.userName("alice")).accessKey();
    var credentials =
        StaticCredentialsProvider.create(
            AwsBasicCredentials.create(made.accessKeyId(), made.secretAccessKey()));
    this.alice = cloud.client(S3Client.class, credentials);
    this.direct = cloud.client(KmsClient.class, credentials);
  }

  @BeforeEach
  void create() {
    s3.createBucket(it -> it.bucket(bucket));
  }

  private static String statement(String effect, String actions, String condition) {
    return """
        {"Effect": "%s", "Action": %s, "Resource": "*"%s}"""
        .formatted(
            effect,
            List.of(actions.split(" ", -1)).stream()
                .collect(Collectors.joining("\", \"", "[\"", "\"]")),
            condition.isEmpty() ? "" : ", \"Condition\": " + condition);
  }

  private void permit(String... statements) {
    iam.putUserPolicy(
        it ->
            it.userName("alice")
                .policyName("p")
                .policyDocument(
                    "{\"Version\": \"2012-10-17\", \"Statement\": ["
                        + String.join(",", statements)
                        + "]}"));
  }

  private void put(S3Client client, String name, Consumer<PutObjectRequest.Builder> settings) {
    PutObjectRequest.Builder request =
        PutObjectRequest.builder()
            .bucket(bucket)
            .key(name)
            .serverSideEncryption(ServerSideEncryption.AWS_KMS)
            .ssekmsKeyId(key);
    settings.accept(request);
    client.putObject(request.build(), RequestBody.fromString("text"));
  }

  private String read(S3Client client, String name) {
    return client.getObjectAsBytes(it -> it.bucket(bucket).key(name)).asUtf8String();
  }

  private void denied(ThrowingCallable call, String action) {
    assertRefused(call, 403, "AccessDenied", "is not authorized to perform: " + action);
  }

  @Test
  @Behaviour("S3-SSE-02")
  void readersMayDecryptAndWritersMayMakeDataKeys() {
    permit(statement("Allow", "s3:*", ""));
    put(s3, "key", it -> {});
    denied(() -> put(alice, "key", it -> {}), "kms:GenerateDataKey");
    denied(() -> read(alice, "key"), "kms:Decrypt");
    alice.headObject(it -> it.bucket(bucket).key("key"));
    assertThat(
            catchThrowableOfType(
                    S3Exception.class,
                    () ->
                        alice.headObject(
                            it -> it.bucket(bucket).key("key").checksumMode(ChecksumMode.ENABLED)))
                .statusCode())
        .isEqualTo(403);
    permit(statement("Allow", "s3:* kms:GenerateDataKey", ""));
    put(alice, "key", it -> {});
    denied(() -> read(alice, "key"), "kms:Decrypt");
    permit(statement("Allow", "s3:* kms:Decrypt", ""));
    assertThat(read(alice, "key")).isEqualTo("text");
    denied(() -> put(alice, "key", it -> {}), "kms:GenerateDataKey");
    denied(
        () ->
            alice.copyObject(
                it ->
                    it.sourceBucket(bucket)
                        .sourceKey("key")
                        .destinationBucket(bucket)
                        .destinationKey("copy")
                        .serverSideEncryption(ServerSideEncryption.AWS_KMS)
                        .ssekmsKeyId(key)),
        "kms:GenerateDataKey");
    permit(statement("Allow", "kms:*", ""));
    assertRefused(() -> read(alice, "key"), 403, "AccessDenied", "s3:GetObject");
  }

  @Test
  @Behaviour("S3-SSE-02")
  void aPolicyMayLetTheKeyBeUsedThroughS3Alone() {
    permit(
        statement("Allow", "s3:*", ""),
        statement(
            "Allow",
            "kms:*",
            "{\"StringEquals\": {\"kms:ViaService\": \"s3.us-east-1.amazonaws.com\"}}"));
    put(alice, "key", it -> {});
    assertThat(read(alice, "key")).isEqualTo("text");
    assertThatThrownBy(() -> direct.generateDataKey(it -> it.keyId(key).keySpec("AES_256")))
        .hasMessageContaining("kms:GenerateDataKey");
  }

  @Test
  @Behaviour("S3-SSE-02")
  void aPolicyMayBeAboutTheObjectThatAKeyIsFor() {
    permit(
        statement("Allow", "s3:* kms:GenerateDataKey", ""),
        statement(
            "Allow",
            "kms:Decrypt",
            "{\"StringLike\": {\"kms:EncryptionContext:aws:s3:arn\": \"arn:aws:s3:::%s/open/*\"}}"
                .formatted(bucket)));
    put(alice, "open/key", it -> {});
    put(alice, "shut/key", it -> {});
    assertThat(read(alice, "open/key")).isEqualTo("text");
    denied(() -> read(alice, "shut/key"), "kms:Decrypt");
    put(alice, "open/shared", it -> it.bucketKeyEnabled(true));
    cloud.clock().advance(BucketKeys.LIFETIME);
    denied(() -> read(alice, "open/shared"), "kms:Decrypt");
    permit(
        statement("Allow", "s3:*", ""),
        statement(
            "Allow",
            "kms:Decrypt",
            "{\"StringEquals\": {\"kms:EncryptionContext:aws:s3:arn\": \"arn:aws:s3:::%s\"}}"
                .formatted(bucket)));
    assertThat(read(alice, "open/shared")).isEqualTo("text");
    denied(() -> read(alice, "open/key"), "kms:Decrypt");
  }

  @Test
  @Behaviour("S3-SSE-02")
  void aPolicyMayBeAboutWhatTheWriterAddsToTheContext() {
    permit(
        statement("Allow", "s3:*", ""),
        statement(
            "Allow",
            "kms:GenerateDataKey kms:Decrypt",
            "{\"StringEquals\": {\"kms:EncryptionContext:team\": \"red\"}}"));
    denied(() -> put(alice, "key", it -> {}), "kms:GenerateDataKey");
    denied(() -> put(alice, "key", context("{\"team\": \"blue\"}")), "kms:GenerateDataKey");
    put(alice, "key", context("{\"team\": \"red\"}"));
    assertThat(read(alice, "key")).isEqualTo("text");
  }

  private static Consumer<PutObjectRequest.Builder> context(String json) {
    return it ->
        it.ssekmsEncryptionContext(
            Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  @Behaviour({"S3-SSE-02", "S3-ACCESS-02"})
  void aBucketMayWantOneKey() {
    permit(statement("Allow", "s3:* kms:*", ""));
    String other = kms.createKey().keyMetadata().arn();
    s3.putBucketPolicy(
        it ->
            it.bucket(bucket)
                .policy(
                    """
                    {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": "*",
                     "Action": "s3:PutObject", "Resource": "arn:aws:s3:::%s/*",
                     "Condition": {"ArnNotEqualsIfExists":
                      {"s3:x-amz-server-side-encryption-aws-kms-key-id": "%s"}}}}"""
                        .formatted(bucket, key)));
    put(alice, "key", it -> {});
    assertThat(
            catchThrowableOfType(
                    S3Exception.class, () -> put(alice, "key", it -> it.ssekmsKeyId(other)))
                .statusCode())
        .isEqualTo(403);
  }

  @Test
  @Behaviour("S3-SSE-02")
  void anotherAccountNeedsTheKeysLeaveToo() {
    String theirs = cloud.newAccountId();
    S3Client stranger = cloud.client(S3Client.class, cloud.credentialsOf(theirs));
    s3.putBucketPolicy(
        it ->
            it.bucket(bucket)
                .policy(
                    """
                    {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                     "Principal": {"AWS": "%s"}, "Action": "s3:GetObject",
                     "Resource": "arn:aws:s3:::%s/*"}}"""
                        .formatted(theirs, bucket)));
    put(s3, "key", it -> {});
    put(s3, "own", it -> it.ssekmsKeyId(null));
    denied(() -> read(stranger, "key"), "kms:Decrypt");
    denied(() -> read(stranger, "own"), "kms:Decrypt");
    kms.putKeyPolicy(
        it ->
            it.keyId(key)
                .policy(
                    """
                    {"Version": "2012-10-17", "Statement": [
                     {"Effect": "Allow", "Principal": {"AWS": "%s"}, "Action": "kms:*",
                      "Resource": "*"},
                     {"Effect": "Allow", "Principal": {"AWS": "%s"}, "Action": "kms:Decrypt",
                      "Resource": "*"}]}"""
                        .formatted(cloud.accountId(), theirs)));
    assertThat(read(stranger, "key")).isEqualTo("text");
  }
}
