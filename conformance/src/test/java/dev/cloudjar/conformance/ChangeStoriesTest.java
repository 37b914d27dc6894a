package dev.cloudjar.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What follows from changes of objects, told by clients that others wrote, against the built jar.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT) // Terraform mostly waits, by its provider's own timers
final class ChangeStoriesTest {
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
  @Behaviour({"S3-EVENTS-01", "S3-EVENTS-02", "S3-REPL-01"})
  void terraform() throws IOException, InterruptedException {
    new Terraform(folder, "s3-news", cloud.endpoint()).tellStory();
  }

  @Test
  @Behaviour({"S3-EVENTS-01", "S3-EVENTS-02", "S3-REPL-02", "S3-REPL-05"})
  void boto3() throws IOException, InterruptedException {
    Program.needs(folder, "the story of changes by boto3", "python3", "-c", "import boto3");
    Path script = folder.resolve("news.py");
    copy("news.py", script);
    assertThat(run(Stream.of("python3", script.toString()))).contains("told");
  }

  @Test
  @Behaviour("S3-EVENTS-01")
  void theAwsCli() throws IOException, InterruptedException {
    Program.needs(folder, "the story of changes by the AWS CLI", "aws", "--version");
    Path small = Files.writeString(folder.resolve("small.txt"), "hello");
    aws("s3 mb s3://cli-changes");
    Path policy =
        Files.writeString(
            folder.resolve("attributes.json"),
            """
            {"Policy": "{\\"Statement\\": [{\\"Effect\\": \\"Allow\\", \\"Action\\": \\"sqs:*\\", \
            \\"Principal\\": {\\"Service\\": \\"s3.amazonaws.com\\"}, \\"Resource\\": \\"*\\"}]}"}
            """);
    String url =
        aws("sqs create-queue --queue-name cli-changes --query QueueUrl --output text"
                + " --attributes file://"
                + policy)
            .strip();
    Path configuration =
        Files.writeString(
            folder.resolve("notification.json"),
            """
            {"QueueConfigurations": [{"Events": ["s3:ObjectCreated:*"],
              "QueueArn": "arn:aws:sqs:us-east-1:000000000000:cli-changes"}]}
            """);
    aws(
        "s3api put-bucket-notification-configuration --bucket cli-changes"
            + " --notification-configuration file://"
            + configuration);
    String receive =
        "sqs receive-message --wait-time-seconds 20 --query Messages[0].Body --output text"
            + " --queue-url "
            + url;
    assertThat(aws(receive)).contains("s3:TestEvent");
    aws("s3 cp " + small + " s3://cli-changes/small.txt");
    assertThat(aws(receive)).contains("ObjectCreated:Put").contains("small.txt");
  }

  private String aws(String command) throws IOException, InterruptedException {
    return run(
        Stream.concat(
            Stream.of("aws", "--endpoint-url", cloud.endpoint().toString()),
            Stream.of(command.split(" "))));
  }

  private String run(Stream<String> command) throws IOException, InterruptedException {
    List<String> words = command.toList();
    return Program.run(folder, Program.environment(cloud.endpoint()), words).successful();
  }

  private void copy(String story, Path to) throws IOException {
    try (InputStream in = getClass().getResourceAsStream("/stories/" + story)) {
      Files.copy(in, to);
    }
  }
}
