package dev.cloudjar.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every command in the README, run as it stands there (but for the test command, which runs this).
 */
final class ReadmeTest {
  private static final Pattern BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

  @Test
  void everyCommandWorks(@TempDir Path folder) throws IOException, InterruptedException {
    Repository.jar();
    Program.needs(folder, "the README", "aws", "--version");
    int port = CloudProcess.freePort();
    Map<String, String> environment = new HashMap<>();
    environment.put("CLOUDJAR_HOME", folder.resolve("home").toString());
    environment.put("CLOUDJAR_PORT", Integer.toString(port));
    environment.put("AWS_PAGER", "");

    // The commands stand in the repository's folder; files that they make belong elsewhere.
    String script =
        commands()
            .replace("./cloudjar", Repository.root().resolve("cloudjar").toString())
            .replace(":4566", ":" + port);
    Program.Outcome outcome = Program.run(folder, environment, List.of("sh", "-ec", script));

    assertThat(outcome.successful())
        .contains("make_bucket: my-bucket")
        .contains("hello.txt")
        .contains("may not s3:GetObject")
        .contains("\"Action\" : [ \"s3:GetObject\" ]");
  }

  private static String commands() throws IOException {
    Matcher block = BLOCK.matcher(Files.readString(Repository.root().resolve("README.md")));
    return block
        .results()
        .map(result -> result.group(1))
        .filter(text -> !text.contains("mvnw"))
        .collect(Collectors.joining("\n"));
  }
}
