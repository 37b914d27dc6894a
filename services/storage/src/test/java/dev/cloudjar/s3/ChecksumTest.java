package dev.cloudjar.s3;

import static dev.cloudjar.s3.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.OverSocket;
import dev.cloudjar.junit.TestCloud;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

@CloudjarTest(rooms = S3Room.class)
class ChecksumTest {
  private final S3Client s3;
  private final String bucket;

  /** Sends no checksum of its own. */
  private final S3Client plain;

  @AutoClose private final Clients clients;

  ChecksumTest(@OverSocket S3Client s3, TestCloud cloud) {
    this.s3 = s3;
    this.bucket = cloud.unique("checksums");
    this.clients = new Clients(cloud);
    this.plain =
        clients.make(it -> it.requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED));
  }

  @BeforeEach
  void createBucket() {
    s3.createBucket(it -> it.bucket(bucket));
  }

  private HeadObjectResponse head() {
    return s3.headObject(it -> it.bucket(bucket).key("key").checksumMode(ChecksumMode.ENABLED));
  }

  private void assertNothingStored() {
    assertThat(s3.listObjectsV2(it -> it.bucket(bucket)).contents()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = ChecksumAlgorithm.class,
      names = {"CRC32", "CRC32_C", "SHA1", "SHA256"})
  void thatTheClientMakesIsCheckedAndKept(ChecksumAlgorithm algorithm) {
    for (int size : new int[] {10, 100_000}) {
      s3.putObject(
          it -> it.bucket(bucket).key("key").checksumAlgorithm(algorithm),
          RequestBody.fromBytes(new byte[size]));
      HeadObjectResponse head = head();
      assertThat(head.checksumType()).isEqualTo(ChecksumType.FULL_OBJECT);
      assertThat(head.getValueForField("Checksum" + algorithm.toString(), String.class))
          .isPresent();
      assertThat(
              s3.getObjectAsBytes(
                      it -> it.bucket(bucket).key("key").checksumMode(ChecksumMode.ENABLED))
                  .asByteArray())
          .hasSize(size);
    }
  }

  @Test
  void isFoundWhereTheClientSendsNone() {
    plain.putObject(it -> it.bucket(bucket).key("key"), RequestBody.fromString("123456789"));
    assertThat(Base64.getDecoder().decode(head().checksumCRC64NVME()))
        .asHexString()
        .isEqualToIgnoringCase("AE8B14860A799888");
    assertThat(s3.headObject(it -> it.bucket(bucket).key("key")).checksumCRC64NVME()).isNull();
    assertThat(s3.listObjectsV2(it -> it.bucket(bucket)).contents().getFirst().checksumAlgorithm())
        .containsExactly(ChecksumAlgorithm.CRC64_NVME);
  }

  @ParameterizedTest
  @CsvSource({
    "CRC32, AAAAAA==",
    "CRC32C, AAAAAA==",
    "CRC64NVME, AAAAAAAAAAA=",
    "SHA1, AAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    "SHA256, AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
  })
  void thatIsWrongIsRefusedAndNothingIsStored(String algorithm, String value) {
    for (int size : new int[] {10, 100_000}) {
      assertRefused(
          () -> plain.putObject(put(algorithm, value), RequestBody.fromBytes(new byte[size])),
          400,
          "BadDigest");
    }
    assertNothingStored();
  }

  @ParameterizedTest
  @CsvSource({"CRC32, AAAA", "CRC32, '%%%'", "SHA256, AAAAAA=="})
  void thatIsNoneIsRefused(String algorithm, String value) {
    assertRefused(
        () -> plain.putObject(put(algorithm, value), RequestBody.fromString("text")),
        400,
        "InvalidRequest");
    assertNothingStored();
  }

  private PutObjectRequest put(String algorithm, String value) {
    PutObjectRequest.Builder request = PutObjectRequest.builder().bucket(bucket).key("key");
    switch (algorithm) {
      case "CRC32" -> request.checksumCRC32(value);
      case "CRC32C" -> request.checksumCRC32C(value);
      case "CRC64NVME" -> request.checksumCRC64NVME(value);
      case "SHA1" -> request.checksumSHA1(value);
      case "SHA256" -> request.checksumSHA256(value);
      default -> throw new IllegalArgumentException(algorithm);
    }
    return request.build();
  }

  @Test
  void mayComeOnlyOnce() {
    assertRefused(
        () ->
            plain.putObject(
                put("CRC32", "AAAAAA==").toBuilder().checksumCRC32C("AAAAAA==").build(),
                RequestBody.fromString("text")),
        400,
        "InvalidRequest");
  }

  @Test
  void ofMd5IsChecked() {
    byte[] text = "text".getBytes(StandardCharsets.UTF_8);
    String md5 = Base64.getEncoder().encodeToString(Md5.of(text));
    plain.putObject(
        it -> it.bucket(bucket).key("key").contentMD5(md5), RequestBody.fromBytes(text));
    assertRefused(
        () ->
            plain.putObject(
                it -> it.bucket(bucket).key("other").contentMD5(md5),
                RequestBody.fromString("other")),
        400,
        "BadDigest");
    for (String wrong : List.of("AAAA", "not base64")) {
      assertRefused(
          () ->
              plain.putObject(
                  it -> it.bucket(bucket).key("other").contentMD5(wrong),
                  RequestBody.fromString("other")),
          400,
          "InvalidDigest");
    }
    assertThat(s3.listObjectsV2(it -> it.bucket(bucket)).contents()).hasSize(1);
  }
}
