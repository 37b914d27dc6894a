package dev.cloudjar.s3;

import static dev.cloudjar.s3.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.Data;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.kms.KmsRoom;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KeyManagerType;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionByDefault;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;

/** Objects under keys that KMS makes and opens. */
@CloudjarTest(
    rooms = {S3Room.class, KmsRoom.class},
    data = Data.DISK)
class KeyServiceTest {
  private static final ServerSideEncryption KMS = ServerSideEncryption.AWS_KMS;
  private static final ServerSideEncryption DSSE = ServerSideEncryption.AWS_KMS_DSSE;
  private static final int PART_BYTES = 5 * 1024 * 1024;

  private final TestCloud cloud;
  private final S3Client s3;
  private final KmsClient kms;
  private final String bucket;
  private final String key;

  KeyServiceTest(TestCloud cloud, S3Client s3, KmsClient kms) {
    this.cloud = cloud;
    this.s3 = s3;
    this.kms = kms;
    this.bucket = cloud.unique("kms");
    this.key = kms.createKey().keyMetadata().arn();
    cloud.clock().freeze();
  }

  @BeforeEach
  void create() {
    s3.createBucket(it -> it.bucket(bucket));
  }

  private PutObjectResponse put(
      String name, String text, Consumer<PutObjectRequest.Builder> settings) {
    PutObjectRequest.Builder request =
        PutObjectRequest.builder()
            .bucket(bucket)
            .key(name)
            .serverSideEncryption(KMS)
            .ssekmsKeyId(key);
    settings.accept(request);
    return s3.putObject(request.build(), RequestBody.fromString(text));
  }

  private String read(String name) {
    return s3.getObjectAsBytes(it -> it.bucket(bucket).key(name)).asUtf8String();
  }

  private void byDefault(
      Consumer<ServerSideEncryptionByDefault.Builder> settings, boolean bucketKey) {
    ServerSideEncryptionRule rule =
        ServerSideEncryptionRule.builder()
            .bucketKeyEnabled(bucketKey)
            .applyServerSideEncryptionByDefault(settings)
            .build();
    s3.putBucketEncryption(
        it -> it.bucket(bucket).serverSideEncryptionConfiguration(c -> c.rules(rule)));
  }

  @Test
  @Behaviour("S3-SSE-02")
  void sayInEachAnswerUnderWhichKeyTheyAre() {
    for (ServerSideEncryption algorithm : List.of(KMS, DSSE)) {
      for (int size : List.of(0, 10, 20_000, 1_000_000)) {
        String text = "s".repeat(size);
        var put = put("key", text, it -> it.serverSideEncryption(algorithm));
        assertThat(put.serverSideEncryption()).isEqualTo(algorithm);
        assertThat(put.ssekmsKeyId()).isEqualTo(key);
        assertThat(put.bucketKeyEnabled()).isNull();
        assertThat(put.eTag())
            .matches("\"[0-9a-f]{32}\"")
            .isNotEqualTo("\"" + Md5.hex(text.getBytes(StandardCharsets.UTF_8)) + "\"");
        var got = s3.getObjectAsBytes(it -> it.bucket(bucket).key("key"));
        assertThat(got.asUtf8String()).isEqualTo(text);
        assertThat(got.response().serverSideEncryption()).isEqualTo(algorithm);
        assertThat(got.response().ssekmsKeyId()).isEqualTo(key);
        assertThat(got.response().eTag()).isEqualTo(put.eTag());
        var head = s3.headObject(it -> it.bucket(bucket).key("key"));
        assertThat(head.serverSideEncryption()).isEqualTo(algorithm);
        assertThat(head.ssekmsKeyId()).isEqualTo(key);
      }
      assertThat(
              s3.getObjectAsBytes(it -> it.bucket(bucket).key("key").range("bytes=70000-70009"))
                  .asUtf8String())
          .isEqualTo("ssssssssss");
    }
  }

