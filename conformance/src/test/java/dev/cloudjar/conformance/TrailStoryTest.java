package dev.cloudjar.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The AWS CLI's own proof of log files, and what is known of calls after a crash. */
final class TrailStoryTest {
  private static final String POLICY =
      """
      {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"},
         "Action": "s3:GetBucketAcl", "Resource": "arn:aws:s3:::trail-story"},
        {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"},
         "Action": "s3:PutObject", "Resource": "arn:aws:s3:::trail-story/AWSLogs/000000000000/*",
         "Condition": {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}}}]}""";

  @Test
  @Behaviour("CLOUDTRAIL-01")
  void theAwsCliAcceptsWhatATrailDelivers(@TempDir Path folder)
      throws IOException, InterruptedException {
    Program.needs(folder, "the proof of log files", "aws", "--version");
    try (CloudProcess cloud = CloudProcess.start(folder)) {
      Path policy = Files.writeString(folder.resolve("policy.json"), POLICY);
      aws(folder, cloud, "s3api", "create-bucket", "--bucket", "trail-story");
      aws(
          folder,
          cloud,
          "s3api",
          "put-bucket-policy",
          "--bucket",
          "trail-story",
          "--policy",
          "file://" + policy);
      String arn =
          aws(
                  folder,
                  cloud,
                  "cloudtrail",
                  "create-trail",
                  "--name",
                  "story",
                  "--s3-bucket-name",
                  "trail-story",
                  "--is-multi-region-trail",
                  "--enable-log-file-validation",
                  "--query",
                  "TrailARN",
                  "--output",
                  "text")
              .strip();
      aws(folder, cloud, "cloudtrail", "start-logging", "--name", "story");
      String start = clock(cloud, "{\"freeze\": true}");
      aws(folder, cloud, "sts", "get-caller-identity");
      clock(cloud, "{\"advance\": \"90m\"}");
      aws(folder, cloud, "sts", "get-caller-identity", "--region", "eu-west-1");
      String end = clock(cloud, "{\"advance\": \"150m\"}");
      for (String region : List.of("us-east-1", "eu-west-1")) {
        String proof =
            aws(
                folder,
                cloud,
                "cloudtrail",
                "validate-logs",
                "--trail-arn",
                arn,
                "--start-time",
                start,
                "--end-time",
                end,
                "--region",
                region,
                "--verbose");
        assertThat(proof)
            .doesNotContain("INVALID")
            .containsPattern("[1-9][0-9]*/[1-9][0-9]* digest files valid")
            .containsPattern("[1-9][0-9]*/[1-9][0-9]* log files valid");
      }
      String log =
          aws(
                  folder,
                  cloud,
                  "s3api",
                  "list-objects-v2",
                  "--bucket",
                  "trail-story",
                  "--prefix",
                  "AWSLogs/000000000000/CloudTrail/us-east-1/",
                  "--query",
                  "Contents[0].Key",
                  "--output",
                  "text")
              .strip();
      aws(folder, cloud, "s3", "rm", "s3://trail-story/" + log);
      Program.Outcome broken =
          run(
              folder,
              cloud,
              "cloudtrail",
              "validate-logs",
              "--trail-arn",
              arn,
              "--start-time",
              start,
              "--end-time",
              end);
      assertThat(broken.exitCode()).isNotZero();
      assertThat(broken.output()).contains("INVALID: not found");
    }
  }

  @Test
  @Behaviour("CLOUDTRAIL-01")
  void whatWasFoundOnceIsFoundAfterAKill(@TempDir Path folder)
      throws IOException, InterruptedException {
    Program.needs(folder, "the history after a kill", "aws", "--version");
    List<String> lookup =
        List.of(
            "cloudtrail",
            "lookup-events",
            "--lookup-attributes",
            "AttributeKey=EventName,AttributeValue=CreateQueue",
            "--query",
            "Events[].EventId",
            "--output",
            "text");
    String before;
    try (CloudProcess cloud = CloudProcess.start(folder)) {
      aws(folder, cloud, "sqs", "create-queue", "--queue-name", "noted");
      before = aws(folder, cloud, lookup.toArray(String[]::new));
      cloud.kill();
    }
    assertThat(before).isNotBlank();
    try (CloudProcess cloud = CloudProcess.start(folder)) {
      assertThat(aws(folder, cloud, lookup.toArray(String[]::new))).isEqualTo(before);
    }
  }

  /** Moves the clock; what it shows then. */
  private static String clock(CloudProcess cloud, String order)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      String page =
          client
              .send(
                  HttpRequest.newBuilder(cloud.endpoint().resolve("/_cloudjar/clock"))
                      .header("content-type", "application/json")
                      .POST(HttpRequest.BodyPublishers.ofString(order))
                      .build(),
                  BodyHandlers.ofString())
              .body();
      return page.replaceAll("(?s).*\"now\"\\s*:\\s*\"([^\"]*)\".*", "$1");
    }
  }

  private static String aws(Path folder, CloudProcess cloud, String... arguments)
      throws IOException, InterruptedException {
    return run(folder, cloud, arguments).successful();
  }

  private static Program.Outcome run(Path folder, CloudProcess cloud, String... arguments)
      throws IOException, InterruptedException {
    // By option too: AWS CLI 1 does not heed the variable for SQS.
    var command = new ArrayList<>(List.of("aws", "--endpoint-url", cloud.endpoint().toString()));
    command.addAll(List.of(arguments));
    Map<String, String> environment = Program.environment(cloud.endpoint());
    return Program.run(folder, environment, command);
  }
}
