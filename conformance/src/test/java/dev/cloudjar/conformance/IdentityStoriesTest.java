package dev.cloudjar.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Users, roles and policies as clients make them that others wrote, against the built jar. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT) // Terraform mostly waits, by its provider's own timers
final class IdentityStoriesTest {
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
  void terraform() throws IOException, InterruptedException {
    new Terraform(folder, "iam", cloud.endpoint()).tellStory();
  }

  @Test
  void terraformOfCertificatesKeysAndExclusivePolicies() throws IOException, InterruptedException {
    new Terraform(folder, "iam-credentials", cloud.endpoint())
        .with("TF_VAR_account", "222222222222")
        .tellStory();
  }

  @Test
  @Behaviour({"IAM-POLICY-01", "IAM-POLICY-02"})
  void theAwsCli() throws IOException, InterruptedException {
    Program.needs(folder, "the story by the AWS CLI", "aws", "--version");
    Map<String, String> root = Program.environment(cloud.endpoint());
    aws(root, "iam", "create-user", "--user-name", "carol", "--tags", "Key=team,Value=a")
        .successful();
    String made =
        aws(
                root,
                "iam",
                "create-access-key",
                "--user-name",
                "carol",
                "--query",
                "AccessKey.[AccessKeyId,SecretAccessKey]",
                "--output",
                "text")
            .successful()
            .strip();
    int gap = made.indexOf('\t');
    Map<String, String> carol = new HashMap<>(root);
    carol.put("AWS_ACCESS_KEY_ID", made.substring(0, gap));
    carol.put("AWS_SECRET_ACCESS_KEY", made.substring(gap + 1));
    assertThat(aws(carol, "iam", "list-users").output()).contains("AccessDenied");
    aws(root, "iam", "create-group", "--group-name", "cli-readers").successful();
    aws(
            root,
            "iam",
            "attach-group-policy",
            "--group-name",
            "cli-readers",
            "--policy-arn",
            "arn:aws:iam::aws:policy/IAMReadOnlyAccess")
        .successful();
    aws(root, "iam", "add-user-to-group", "--group-name", "cli-readers", "--user-name", "carol")
        .successful();
    assertThat(aws(carol, "iam", "list-users").successful()).contains("carol");
    assertThat(aws(carol, "iam", "create-user", "--user-name", "eve").output())
        .contains("AccessDenied")
        .contains("iam:CreateUser");
    assertThat(aws(root, "iam", "delete-user", "--user-name", "carol").output())
        .contains("DeleteConflict");
    assertThat(
            aws(
                    root,
                    "iam",
                    "get-policy-version",
                    "--policy-arn",
                    "arn:aws:iam::aws:policy/AdministratorAccess",
                    "--version-id",
                    "v1",
                    "--query",
                    "PolicyVersion.Document.Statement[0].Action",
                    "--output",
                    "text")
                .successful())
        .isEqualToIgnoringNewLines("*");
  }

  private Program.Outcome aws(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    // By option too: AWS CLI 1 does not heed the variable for all services.
    var command = new ArrayList<>(List.of("aws", "--endpoint-url", cloud.endpoint().toString()));
    command.addAll(List.of(arguments));
    return Program.run(folder, environment, command);
  }
}
