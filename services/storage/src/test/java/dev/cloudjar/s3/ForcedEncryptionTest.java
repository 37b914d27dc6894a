package dev.cloudjar.s3;

import static dev.cloudjar.s3.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.OverSocket;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.kms.KmsRoom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;

/** How a bucket has all that is written to it encrypted: by its policy, or by itself. */
@CloudjarTest(rooms = {S3Room.class, KmsRoom.class})
class ForcedEncryptionTest {
  private static final ServerSideEncryption KMS = ServerSideEncryption.AWS_KMS;

  private final Clients clients;
  private final S3Client http;
  private final S3Client https;
  private final String bucket;
  private final String key;

  ForcedEncryptionTest(@OverSocket S3Client http, KmsClient kms, TestCloud cloud) {
    this.clients = new Clients(cloud);
    this.http = http;
    this.https = clients.makeSecure();
    this.bucket = cloud.unique("forced");
    this.key = kms.createKey().keyMetadata().arn();
  }

  @BeforeEach
  void create() {
    http.createBucket(it -> it.bucket(bucket));
    byDefault(ServerSideEncryption.AES256, "NONE");
  }

  @AfterEach
  void close() {
    clients.close();
  }

  /** The ways in which a writer may ask for encryption. */
  private enum Variant {
    NONE,
    AES256,
    KMS_BY_DEFAULT,
    KMS_BY_KEY,
    CUSTOMER
  }

  private void byDefault(ServerSideEncryption algorithm, String blocked) {
    ServerSideEncryptionRule rule =
        ServerSideEncryptionRule.builder()
            .applyServerSideEncryptionByDefault(
                it -> it.sseAlgorithm(algorithm).kmsMasterKeyID(algorithm == KMS ? key : null))
            .blockedEncryptionTypes(it -> it.encryptionTypeWithStrings(blocked))
            .build();
    https.putBucketEncryption(
        it -> it.bucket(bucket).serverSideEncryptionConfiguration(c -> c.rules(rule)));
  }

  private void policy(String statements) {
    https.putBucketPolicy(
        it ->
            it.bucket(bucket)
                .policy(
                    "{\"Version\": \"2012-10-17\", \"Statement\": ["
                        + statements.replace("BUCKET", bucket)
                        + "]}"));
  }

  private PutObjectResponse put(S3Client client, Variant variant) {
    byte[] secret = new byte[32];
    Arrays.fill(secret, (byte) 7);
    Consumer<PutObjectRequest.Builder> settings =
        switch (variant) {
          case NONE -> it -> {};
          case AES256 -> it -> it.serverSideEncryption(ServerSideEncryption.AES256);
          case KMS_BY_DEFAULT -> it -> it.serverSideEncryption(KMS);
          case KMS_BY_KEY -> it -> it.serverSideEncryption(KMS).ssekmsKeyId(key);
          case CUSTOMER ->
              it ->
                  it.sseCustomerAlgorithm("AES256")
                      .sseCustomerKey(Base64.getEncoder().encodeToString(secret))
                      .sseCustomerKeyMD5(Base64.getEncoder().encodeToString(Md5.of(secret)));
        };
    return client.putObject(
        it -> settings.accept(it.bucket(bucket).key(variant.name())),
        RequestBody.fromString("text"));
  }

  private void assertDenied(S3Client client, Variant variant) {
    assertRefused(
        () -> put(client, variant),
        403,
        "AccessDenied",
        "explicit deny in a resource-based policy");
  }

  private void assertNeedsTls(Variant variant, String code) {
    assertRefused(() -> put(http, variant), 400, code, "must be made over a secure connection.");
  }

  private long count() {
    return https.listObjectsV2(it -> it.bucket(bucket)).keyCount();
  }