  @Test
  @Behaviour("S3-SSE-02")
  void comeInPartsToo() {
    String big = "p".repeat(PART_BYTES);
    var begun =
        s3.createMultipartUpload(
            it -> it.bucket(bucket).key("parts").serverSideEncryption(KMS).ssekmsKeyId(key));
    assertThat(begun.serverSideEncryption()).isEqualTo(KMS);
    assertThat(begun.ssekmsKeyId()).isEqualTo(key);
    var first =
        s3.uploadPart(
            it -> it.bucket(bucket).key("parts").uploadId(begun.uploadId()).partNumber(1),
            RequestBody.fromString(big));
    assertThat(first.serverSideEncryption()).isEqualTo(KMS);
    assertThat(first.ssekmsKeyId()).isEqualTo(key);
    put("source", "from elsewhere", it -> {});
    var second =
        s3.uploadPartCopy(
            it ->
                it.sourceBucket(bucket)
                    .sourceKey("source")
                    .destinationBucket(bucket)
                    .destinationKey("parts")
                    .uploadId(begun.uploadId())
                    .partNumber(2));
    assertThat(second.serverSideEncryption()).isEqualTo(KMS);
    assertThat(second.ssekmsKeyId()).isEqualTo(key);
    List<CompletedPart> parts =
        List.of(
            CompletedPart.builder().partNumber(1).eTag(first.eTag()).build(),
            CompletedPart.builder().partNumber(2).eTag(second.copyPartResult().eTag()).build());

    kms.disableKey(it -> it.keyId(key));
    assertRefused(
        () ->
            s3.uploadPart(
                it -> it.bucket(bucket).key("parts").uploadId(begun.uploadId()).partNumber(3),
                RequestBody.fromString("more")),
        400,
        "KMS.DisabledException");
    assertRefused(
        () ->
            s3.completeMultipartUpload(
                it ->
                    it.bucket(bucket)
                        .key("parts")
                        .uploadId(begun.uploadId())
                        .multipartUpload(m -> m.parts(parts))),
        400,
        "KMS.DisabledException");
    kms.enableKey(it -> it.keyId(key));
    var completed =
        s3.completeMultipartUpload(
            it ->
                it.bucket(bucket)
                    .key("parts")
                    .uploadId(begun.uploadId())
                    .multipartUpload(m -> m.parts(parts)));
    assertThat(completed.serverSideEncryption()).isEqualTo(KMS);
    assertThat(completed.ssekmsKeyId()).isEqualTo(key);
    assertThat(read("parts")).isEqualTo(big + "from elsewhere");
  }

  @Test
  @Behaviour("S3-SSE-02")
  void areShutWhileTheirKeyIsDisabledOrGone() {
    put("key", "text", it -> {});
    kms.disableKey(it -> it.keyId(key));
    assertRefused(() -> read("key"), 400, "KMS.DisabledException", key + " is disabled.");
    assertRefused(() -> put("key", "new", it -> {}), 400, "KMS.DisabledException");
    assertRefused(
        () ->
            s3.copyObject(
                it ->
                    it.sourceBucket(bucket)
                        .sourceKey("key")
                        .destinationBucket(bucket)
                        .destinationKey("copy")),
        400,
        "KMS.DisabledException");
    assertThat(s3.headObject(it -> it.bucket(bucket).key("key")).contentLength())
        .as("a HEAD opens nothing")
        .isEqualTo(4);
    assertThat(
            s3.getObjectAttributes(
                    it ->
                        it.bucket(bucket).key("key").objectAttributes(ObjectAttributes.OBJECT_SIZE))
                .objectSize())
        .isEqualTo(4);
    assertRefused(
        () ->
            s3.getObjectAttributes(
                it -> it.bucket(bucket).key("key").objectAttributes(ObjectAttributes.CHECKSUM)),
        400,
        "KMS.DisabledException");
    kms.enableKey(it -> it.keyId(key));
    assertThat(read("key")).isEqualTo("text");
    assertThat(
            s3.headObject(it -> it.bucket(bucket).key("key").checksumMode(ChecksumMode.ENABLED))
                .checksumCRC32())
        .isNotNull();
    kms.scheduleKeyDeletion(it -> it.keyId(key).pendingWindowInDays(7));
    assertRefused(
        () -> read("key"), 400, "KMS.KMSInvalidStateException", key + " is pending deletion.");
    s3.deleteObject(it -> it.bucket(bucket).key("key"));
  }

