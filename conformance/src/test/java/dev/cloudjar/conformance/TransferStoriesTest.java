package dev.cloudjar.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.transfer.s3.S3TransferManager;
import software.amazon.awssdk.transfer.s3.model.CompletedDirectoryUpload;

/** Whole folders, moved to S3 and back by the programs that people move them with. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TransferStoriesTest {
  private static final String AWKWARD = "sub/deep/Ümläut & plus+ 100%.txt";

  private Path folder;
  private Path source;
  private CloudProcess cloud;

  @BeforeAll
  void start(@TempDir Path temporary) throws IOException, InterruptedException {
    folder = temporary;
    source = Files.createDirectories(folder.resolve("source"));
    Files.createDirectories(source.resolve("sub/deep"));
    Files.write(source.resolve("large.bin"), noise(21_000_000));
    Files.write(source.resolve("sub/middle.bin"), noise(300_000));
    Files.writeString(source.resolve("sub/small.txt"), "hello\n");
    Files.writeString(source.resolve(AWKWARD), "awkward\n");
    cloud = CloudProcess.start(folder);
  }

  @AfterAll
  void stop() {
    cloud.close();
  }

  @Test
  @Behaviour({"S3-OBJECT-01", "S3-PERF-05", "S3-PRESIGN-01"})
  void s3cmd() throws IOException, InterruptedException {
    Program.needs(folder, "the story by s3cmd", "s3cmd", "--version");
    String host = "127.0.0.1:" + cloud.port();
    Path settings =
        Files.writeString(
            folder.resolve("s3cfg"),
            """
            [default]
            access_key = test
            secret_key = test
            host_base = %s
            host_bucket = %s
            use_https = False
            multipart_chunk_size_mb = 5
            """
                .formatted(host, host));
    List<String> s3cmd = List.of("s3cmd", "-c", settings.toString(), "--no-progress");
    Path back = Files.createDirectories(folder.resolve("s3cmd"));

    run(s3cmd, "mb", "s3://s3cmd-story");
    run(s3cmd, "sync", source + "/", "s3://s3cmd-story/data/");
    assertThat(run(s3cmd, "ls", "-r", "s3://s3cmd-story"))
        .contains("21000000  s3://s3cmd-story/data/large.bin", "data/" + AWKWARD);
    run(s3cmd, "sync", "s3://s3cmd-story/data/", back + "/");
    assertSame(back);
    assertThat(run(s3cmd, "info", "s3://s3cmd-story/data/sub/small.txt"))
        .contains("File size: 6", "SSE:       AES256");
    String url = run(s3cmd, "signurl", "s3://s3cmd-story/data/sub/small.txt", "+60").strip();
    assertThat(run(List.of("curl", "-sS", "--fail", url))).isEqualTo("hello\n");
    run(s3cmd, "del", "-r", "--force", "s3://s3cmd-story/data");
    run(s3cmd, "rb", "s3://s3cmd-story");
  }

  @Test
  @Behaviour({"S3-OBJECT-01", "S3-PERF-05", "S3-PERF-07"})
  void rclone() throws IOException, InterruptedException {
    Program.needs(folder, "the story by rclone", "rclone", "version");
    Path settings =
        Files.writeString(
            folder.resolve("rclone.conf"),
            """
            [cloud]
            type = s3
            provider = Other
            access_key_id = test
            secret_access_key = test
            endpoint = %s
            region = us-east-1
            chunk_size = 5M
            upload_cutoff = 6M
            """
                .formatted(cloud.endpoint()));
    List<String> rclone = List.of("rclone", "--config", settings.toString());
    Path back = folder.resolve("rclone");

    run(rclone, "mkdir", "cloud:rclone-story");
    run(rclone, "sync", source.toString(), "cloud:rclone-story/data");
    run(rclone, "check", source.toString(), "cloud:rclone-story/data");
    run(rclone, "copy", "cloud:rclone-story/data", back.toString());
    assertSame(back);
    assertThat(
            run(
                rclone,
                "cat",
                "--offset",
                "1",
                "--count",
                "3",
                "cloud:rclone-story/data/sub/small.txt"))
        .isEqualTo("ell");
    run(rclone, "moveto", "cloud:rclone-story/data/large.bin", "cloud:rclone-story/moved.bin");
    assertThat(run(rclone, "lsf", "cloud:rclone-story")).isEqualTo("data/\nmoved.bin\n");
    run(rclone, "purge", "cloud:rclone-story");
  }

  @Test
  @Behaviour({"S3-OBJECT-01", "S3-OBJECT-04", "S3-PERF-05"})
  void s3fs() throws IOException, InterruptedException {
    Program.needs(folder, "the story by s3fs", "s3fs", "--version");
    Program.needs(folder, "the story by s3fs", "test", "-w", "/dev/fuse");
    Path password = Files.writeString(folder.resolve("password"), "test:test");
    run(List.of("chmod", "600", password.toString()));
    Path mount = Files.createDirectories(folder.resolve("mounted"));
    try (S3AsyncClient s3 = client(cloud.endpoint())) {
      s3.createBucket(it -> it.bucket("s3fs-story")).join();
    }
    run(
        List.of("s3fs", "s3fs-story", mount.toString()),
        "-o",
        "passwd_file=" + password,
        "-o",
        "url=" + cloud.endpoint(),
        "-o",
        "use_path_request_style",
        "-o",
        "multipart_size=5");
    try {
      run(List.of("cp", "-r", source.toString(), mount.resolve("data").toString()));
      assertSame(mount.resolve("data"));
      Path file = mount.resolve("data/sub/small.txt");
      run(List.of("sh", "-c", "echo more >> '" + file + "'"));
      assertThat(run(List.of("cat", file.toString()))).isEqualTo("hello\nmore\n");
      run(List.of("mv", file.toString(), mount.resolve("renamed").toString()));
      assertThat(run(List.of("ls", mount.toString()))).isEqualTo("data\nrenamed\n");
      run(List.of("rm", "-r", mount.resolve("data").toString()));
    } finally {
      run(List.of("umount", mount.toString()));
    }
  }

  @Test
  @Behaviour({"S3-OBJECT-01", "S3-PERF-05"})
  void theAwsCliSynchronises() throws IOException, InterruptedException {
    Program.needs(folder, "the story by the AWS CLI", "aws", "--version");
    List<String> aws = List.of("aws", "--endpoint-url", cloud.endpoint().toString(), "s3");
    Path back = folder.resolve("aws");

    run(aws, "mb", "s3://sync-story");
    run(aws, "sync", source.toString(), "s3://sync-story/data", "--no-progress");
    assertThat(run(aws, "sync", source.toString(), "s3://sync-story/data")).isEmpty();
    run(aws, "sync", "s3://sync-story/data", back.toString(), "--no-progress");
    assertSame(back);
    Files.delete(back.resolve("sub/middle.bin"));
    assertThat(
            run(aws, "sync", back.toString(), "s3://sync-story/data", "--delete", "--no-progress"))
        .isEqualToIgnoringNewLines("delete: s3://sync-story/data/sub/middle.bin");
    run(aws, "rb", "s3://sync-story", "--force");
  }

  @Test
  @Behaviour({"S3-PERF-05", "S3-PERF-07"})
  void boto3sTransferManager() throws IOException, InterruptedException {
    Program.needs(folder, "the story by boto3's transfer manager", "python3", "-c", "import boto3");
    Path script =
        Files.writeString(
            folder.resolve("transfer.py"),
            """
            import boto3, filecmp, sys
            from boto3.s3.transfer import TransferConfig
            s3 = boto3.client("s3")
            s3.create_bucket(Bucket="boto3-transfer")
            parts = TransferConfig(multipart_threshold=6 << 20, multipart_chunksize=5 << 20, max_concurrency=8)
            source, back = sys.argv[1], sys.argv[2]
            sent = []
            s3.upload_file(source, "boto3-transfer", "large", Config=parts, Callback=sent.append,
                           ExtraArgs={"Metadata": {"color": "red"}, "ChecksumAlgorithm": "SHA256"})
            head = s3.head_object(Bucket="boto3-transfer", Key="large")
            assert head["ETag"].endswith('-5"'), head
            assert head["Metadata"] == {"color": "red"}, head
            assert sum(sent) == head["ContentLength"]
            s3.download_file("boto3-transfer", "large", back, Config=parts)
            assert filecmp.cmp(source, back, shallow=False)
            s3.copy({"Bucket": "boto3-transfer", "Key": "large"}, "boto3-transfer", "copy", Config=parts)
            s3.download_file("boto3-transfer", "copy", back, Config=parts)
            assert filecmp.cmp(source, back, shallow=False)
            """);
    run(
        List.of("python3", script.toString()),
        source.resolve("large.bin").toString(),
        folder.resolve("boto3.bin").toString());
  }

  @Test
  @Behaviour({"S3-OBJECT-01", "S3-PERF-05"})
  void javasTransferManager() throws IOException {
    Path back = Files.createDirectories(folder.resolve("java"));
    try (S3AsyncClient s3 = client(cloud.endpoint());
        S3TransferManager transfers = S3TransferManager.builder().s3Client(s3).build()) {
      s3.createBucket(it -> it.bucket("java-transfer")).join();
      CompletedDirectoryUpload uploaded =
          transfers
              .uploadDirectory(it -> it.source(source).bucket("java-transfer").s3Prefix("data"))
              .completionFuture()
              .join();
      assertThat(uploaded.failedTransfers()).isEmpty();
      assertThat(
              transfers
                  .downloadDirectory(
                      it ->
                          it.destination(back)
                              .bucket("java-transfer")
                              .listObjectsV2RequestTransformer(list -> list.prefix("data/")))
                  .completionFuture()
                  .join()
                  .failedTransfers())
          .isEmpty();
    }
    assertSame(back);
  }

  private static S3AsyncClient client(URI endpoint) {
    return S3AsyncClient.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .forcePathStyle(true)
        .httpClientBuilder(NettyNioAsyncHttpClient.builder())
        .multipartEnabled(true)
        .multipartConfiguration(
            it -> it.minimumPartSizeInBytes(5L << 20).thresholdInBytes(6L << 20))
        .build();
  }

  /** That a folder holds what the source does. */
  private void assertSame(Path other) throws IOException {
    for (String name : List.of("large.bin", "sub/middle.bin", "sub/small.txt", AWKWARD)) {
      assertThat(Files.mismatch(source.resolve(name), other.resolve(name))).as(name).isEqualTo(-1);
    }
  }

  private String run(List<String> program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(program);
    command.addAll(List.of(arguments));
    Map<String, String> environment = Program.environment(cloud.endpoint());
    return Program.run(folder, environment, command).successful();
  }

  private static byte[] noise(int sizeBytes) {
    byte[] bytes = new byte[sizeBytes];
    new Random(sizeBytes).nextBytes(bytes);
    return bytes;
  }
}