  @Test
  @Behaviour({"SC-FORCE-ENC", "S3-SSE-02", "S3-SSE-06"})
  void eachVariantTakesTheConnectionThatItNeeds() {
    for (S3Client client : List.of(http, https)) {
      assertThat(put(client, Variant.NONE).serverSideEncryption())
          .isEqualTo(ServerSideEncryption.AES256);
      assertThat(put(client, Variant.AES256).serverSideEncryption())
          .isEqualTo(ServerSideEncryption.AES256);
    }
    assertNeedsTls(Variant.KMS_BY_DEFAULT, "InvalidArgument");
    assertNeedsTls(Variant.KMS_BY_KEY, "InvalidArgument");
    assertRefused(() -> put(http, Variant.CUSTOMER), 400, "InvalidRequest");
    assertThat(count()).isEqualTo(2);
    assertThat(put(https, Variant.KMS_BY_DEFAULT).ssekmsKeyId()).isNotEqualTo(key);
    assertThat(put(https, Variant.KMS_BY_KEY).ssekmsKeyId()).isEqualTo(key);
    assertThat(put(https, Variant.CUSTOMER).sseCustomerAlgorithm()).isEqualTo("AES256");
    assertRefused(
        () -> http.getObjectAsBytes(it -> it.bucket(bucket).key("KMS_BY_KEY")),
        400,
        "InvalidArgument",
        "must be made over a secure connection.");
    assertThat(https.getObjectAsBytes(it -> it.bucket(bucket).key("KMS_BY_KEY")).asUtf8String())
        .isEqualTo("text");
  }

  @Test
  @Behaviour({"SC-FORCE-ENC", "S3-DEFENC-01"})
  void aPolicyThatWantsTheHeaderIsAskedBeforeTheDefaultHelps() {
    policy(
        """
        {"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject",
         "Resource": "arn:aws:s3:::BUCKET/*",
         "Condition": {"Null": {"s3:x-amz-server-side-encryption": "true"}}}""");
    byDefault(KMS, "NONE");
    for (S3Client client : List.of(http, https)) {
      assertDenied(client, Variant.NONE);
      assertDenied(client, Variant.CUSTOMER);
    }
    put(http, Variant.AES256);
    put(https, Variant.AES256);
    put(https, Variant.KMS_BY_DEFAULT);
    put(https, Variant.KMS_BY_KEY);
    assertThat(count()).isEqualTo(3);

    https.deleteBucketPolicy(it -> it.bucket(bucket));
    assertThat(put(https, Variant.NONE).ssekmsKeyId()).isEqualTo(key);
    var head = https.headObject(it -> it.bucket(bucket).key("NONE"));
    assertThat(head.serverSideEncryption()).isEqualTo(KMS);
    assertThat(head.ssekmsKeyId()).isEqualTo(key);
    assertThat(put(https, Variant.AES256).serverSideEncryption())
        .as("whoever asks for something else gets it")
        .isEqualTo(ServerSideEncryption.AES256);
    assertNeedsTls(Variant.NONE, "InvalidArgument");
    put(https, Variant.CUSTOMER);
    byDefault(KMS, "SSE-C");
    assertRefused(() -> put(https, Variant.CUSTOMER), 403, "AccessDenied");
  }

  @Test
  @Behaviour("SC-FORCE-ENC")
  void aPolicyMayWantKmsAlone() {
    policy(
        """
        {"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject",
         "Resource": "arn:aws:s3:::BUCKET/*",
         "Condition": {"StringNotEquals": {"s3:x-amz-server-side-encryption": "aws:kms"}}}""");
    assertDenied(https, Variant.NONE);
    assertDenied(https, Variant.AES256);
    assertDenied(https, Variant.CUSTOMER);
    put(https, Variant.KMS_BY_DEFAULT);
    put(https, Variant.KMS_BY_KEY);
    assertThat(count()).isEqualTo(2);
  }

  @Test
  @Behaviour({"S3-SSE-06", "SC-FORCE-ENC"})
  void aPolicyMayWantTlsForEverything() {
    put(http, Variant.NONE);
    put(https, Variant.NONE);
    policy(
        """
        {"Effect": "Deny", "Principal": "*", "Action": "s3:*",
         "Resource": ["arn:aws:s3:::BUCKET", "arn:aws:s3:::BUCKET/*"],
         "Condition": {"Bool": {"aws:SecureTransport": "false"}}}""");
    assertDenied(http, Variant.NONE);
    assertDenied(http, Variant.AES256);
    assertRefused(
        () -> http.getObjectAsBytes(it -> it.bucket(bucket).key("NONE")), 403, "AccessDenied");
    assertRefused(() -> http.listObjectsV2(it -> it.bucket(bucket)), 403, "AccessDenied");
    assertThat(https.getObjectAsBytes(it -> it.bucket(bucket).key("NONE")).asUtf8String())
        .isEqualTo("text");
    put(https, Variant.AES256);
  }
}