  @Test
  @Behaviour("S3-SSE-02")
  void areNotWrittenUnderAKeyThatIsNone() {
    String missing =
        key.substring(0, key.indexOf("key/")) + "key/" + "00000000-0000-4000-8000-000000000000";
    refused(
        it -> it.ssekmsKeyId("fake-key-id"),
        "KMS.NotFoundException",
        "Invalid keyId 'fake-key-id'");
    refused(
        it -> it.ssekmsKeyId(missing),
        "KMS.NotFoundException",
        "Key '" + missing + "' does not exist");
    refused(
        it -> it.ssekmsKeyId(key.replace("us-east-1", "us-west-2")),
        "KMS.NotFoundException",
        "Invalid arn us-west-2");
    String signing =
        kms.createKey(it -> it.keyUsage("SIGN_VERIFY").keySpec("RSA_2048")).keyMetadata().arn();
    refused(it -> it.ssekmsKeyId(signing), "KMS.InvalidKeyUsageException", signing);
    refused(
        it -> it.serverSideEncryption((String) null),
        "InvalidArgument",
        "requires HTTP header x-amz-server-side-encryption : aws:kms");
    refused(
        it -> it.serverSideEncryption(ServerSideEncryption.AES256),
        "InvalidArgument",
        "requires HTTP header x-amz-server-side-encryption : aws:kms");
    for (String context : List.of("no base64!", base64("[]"), base64("{\"a\": 1}"), base64("{"))) {
      refused(
          it -> it.ssekmsEncryptionContext(context),
          "InvalidArgument",
          "shall be Base64-encoded UTF-8 string holding JSON");
    }
    refused(
        it -> it.serverSideEncryption(DSSE).bucketKeyEnabled(true),
        "InvalidArgument",
        "S3 Bucket Keys aren't supported");
    assertThat(s3.listObjectsV2(it -> it.bucket(bucket)).contents()).isEmpty();
  }

