package dev.cloudjar.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Networks by the clients that people use. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT) // Terraform mostly waits, by its provider's own timers
final class NetworkStoriesTest {
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
  void theAwsCli() throws IOException, InterruptedException {
    Program.needs(folder, "the story of networks by the AWS CLI", "aws", "--version");
    String vpc = ec2("Vpc.VpcId", "create-vpc", "--cidr-block", "10.30.0.0/16");
    String subnet =
        ec2(
            "Subnet.SubnetId",
            "create-subnet",
            "--vpc-id",
            vpc,
            "--cidr-block",
            "10.30.1.0/24",
            "--tag-specifications",
            "ResourceType=subnet,Tags=[{Key=Name,Value=cli}]");
    assertThat(
            ec2("Subnets[].SubnetId", "describe-subnets", "--filters", "Name=tag:Name,Values=cli"))
        .isEqualTo(subnet);
    String group =
        ec2(
            "GroupId",
            "create-security-group",
            "--group-name",
            "web",
            "--description",
            "web",
            "--vpc-id",
            vpc);
    String rule =
        ec2(
            "SecurityGroupRules[0].SecurityGroupRuleId",
            "authorize-security-group-ingress",
            "--group-id",
            group,
            "--protocol",
            "tcp",
            "--port",
            "443",
            "--cidr",
            "0.0.0.0/0");
    assertThat(rule).startsWith("sgr-");
    assertThat(aws("ec2", "create-vpc", "--cidr-block", "10.0.0.0/8").output())
        .contains("(InvalidVpc.Range) when calling the CreateVpc operation");
    assertThat(aws("ec2", "delete-vpc", "--vpc-id", vpc).output())
        .contains("(DependencyViolation)");
    ec2("@", "delete-security-group", "--group-id", group);
    ec2("@", "delete-subnet", "--subnet-id", subnet);
    ec2("@", "delete-vpc", "--vpc-id", vpc);
  }

  @Test
  void terraform() throws IOException, InterruptedException {
    new Terraform(folder, "networks", cloud.endpoint()).tellStory();
  }

  /** What a command of EC2 answers to a query. */
  private String ec2(String query, String... arguments) throws IOException, InterruptedException {
    var all = new ArrayList<>(List.of("ec2"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--query", query, "--output", "text"));
    return aws(all.toArray(String[]::new)).successful().strip();
  }

  private Program.Outcome aws(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("aws", "--endpoint-url", cloud.endpoint().toString()));
    command.addAll(List.of(arguments));
    return Program.run(folder, Program.environment(cloud.endpoint()), command);
  }
}
