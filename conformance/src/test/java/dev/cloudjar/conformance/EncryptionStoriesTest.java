package dev.cloudjar.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Objects under keys of KMS in the hands of clients that others wrote, against the built jar. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT) // Terraform mostly waits, by its provider's own timers
final class EncryptionStoriesTest {
  private Path folder;
  private CloudProcess cloud;
  private URI endpoint;

  @BeforeAll
  void start(@TempDir Path temporary) throws IOException, InterruptedException {
    folder = temporary;
    cloud = CloudProcess.start(folder);
    endpoint = URI.create("https://localhost:" + cloud.port());
  }

  @AfterAll
  void stop() {
    cloud.close();
  }

  @Test
  @Behaviour({"S3-SSE-02", "S3-SSE-06"})
  void theAwsCli() throws IOException, InterruptedException {
    Program.needs(folder, "the story of sealed objects by the AWS CLI", "aws", "--version");
    Path file = Files.writeString(folder.resolve("plain.txt"), "hello");
    String key = done("kms", "create-key", "--query", "KeyMetadata.Arn", "--output", "text");
    done("s3", "mb", "s3://cli-sealed");
    done(
        "s3api",
        "put-bucket-encryption",
        "--bucket",
        "cli-sealed",
        "--server-side-encryption-configuration",
        "{\"Rules\":[{\"ApplyServerSideEncryptionByDefault\":{\"SSEAlgorithm\":\"aws:kms\",\"KMSMasterKeyID\":\""
            + key
            + "\"}}]}");
    done("s3", "cp", file.toString(), "s3://cli-sealed/by-default");
    done("s3", "cp", file.toString(), "s3://cli-sealed/asked", "--sse", "aws:kms");
    assertThat(done("s3api", "head-object", "--bucket", "cli-sealed", "--key", "by-default"))
        .contains(key)
        .contains("aws:kms");
    assertThat(done("s3", "cp", "s3://cli-sealed/by-default", "-")).contains("hello");
    done("kms", "disable-key", "--key-id", key);
    Program.Outcome shut = aws("s3", "cp", "s3://cli-sealed/by-default", "-");
    assertThat(shut.exitCode()).isNotZero();
    assertThat(aws("s3api", "get-object", "--bucket", "cli-sealed", "--key", "by-default", "out"))
        .satisfies(it -> assertThat(it.output()).contains("KMS.DisabledException"));
    assertThat(done("s3", "cp", "s3://cli-sealed/asked", "-")).contains("hello");
  }

  @Test
  @Behaviour("S3-SSE-02")
  void terraform() throws IOException, InterruptedException {
    new Terraform(folder, "encryption", endpoint).tellStory();
  }

  private String done(String... arguments) throws IOException, InterruptedException {
    return aws(arguments).successful().strip();
  }

  private Program.Outcome aws(String... arguments) throws IOException, InterruptedException {
    var command =
        new ArrayList<>(List.of("aws", "--no-verify-ssl", "--endpoint-url", endpoint.toString()));
    command.addAll(List.of(arguments));
    // Else each answer begins with a warning of the certificate that is not looked at.
    var environment = new HashMap<>(Program.environment(endpoint));
    environment.put("PYTHONWARNINGS", "ignore");
    return Program.run(folder, environment, command);
  }
}