  private void refused(Consumer<PutObjectRequest.Builder> settings, String code, String words) {
    assertRefused(() -> put("refused", "text", settings), 400, code, words);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  @Behaviour("S3-SSE-02")
  void areUnderTheKeyThatS3HasInEachAccountUnlessOneIsNamed() {
    var put = put("key", "text", it -> it.ssekmsKeyId(null));
    var own = kms.describeKey(it -> it.keyId("alias/aws/s3")).keyMetadata();
    assertThat(own.keyManager()).isEqualTo(KeyManagerType.AWS);
    assertThat(put.ssekmsKeyId()).isEqualTo(own.arn());
    assertThat(read("key")).isEqualTo("text");
    assertThat(put("key", "text", it -> it.ssekmsKeyId(null)).ssekmsKeyId()).isEqualTo(own.arn());
    kms.createAlias(it -> it.aliasName("alias/mine-" + bucket).targetKeyId(key));
    assertThat(put("key", "text", it -> it.ssekmsKeyId("alias/mine-" + bucket)).ssekmsKeyId())
        .isEqualTo(key);
    assertThat(
            put("key", "text", it -> it.ssekmsKeyId(key.substring(key.indexOf('/') + 1)))
                .ssekmsKeyId())
        .isEqualTo(key);
  }

  @Test
  @Behaviour("S3-SSE-02")
  void areUnderTheBucketsKeyWhereTheirWritersSayNothing() {
    byDefault(it -> it.sseAlgorithm(KMS).kmsMasterKeyID(key), false);
    var put = put("key", "text", KeyServiceTest::sayNothing);
    assertThat(put.serverSideEncryption()).isEqualTo(KMS);
    assertThat(put.ssekmsKeyId()).isEqualTo(key);
    assertThat(
            put(
                    "plain",
                    "text",
                    it -> sayNothing(it).serverSideEncryption(ServerSideEncryption.AES256))
                .serverSideEncryption())
        .isEqualTo(ServerSideEncryption.AES256);
    String own = put("key", "text", it -> it.ssekmsKeyId(null)).ssekmsKeyId();
    assertThat(own).as("aws:kms without a key is S3's own").isNotEqualTo(key);
    byDefault(it -> it.sseAlgorithm(KMS), true);
    var shared = put("key", "text", KeyServiceTest::sayNothing);
    assertThat(shared.ssekmsKeyId()).isEqualTo(own);
    assertThat(shared.bucketKeyEnabled()).isTrue();
    assertThat(s3.headObject(it -> it.bucket(bucket).key("key")).bucketKeyEnabled()).isTrue();
    assertThat(put("key", "text", it -> it.bucketKeyEnabled(false)).bucketKeyEnabled()).isNull();
    byDefault(it -> it.sseAlgorithm(DSSE).kmsMasterKeyID(key), false);
    assertThat(put("key", "twice", KeyServiceTest::sayNothing).serverSideEncryption())
        .isEqualTo(DSSE);
    assertThat(read("key")).isEqualTo("twice");
    byDefault(it -> it.sseAlgorithm(KMS).kmsMasterKeyID("aws/s3"), false);
    assertRefused(
        () -> put("key", "text", KeyServiceTest::sayNothing),
        400,
        "KMS.NotFoundException",
        "Invalid keyId");
    s3.deleteBucketEncryption(it -> it.bucket(bucket));
    assertThat(put("key", "text", KeyServiceTest::sayNothing).serverSideEncryption())
        .isEqualTo(ServerSideEncryption.AES256);
  }

  private static PutObjectRequest.Builder sayNothing(PutObjectRequest.Builder request) {
    return request.serverSideEncryption((String) null).ssekmsKeyId(null);
  }

  @Test
  @Behaviour("S3-SSE-02")
  void areCopiedFromUnderOneKeyToUnderAnother() {
    String other = kms.createKey().keyMetadata().arn();
    String text = "c".repeat(100_000);
    put("source", text, it -> {});
    var copy = copy("copy", KMS, other);
    assertThat(copy.serverSideEncryption()).isEqualTo(KMS);
    assertThat(copy.ssekmsKeyId()).isEqualTo(other);
    assertThat(copy("plain", null, null).serverSideEncryption())
        .as("what the source has does not come along")
        .isEqualTo(ServerSideEncryption.AES256);
    kms.disableKey(it -> it.keyId(key));
    assertThat(read("copy")).isEqualTo(text);
    assertThat(read("plain")).isEqualTo(text);
    assertThat(s3.headObject(it -> it.bucket(bucket).key("plain")).eTag())
        .isEqualTo("\"" + Md5.hex(text.getBytes(StandardCharsets.UTF_8)) + "\"");
    assertRefused(() -> copy("again", KMS, other), 400, "KMS.DisabledException");
    kms.enableKey(it -> it.keyId(key));
    assertThat(copy("source", KMS, other).ssekmsKeyId())
        .as("an object is copied to itself under another key")
        .isEqualTo(other);
    assertThat(read("source")).isEqualTo(text);
  }

  private CopyObjectResponse copy(
      String to, @Nullable ServerSideEncryption algorithm, @Nullable String keyId) {
    return s3.copyObject(
        it ->
            it.sourceBucket(bucket)
                .sourceKey("source")
                .destinationBucket(bucket)
                .destinationKey(to)
                .serverSideEncryption(algorithm)
                .ssekmsKeyId(keyId));
  }

  @Test
  @Behaviour("S3-SSE-02")
  void areForNobodyWithoutASignature() {
    put("key", "text", it -> {});
    s3.deletePublicAccessBlock(it -> it.bucket(bucket));
    s3.putBucketPolicy(
        it ->
            it.bucket(bucket)
                .policy(
                    """
                    {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*",
                     "Action": "s3:GetObject", "Resource": "arn:aws:s3:::%s/*"}}"""
                        .formatted(bucket)));
    S3Client anybody = cloud.client(S3Client.class, AnonymousCredentialsProvider.create());
    assertRefused(
        () -> anybody.getObjectAsBytes(it -> it.bucket(bucket).key("key")),
        400,
        "InvalidArgument",
        "require AWS Signature Version 4.");
    s3.putObject(it -> it.bucket(bucket).key("open"), RequestBody.fromString("text"));
    assertThat(anybody.getObjectAsBytes(it -> it.bucket(bucket).key("open")).asUtf8String())
        .isEqualTo("text");
  }

  @Test
  @Behaviour("S3-SSE-02")
  void surviveARestart() {
    put("key", "text", it -> it.ssekmsEncryptionContext(base64("{\"team\": \"red\"}")));
    put("shared", "text", it -> it.bucketKeyEnabled(true));
    put("twice", "text", it -> it.serverSideEncryption(DSSE));
    cloud.restart();
    assertThat(read("key")).isEqualTo("text");
    assertThat(read("shared")).isEqualTo("text");
    assertThat(read("twice")).isEqualTo("text");
    kms.disableKey(it -> it.keyId(key));
    assertRefused(() -> read("key"), 400, "KMS.DisabledException");
  }
}
