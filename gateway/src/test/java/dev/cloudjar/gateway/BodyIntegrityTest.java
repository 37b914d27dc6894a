package dev.cloudjar.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloudjar.cloud.Rooms;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

/** Structures with checksums, as S3 takes them. */
class BodyIntegrityTest {
  private static final CompletedPart PART = CompletedPart.builder().partNumber(1).eTag("e").build();

  private CloudServer server;
  private S3Client s3;

  @BeforeEach
  void start() throws IOException {
    Rooms rooms =
        new Rooms()
            .add(
                "s3",
                () ->
                    (operations, cloud) -> {
                      operations
                          .on(
                              DeleteObjectsRequest.class,
                              DeleteObjectsResponse.class,
                              (call, request) -> DeleteObjectsResponse.builder().build())
                          .needsNoPermission();
                      operations
                          .on(
                              CompleteMultipartUploadRequest.class,
                              CompleteMultipartUploadResponse.class,
                              (call, request) -> CompleteMultipartUploadResponse.builder().build())
                          .needsNoPermission();
                    });
    server = CloudServer.builder().rooms(rooms).start();
    s3 = Sdk.client(server, Sdk.s3(), Sdk.key("test"));
  }

  @AfterEach
  void close() {
    s3.close();
    server.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = ChecksumAlgorithm.class,
      names = {"CRC32", "CRC32_C", "SHA1", "SHA256"})
  void whatTheSdkSendsIsWhatItSays(ChecksumAlgorithm algorithm) {
    assertThatCode(
            () ->
                s3.deleteObjects(
                    it ->
                        it.bucket("b")
                            .checksumAlgorithm(algorithm)
                            .delete(d -> d.objects(ObjectIdentifier.builder().key("k").build()))))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "Content-MD5,             rL0Y20zC+Fzt72VPzMSk2A==, BadDigest",
    "Content-MD5,             rL0Y20zC,                 InvalidDigest",
    "Content-MD5,             '!',                      InvalidDigest",
    "x-amz-checksum-crc32,    AAAAAA==,                 BadDigest",
    "x-amz-checksum-crc32c,   AAAAAA==,                 BadDigest",
    "x-amz-checksum-crc64nvme,AAAAAAAAAAA=,             BadDigest",
    "x-amz-checksum-sha1,     AAAAAAAAAAAAAAAAAAAAAAAAAAA=, BadDigest",
    "x-amz-checksum-crc32,    AAAA,                     InvalidRequest",
    "x-amz-checksum-sha256,   AAAAAA==,                 InvalidRequest",
  })
  void whatIsNotWhatItSaysIsRefused(String header, String value, String code) {
    String answer =
        send(
            "POST /b?delete",
            header + ": " + value + "\r\n",
            "<Delete><Object><Key>k</Key></Object></Delete>");
    assertThat(answer).startsWith("HTTP/1.1 400 ").contains("<Code>" + code + "</Code>");
  }

  @Test
  void oneChecksumIsEnough() {
    assertThat(
            send(
                "POST /b?delete",
                "x-amz-checksum-crc32: 2fwQYQ==\r\nx-amz-checksum-crc32c: AAAAAA==\r\n",
                "<Delete><Object><Key>k</Key></Object></Delete>"))
        .startsWith("HTTP/1.1 400 ");
  }

  @Test
  void theChecksumOfAnObjectIsNotThatOfTheListOfItsParts() {
    s3.completeMultipartUpload(
        it ->
            it.bucket("b")
                .key("k")
                .uploadId("u")
                .checksumCRC32("AAAAAA==")
                .multipartUpload(m -> m.parts(PART)));
    assertThatThrownBy(
            () ->
                s3.completeMultipartUpload(
                    it ->
                        it.bucket("b")
                            .key("k")
                            .uploadId("u")
                            .overrideConfiguration(
                                o -> o.putHeader("Content-MD5", "rL0Y20zC+Fzt72VPzMSk2A=="))
                            .multipartUpload(m -> m.parts(PART))))
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("BadDigest"));
  }

  private String send(String request, String headers, String body) {
    return RawHttp.send(
        server.port(),
        request
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
            + headers
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n"
            + body);
  }
}
