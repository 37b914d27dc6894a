package dev.cloudjar.s3;

import static dev.cloudjar.s3.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.Data;
import dev.cloudjar.junit.OverSocket;
import dev.cloudjar.junit.TestCloud;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.EncryptionType;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;

/** Objects under keys that come with each request. */
@CloudjarTest(rooms = S3Room.class, data = Data.DISK)
class CustomerKeyTest {
  private static final String AES256 = "AES256";
  private static final String KEY = key(1);
  private static final String OTHER = key(2);
  private static final int PART_BYTES = 5 * 1024 * 1024;

  private final TestCloud cloud;
  private final Clients clients;
  private final S3Client plain;
  private final String bucket;
  private final S3Client s3;

  CustomerKeyTest(@OverSocket S3Client plain, TestCloud cloud) {
    this.plain = plain;
    this.cloud = cloud;
    this.clients = new Clients(cloud);
    this.bucket = cloud.unique("keys");
    this.s3 = clients.makeSecure();
  }

  @BeforeEach
  void create() {
    s3.createBucket(it -> it.bucket(bucket));
  }

  @AfterEach
  void close() {
    clients.close();
  }

  private static String key(int seed) {
    byte[] secret = new byte[32];
    Arrays.fill(secret, (byte) seed);
    return Base64.getEncoder().encodeToString(secret);
  }

  private static String md5(String key) {
    return Base64.getEncoder().encodeToString(Md5.of(Base64.getDecoder().decode(key)));
  }

  private void block(@Nullable String type) {
    ServerSideEncryptionRule.Builder rule =
        ServerSideEncryptionRule.builder()
            .applyServerSideEncryptionByDefault(d -> d.sseAlgorithm(ServerSideEncryption.AES256));
    if (type != null) {
      rule.blockedEncryptionTypes(b -> b.encryptionTypeWithStrings(type));
    }
    s3.putBucketEncryption(
        it -> it.bucket(bucket).serverSideEncryptionConfiguration(c -> c.rules(rule.build())));
  }

  private List<EncryptionType> blocked() {
    List<ServerSideEncryptionRule> rules =
        s3.getBucketEncryption(it -> it.bucket(bucket)).serverSideEncryptionConfiguration().rules();
    return rules.getFirst().blockedEncryptionTypes().encryptionType();
  }

  private PutObjectRequest write(String name, Consumer<PutObjectRequest.Builder> settings) {
    PutObjectRequest.Builder request =
        PutObjectRequest.builder()
            .bucket(bucket)
            .key(name)
            .sseCustomerAlgorithm(AES256)
            .sseCustomerKey(KEY)
            .sseCustomerKeyMD5(md5(KEY));
    settings.accept(request);
    return request.build();
  }

  private GetObjectRequest read(String name, @Nullable String key) {
    GetObjectRequest.Builder request = GetObjectRequest.builder().bucket(bucket).key(name);
    if (key != null) {
      request.sseCustomerAlgorithm(AES256).sseCustomerKey(key).sseCustomerKeyMD5(md5(key));
    }
    return request.build();
  }

  private void refused(
      Consumer<PutObjectRequest.Builder> settings, int status, String code, String words) {
    assertRefused(
        () -> s3.putObject(write("refused", settings), RequestBody.fromString("text")),
        status,
        code,
        words);
    assertThat(s3.listObjectsV2(it -> it.bucket(bucket)).contents()).isEmpty();
  }

