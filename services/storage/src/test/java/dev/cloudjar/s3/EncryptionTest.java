package dev.cloudjar.s3;

import static dev.cloudjar.s3.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.cloud.Rooms;
import dev.cloudjar.gateway.CloudServer;
import dev.cloudjar.junit.Behaviour;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** What S3 seals under its own key. */
class EncryptionTest {
  private static final String BUCKET = "sealed";
  private static final String MARKER = "a-client-wrote-this ";
  private static final int PART_BYTES = 5 * 1024 * 1024;
  private static final List<Integer> SIZES = List.of(100, 20_000, 1_000_000);

  @TempDir private Path data;
  private CloudServer server;
  private S3Client s3;

  @BeforeEach
  void start() throws IOException {
    Rooms rooms = new Rooms();
    rooms.add("s3", S3Room::new);
    server = CloudServer.builder().rooms(rooms).data(data).start();
    s3 =
        S3Client.builder()
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create("111111111111", "test")))
            .httpClient(server.httpClient())
            .forcePathStyle(true)
            .build();
    s3.createBucket(it -> it.bucket(BUCKET));
  }

  @AfterEach
  void close() {
    s3.close();
    server.close();
  }

  @Test
  @Behaviour("S3-SSE-01")
  void leavesNothingOnTheDiskThatCouldBeReadThere() throws Exception {
    for (ServerSideEncryption asked : askedFor()) {
      for (int size : SIZES) {
        String key = size + "-" + asked;
        s3.putObject(
            it ->
                it.bucket(BUCKET)
                    .key(key)
                    .serverSideEncryption(asked)
                    .metadata(Map.of("note", "not-sealed")),
            RequestBody.fromString(text(size)));
        assertThat(read(key)).isEqualTo(text(size));
      }
      upload("parts-" + asked, asked);
      assertThat(read("parts-" + asked)).isEqualTo(text(PART_BYTES) + text(200));
    }
    s3.close();
    server.close();
    List<Path> files = files();
    assertThat(holding(files, "not-sealed"))
        .as("what is no content is there, so that the search finds what there is")
        .isNotEmpty();
    assertThat(holding(files, MARKER)).isEmpty();
  }

  @Test
  @Behaviour("S3-SSE-01")
  void saysInEachAnswerHowTheObjectIsEncrypted() {
    for (ServerSideEncryption asked : askedFor()) {
      var put =
          s3.putObject(
              it -> it.bucket(BUCKET).key("key").serverSideEncryption(asked),
              RequestBody.fromString("text"));
      assertThat(put.serverSideEncryption()).isEqualTo(ServerSideEncryption.AES256);
      assertThat(put.eTag()).isEqualTo("\"1cb251ec0d568de6a929b520c4aed8d1\"");
      assertThat(s3.headObject(it -> it.bucket(BUCKET).key("key")).serverSideEncryption())
          .isEqualTo(ServerSideEncryption.AES256);
      assertThat(
              s3.getObjectAsBytes(it -> it.bucket(BUCKET).key("key"))
                  .response()
                  .serverSideEncryption())
          .isEqualTo(ServerSideEncryption.AES256);
      var copy =
          s3.copyObject(
              it ->
                  it.sourceBucket(BUCKET)
                      .sourceKey("key")
                      .destinationBucket(BUCKET)
                      .destinationKey("copy")
                      .serverSideEncryption(asked));
      assertThat(copy.serverSideEncryption()).isEqualTo(ServerSideEncryption.AES256);
      upload("parts", asked);
    }
  }

  @Test
  @Behaviour("S3-SSE-01")
  void refusesAnAlgorithmThatIsNone() {
    assertRefused(
        () ->
            s3.putObject(
                it -> it.bucket(BUCKET).key("key").serverSideEncryption("AES128"),
                RequestBody.fromString("text")),
        400,
        "InvalidArgument",
        "The encryption method specified is not supported");
    assertThat(s3.listObjectsV2(it -> it.bucket(BUCKET)).contents()).isEmpty();
  }

  private static List<@Nullable ServerSideEncryption> askedFor() {
    List<@Nullable ServerSideEncryption> asked = new ArrayList<>();
    asked.add(ServerSideEncryption.AES256);
    asked.add(null);
    return asked;
  }

  private static String text(int size) {
    return MARKER.repeat(size / MARKER.length());
  }

  private String read(String key) {
    return s3.getObjectAsBytes(it -> it.bucket(BUCKET).key(key)).asUtf8String();
  }

  private void upload(String key, @Nullable ServerSideEncryption asked) {
    var begun =
        s3.createMultipartUpload(it -> it.bucket(BUCKET).key(key).serverSideEncryption(asked));
    assertThat(begun.serverSideEncryption()).isEqualTo(ServerSideEncryption.AES256);
    List<CompletedPart> parts = new ArrayList<>();
    for (int number = 1; number <= 2; number++) {
      int part = number;
      var uploaded =
          s3.uploadPart(
              it -> it.bucket(BUCKET).key(key).uploadId(begun.uploadId()).partNumber(part),
              RequestBody.fromString(text(part == 1 ? PART_BYTES : 200)));
      assertThat(uploaded.serverSideEncryption()).isEqualTo(ServerSideEncryption.AES256);
      parts.add(CompletedPart.builder().partNumber(number).eTag(uploaded.eTag()).build());
    }
    var completed =
        s3.completeMultipartUpload(
            it ->
                it.bucket(BUCKET)
                    .key(key)
                    .uploadId(begun.uploadId())
                    .multipartUpload(m -> m.parts(parts)));
    assertThat(completed.serverSideEncryption()).isEqualTo(ServerSideEncryption.AES256);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(data)) {
      // RocksDB unpacks its own library there.
      return all.filter(Files::isRegularFile)
          .filter(it -> !it.toString().contains("native"))
          .toList();
    }
  }

  private static List<Path> holding(List<Path> files, String text) throws IOException {
    List<Path> holding = new ArrayList<>();
    for (Path file : files) {
      if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
        holding.add(file);
      }
    }
    return holding;
  }
}
