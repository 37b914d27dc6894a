package dev.cloudjar.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The same user story, told by clients that others wrote, against the built jar. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT) // Terraform mostly waits, by its provider's own timers
final class ClientStoriesTest {
  private Path folder;
  private CloudProcess cloud;

  @BeforeAll
  void start(@TempDir Path temporary) throws IOException, InterruptedException {
    folder = temporary;
    cloud = CloudProcess.start(folder);
  }

  @AfterAll
  void stop() {
    cloud.close();
  }

  @Test
  @Behaviour({
    "S3-OBJECT-01",
    "S3-VERSION-01",
    "S3-VERSION-03",
    "S3-PERF-05",
    "S3-PERF-07",
    "S3-SELECT-01",
    "SQS-01"
  })
  void boto3() throws IOException, InterruptedException {
    Program.needs(folder, "the story by boto3", "python3", "-c", "import boto3");
    Path script = copy("story.py");
    run(List.of("python3", script.toString())).successful();
  }

  @Test
  @Behaviour({"S3-OBJECT-01", "S3-PERF-05", "S3-PRESIGN-01", "SQS-01"})
  void theJavaScriptSdk() throws IOException, InterruptedException {
    Program.needs(folder, "the story by the JavaScript SDK", "npm", "--version");
    Path project =
        Files.createDirectories(Repository.root().resolve("conformance/target/javascript"));
    copy("package.json", project);
    Path script = copy("story.mjs", project);
    Program.run(
            project,
            Map.of(),
            List.of("npm", "install", "--no-package-lock", "--no-audit", "--no-fund"))
        .successful();
    run(List.of("node", script.toString())).successful();
  }

  @Test
  @Behaviour({
    "S3-OBJECT-01",
    "S3-OBJECT-04",
    "S3-PERF-05",
    "S3-PRESIGN-01",
    "S3-SELECT-01",
    "SQS-01"
  })
  void theAwsCli() throws IOException, InterruptedException {
    Program.needs(folder, "the story by the AWS CLI", "aws", "--version");
    Path small = Files.writeString(folder.resolve("small.txt"), "hello");
    Path large = Files.write(folder.resolve("large.bin"), noise(20 << 20));

    assertThat(aws("sts", "get-caller-identity", "--query", "Arn", "--output", "text"))
        .isEqualToIgnoringNewLines("arn:aws:iam::000000000000:root");
    aws("s3", "mb", "s3://cli-story");
    aws("s3", "cp", small.toString(), "s3://cli-story/a/small.txt", "--metadata", "color=red");
    aws("s3", "cp", large.toString(), "s3://cli-story/large.bin");
    assertThat(aws("s3", "ls", "s3://cli-story")).contains("PRE a/").contains("20971520 large.bin");
    aws("s3", "cp", "s3://cli-story/large.bin", folder.resolve("back.bin").toString());
    assertThat(Files.mismatch(large, folder.resolve("back.bin"))).isEqualTo(-1);
    assertThat(aws("s3api", "head-object", "--bucket", "cli-story", "--key", "a/small.txt"))
        .contains("\"color\": \"red\"");
    aws(
        "s3api",
        "select-object-content",
        "--bucket",
        "cli-story",
        "--key",
        "a/small.txt",
        "--expression",
        "SELECT UPPER(s._1) FROM S3Object s",
        "--expression-type",
        "SQL",
        "--input-serialization",
        "{\"CSV\": {}}",
        "--output-serialization",
        "{\"CSV\": {}}",
        folder.resolve("selected").toString());
    assertThat(folder.resolve("selected")).hasContent("HELLO");
    String url = aws("s3", "presign", "s3://cli-story/a/small.txt").strip();
    assertThat(run(List.of("curl", "-sS", "--fail", url)).successful()).isEqualTo("hello");
    aws("s3", "sync", folder.resolve("data").toString(), "s3://cli-story/data", "--exclude", "*");
    aws("s3", "rb", "s3://cli-story", "--force");

    String queue =
        aws(
            "sqs",
            "create-queue",
            "--queue-name",
            "cli-story",
            "--query",
            "QueueUrl",
            "--output",
            "text");
    aws("sqs", "send-message", "--queue-url", queue.strip(), "--message-body", "hello");
    assertThat(
            aws(
                "sqs",
                "receive-message",
                "--queue-url",
                queue.strip(),
                "--query",
                "Messages[0].Body",
                "--output",
                "text"))
        .isEqualToIgnoringNewLines("hello");
  }

  @Test
  void terraform() throws IOException, InterruptedException {
    new Terraform(folder, "main", cloud.endpoint()).tellStory();
  }

  private String aws(String... arguments) throws IOException, InterruptedException {
    // By option too: AWS CLI 1 does not heed the variable for SQS.
    var command = new ArrayList<>(List.of("aws", "--endpoint-url", cloud.endpoint().toString()));
    command.addAll(List.of(arguments));
    return run(command).successful();
  }

  private Program.Outcome run(List<String> command) throws IOException, InterruptedException {
    return Program.run(folder, Program.environment(cloud.endpoint()), command);
  }

  private Path copy(String resource) throws IOException {
    return copy(resource, folder);
  }

  private static Path copy(String resource, Path target) throws IOException {
    Path file = target.resolve(resource);
    try (InputStream in = ClientStoriesTest.class.getResourceAsStream("/stories/" + resource)) {
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
    }
    return file;
  }

  private static byte[] noise(int sizeBytes) {
    byte[] bytes = new byte[sizeBytes];
    new java.util.Random(4566).nextBytes(bytes);
    return bytes;
  }
}