  @Test
  @Behaviour("S3-SSE-03")
  void openObjectsForNobodyElse() {
    block("NONE");
    for (int size : List.of(10, 20_000, 1_000_000)) {
      String text = "s".repeat(size);
      var put = s3.putObject(write("key", it -> {}), RequestBody.fromString(text));
      assertThat(put.sseCustomerAlgorithm()).isEqualTo(AES256);
      assertThat(put.sseCustomerKeyMD5()).isEqualTo(md5(KEY));
      assertThat(put.serverSideEncryption()).isNull();
      assertThat(put.eTag())
          .isNotEqualTo('"' + Md5.hex(text.getBytes(StandardCharsets.UTF_8)) + '"')
          .hasSize(34);

      var got = s3.getObjectAsBytes(read("key", KEY));
      assertThat(got.asUtf8String()).isEqualTo(text);
      assertThat(got.response().sseCustomerKeyMD5()).isEqualTo(md5(KEY));
      assertThat(got.response().serverSideEncryption()).isNull();
      assertRefused(() -> s3.getObjectAsBytes(read("key", OTHER)), 403, "AccessDenied");
      assertRefused(
          () -> s3.getObjectAsBytes(read("key", null)),
          400,
          "InvalidRequest",
          "The object was stored using a form of Server Side Encryption.");
    }
    cloud.restart();
    assertThat(s3.getObjectAsBytes(read("key", KEY)).asByteArray()).hasSize(1_000_000);
    assertRefused(() -> s3.getObjectAsBytes(read("key", OTHER)), 403, "AccessDenied");
  }

  @Test
  @Behaviour("S3-SSE-03")
  void tellNothingOfObjectsEither() {
    block("NONE");
    s3.putObject(write("key", it -> {}), RequestBody.fromString("text"));
    var head =
        s3.headObject(
            it ->
                it.bucket(bucket)
                    .key("key")
                    .sseCustomerAlgorithm(AES256)
                    .sseCustomerKey(KEY)
                    .sseCustomerKeyMD5(md5(KEY)));
    assertThat(head.sseCustomerAlgorithm()).isEqualTo(AES256);
    assertThat(head.contentLength()).isEqualTo(4);
    assertStatus(() -> s3.headObject(it -> it.bucket(bucket).key("key")), 400);
    assertStatus(
        () ->
            s3.headObject(
                it ->
                    it.bucket(bucket)
                        .key("key")
                        .sseCustomerAlgorithm(AES256)
                        .sseCustomerKey(OTHER)
                        .sseCustomerKeyMD5(md5(OTHER))),
        403);
    assertRefused(
        () ->
            s3.getObjectAttributes(
                it -> it.bucket(bucket).key("key").objectAttributes(ObjectAttributes.OBJECT_SIZE)),
        400,
        "InvalidRequest");
    s3.putObject(it -> it.bucket(bucket).key("plain"), RequestBody.fromString("text"));
    assertRefused(
        () -> s3.getObjectAsBytes(read("plain", KEY)),
        400,
        "InvalidRequest",
        "The encryption parameters are not applicable to this object.");
  }

  private static void assertStatus(Runnable call, int status) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(status));
  }

  @Test
  @Behaviour("S3-SSE-03")
  void areNeededToCopy() {
    block("NONE");
    s3.putObject(write("key", it -> {}), RequestBody.fromString("text"));
    assertRefused(() -> copy("copy", null), 400, "InvalidRequest");
    assertRefused(() -> copy("copy", OTHER), 403, "AccessDenied");
    var copied = copy("copy", KEY);
    assertThat(copied.serverSideEncryption()).isEqualTo(ServerSideEncryption.AES256);
    assertThat(s3.getObjectAsBytes(read("copy", null)).asUtf8String()).isEqualTo("text");

    var rekeyed =
        s3.copyObject(
            it ->
                it.sourceBucket(bucket)
                    .sourceKey("key")
                    .destinationBucket(bucket)
                    .destinationKey("key")
                    .copySourceSSECustomerAlgorithm(AES256)
                    .copySourceSSECustomerKey(KEY)
                    .copySourceSSECustomerKeyMD5(md5(KEY))
                    .sseCustomerAlgorithm(AES256)
                    .sseCustomerKey(OTHER)
                    .sseCustomerKeyMD5(md5(OTHER)));
    assertThat(rekeyed.sseCustomerKeyMD5()).isEqualTo(md5(OTHER));
    assertThat(s3.getObjectAsBytes(read("key", OTHER)).asUtf8String()).isEqualTo("text");
    assertRefused(() -> s3.getObjectAsBytes(read("key", KEY)), 403, "AccessDenied");
  }

  private CopyObjectResponse copy(String to, @Nullable String key) {
    return s3.copyObject(
        it -> {
          it.sourceBucket(bucket).sourceKey("key").destinationBucket(bucket).destinationKey(to);
          if (key != null) {
            it.copySourceSSECustomerAlgorithm(AES256)
                .copySourceSSECustomerKey(key)
                .copySourceSSECustomerKeyMD5(md5(key));
          }
        });
  }

  @Test
  @Behaviour("S3-SSE-03")
  void areNeededForEachPart() {
    block("NONE");
    String upload =
        s3.createMultipartUpload(
                it ->
                    it.bucket(bucket)
                        .key("parts")
                        .sseCustomerAlgorithm(AES256)
                        .sseCustomerKey(KEY)
                        .sseCustomerKeyMD5(md5(KEY)))
            .uploadId();
    assertRefused(
        () -> part(upload, 1, null, 1),
        400,
        "InvalidRequest",
        "The multipart upload initiate requested encryption.");
    assertRefused(
        () -> part(upload, 1, OTHER, 1),
        400,
        "InvalidRequest",
        "The provided encryption parameters did not match the ones used originally.");
    CompletedPart first = part(upload, 1, KEY, PART_BYTES);
    CompletedPart second = part(upload, 2, KEY, 7);
    s3.completeMultipartUpload(
        it ->
            it.bucket(bucket)
                .key("parts")
                .uploadId(upload)
                .multipartUpload(m -> m.parts(first, second)));
    assertThat(s3.getObjectAsBytes(read("parts", KEY)).asByteArray()).hasSize(PART_BYTES + 7);
    assertRefused(() -> s3.getObjectAsBytes(read("parts", OTHER)), 403, "AccessDenied");
  }

  private CompletedPart part(String upload, int number, @Nullable String key, int sizeBytes) {
    String etag =
        s3.uploadPart(
                it -> {
                  it.bucket(bucket).key("parts").uploadId(upload).partNumber(number);
                  if (key != null) {
                    it.sseCustomerAlgorithm(AES256).sseCustomerKey(key).sseCustomerKeyMD5(md5(key));
                  }
                },
                RequestBody.fromBytes(new byte[sizeBytes]))
            .eTag();
    return CompletedPart.builder().partNumber(number).eTag(etag).build();
  }

  @Test
  @Behaviour("S3-SSE-03")
  void areNeededForEachPartThatIsCopiedAndForItsSource() {
    block("NONE");
    s3.putObject(write("source", it -> {}), RequestBody.fromString("0123456789"));
    String upload =
        s3.createMultipartUpload(
                it ->
                    it.bucket(bucket)
                        .key("parts")
                        .sseCustomerAlgorithm(AES256)
                        .sseCustomerKey(OTHER)
                        .sseCustomerKeyMD5(md5(OTHER)))
            .uploadId();
    assertRefused(() -> copyPart(upload, null, OTHER), 400, "InvalidRequest");
    assertRefused(() -> copyPart(upload, OTHER, OTHER), 403, "AccessDenied");
    assertRefused(() -> copyPart(upload, KEY, null), 400, "InvalidRequest");
    assertRefused(() -> copyPart(upload, KEY, KEY), 400, "InvalidRequest");
    var copied = copyPart(upload, KEY, OTHER);
    assertThat(copied.sseCustomerAlgorithm()).isEqualTo(AES256);
    assertThat(copied.sseCustomerKeyMD5()).isEqualTo(md5(OTHER));
    s3.completeMultipartUpload(
        it ->
            it.bucket(bucket)
                .key("parts")
                .uploadId(upload)
                .multipartUpload(
                    m ->
                        m.parts(
                            CompletedPart.builder()
                                .partNumber(1)
                                .eTag(copied.copyPartResult().eTag())
                                .build())));
    assertThat(s3.getObjectAsBytes(read("parts", OTHER)).asUtf8String()).isEqualTo("2345");
    assertRefused(() -> s3.getObjectAsBytes(read("parts", KEY)), 403, "AccessDenied");
  }

  private UploadPartCopyResponse copyPart(
      String upload, @Nullable String sourceKey, @Nullable String key) {
    return s3.uploadPartCopy(
        it -> {
          it.sourceBucket(bucket)
              .sourceKey("source")
              .copySourceRange("bytes=2-5")
              .destinationBucket(bucket)
              .destinationKey("parts")
              .uploadId(upload)
              .partNumber(1);
          if (sourceKey != null) {
            it.copySourceSSECustomerAlgorithm(AES256)
                .copySourceSSECustomerKey(sourceKey)
                .copySourceSSECustomerKeyMD5(md5(sourceKey));
          }
          if (key != null) {
            it.sseCustomerAlgorithm(AES256).sseCustomerKey(key).sseCustomerKeyMD5(md5(key));
          }
        });
  }

  @Test
  @Behaviour("S3-SSE-03")
  void areRefusedWhereTheyAreNone() {
    block("NONE");
    String words = "Requests specifying Server Side Encryption with Customer provided keys must ";
    refused(
        it -> it.sseCustomerAlgorithm(null),
        400,
        "InvalidArgument",
        words + "provide a valid encryption algorithm.");
    refused(
        it -> it.sseCustomerKey(null).sseCustomerKeyMD5(md5(KEY)),
        400,
        "InvalidArgument",
        words + "provide an appropriate secret key.");
    refused(
        it -> it.sseCustomerAlgorithm("AES128"),
        400,
        "InvalidEncryptionAlgorithmError",
        "The valid value is AES256.");
    refused(
        it -> it.sseCustomerKey("c2hvcnQ="),
        400,
        "InvalidArgument",
        "The secret key was invalid for the specified algorithm.");
    refused(
        it -> it.sseCustomerKeyMD5(md5(OTHER)),
        400,
        "InvalidArgument",
        "The calculated MD5 hash of the key did not match the hash that was provided.");
    refused(
        it -> it.serverSideEncryption(ServerSideEncryption.AES256),
        400,
        "InvalidArgument",
        "incompatible with the encryption method specified");
  }

  @Test
  @Behaviour("S3-SSE-04")
  void areRefusedOverPlainHttp() {
    block("NONE");
    assertRefused(
        () -> plain.putObject(write("key", it -> {}), RequestBody.fromString("text")),
        400,
        "InvalidRequest",
        "must be made over a secure connection.");
    s3.putObject(write("key", it -> {}), RequestBody.fromString("text"));
    assertRefused(
        () -> plain.getObjectAsBytes(read("key", KEY)),
        400,
        "InvalidRequest",
        "must be made over a secure connection.");
  }

  @Test
  @Behaviour("S3-SSE-04")
  void mustBeAllowedInTheBucketFirst() {
    assertThat(blocked()).containsExactly(EncryptionType.SSE_C);
    refused(it -> {}, 403, "AccessDenied", "Access Denied");
    block(null);
    assertThat(blocked()).as("as it was before").containsExactly(EncryptionType.SSE_C);
    refused(it -> {}, 403, "AccessDenied", "Access Denied");

    block("NONE");
    assertThat(blocked()).containsExactly(EncryptionType.NONE);
    s3.putObject(write("key", it -> {}), RequestBody.fromString("text"));
    block(null);
    assertThat(blocked()).containsExactly(EncryptionType.NONE);

    block("SSE-C");
    assertRefused(
        () -> s3.putObject(write("key", it -> {}), RequestBody.fromString("new")),
        403,
        "AccessDenied");
    assertThat(s3.getObjectAsBytes(read("key", KEY)).asUtf8String()).isEqualTo("text");
    assertRefused(() -> block("SSE-KMS"), 400, "MalformedXML");
    assertThat(blocked()).containsExactly(EncryptionType.SSE_C);
  }
}
