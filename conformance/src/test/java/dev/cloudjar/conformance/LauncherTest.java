package dev.cloudjar.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher and its commands, as a user types them. */
final class LauncherTest {
  @TempDir private Path folder;
  private String port = "";

  @BeforeEach
  void choosePort() throws IOException {
    port = Integer.toString(CloudProcess.freePort());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "start",
        "stop",
        "status",
        "logs",
        "reset",
        "doctor",
        "coverage",
        "clock",
        "clock advance",
        "why-blocked",
        "zone",
        "zone down",
        "within"
      })
  void everyCommandExplainsItself(String command) throws IOException, InterruptedException {
    var words = new ArrayList<String>();
    if (!command.isEmpty()) {
      words.addAll(List.of(command.split(" ")));
    }
    words.add("--help");
    assertThat(cloudjar(words.toArray(String[]::new)).successful()).contains("Usage: cloudjar");
  }

  @Test
  void aCloudIsStartedShownAndStopped() throws IOException, InterruptedException {
    Program.Outcome started = cloudjar("start", "--detach", "--port", port);
    try {
      assertThat(started.successful())
          .contains("http://127.0.0.1:" + port)
          .contains("cloudjar aws");
      assertThat(cloudjar("status").successful()).contains(":" + port).contains("healthy");
      assertThat(cloudjar("clock", "show").successful()).contains("now");
      assertThat(cloudjar("clock", "advance", "90d").successful()).isNotBlank();
      assertThat(cloudjar("coverage").successful()).contains("sqs").contains("SendMessage");
      assertThat(cloudjar("reset").successful()).contains("empty");
      assertThat(cloudjar("logs").successful()).isNotBlank();
    } finally {
      assertThat(cloudjar("stop").successful()).contains("Stopped");
    }
    assertThat(cloudjar("status").exitCode()).isEqualTo(1);
  }

  @Test
  void aSecondCloudOnTheSameDataSaysWhoHoldsIt() throws IOException, InterruptedException {
    try (CloudProcess first = CloudProcess.start(folder)) {
      Program.Outcome second =
          cloudjar("start", "--port", port, "--data", folder.resolve("data").toString());
      assertThat(second.exitCode()).isNotZero();
      assertThat(second.output()).contains(Long.toString(first.pid())).doesNotContain("\tat ");
    }
  }

  @Test
  void aTakenPortIsToldOf() throws IOException, InterruptedException {
    try (CloudProcess first = CloudProcess.start(folder)) {
      Program.Outcome second =
          cloudjar("start", "--port", Integer.toString(first.port()), "--ephemeral");
      assertThat(second.exitCode()).isNotZero();
      assertThat(second.output()).contains(Integer.toString(first.port())).doesNotContain("\tat ");
    }
  }

  @Test
  void scriptsRunOnceTheCloudIsReady() throws IOException, InterruptedException {
    Path scripts = Files.createDirectories(folder.resolve("home/init/ready.d"));
    Path proof = folder.resolve("proof");
    Files.writeString(
        scripts.resolve("01-first.sh"), "echo \"$AWS_ENDPOINT_URL $AWS_ACCESS_KEY_ID\" > " + proof);
    Files.writeString(scripts.resolve("02-broken.sh"), "exit 3");
    try (CloudProcess cloud = CloudProcess.start(folder)) {
      String outcomes;
      do { // the scripts run beside the first requests
        outcomes =
            Program.run(
                    folder, Map.of(), List.of("curl", "-s", cloud.endpoint() + "/_localstack/init"))
                .output();
      } while (!outcomes.contains("ERROR"));
      assertThat(outcomes).contains("01-first.sh").contains("SUCCESSFUL").contains("02-broken.sh");
      assertThat(Files.readString(proof)).isEqualToIgnoringNewLines(cloud.endpoint() + " test");
    }
  }

  @Test
  void withoutAJdkItSaysHowToGetOne() throws IOException, InterruptedException {
    Path tools = Files.createDirectories(folder.resolve("bin"));
    for (String tool : List.of("sh", "dirname", "readlink", "sed", "env")) {
      Files.createSymbolicLink(tools.resolve(tool), Path.of("/usr/bin", tool));
    }
    // A copy, so that the folders which the launcher looks through can be named otherwise.
    Path copy = Files.createDirectories(folder.resolve("copy/.mvn"));
    String finder = Files.readString(Repository.root().resolve(".mvn/find-java.sh"));
    Files.writeString(
        copy.resolve("find-java.sh"),
        finder
            .replace("/usr/lib/jvm/*", "")
            .replace("/usr/java/*", "")
            .replace("/opt/java/*", "")
            .replace("/opt/jdk*", ""));
    Files.copy(Repository.root().resolve("cloudjar"), folder.resolve("copy/cloudjar"));
    Program.Outcome outcome =
        Program.run(
            folder,
            Map.of(
                "PATH",
                tools.toString(),
                "JAVA_HOME",
                "",
                "HOME",
                folder.toString(),
                "SDKMAN_DIR",
                folder.toString()),
            List.of("/bin/sh", folder.resolve("copy/cloudjar").toString(), "status"));
    assertThat(outcome.exitCode()).isNotZero();
    assertThat(outcome.output().strip().lines())
        .hasSize(2)
        .anyMatch(line -> line.contains("JDK 25"));
  }

  private Program.Outcome cloudjar(String... words) throws IOException, InterruptedException {
    Repository.jar();
    var command = new ArrayList<>(List.of(Repository.root().resolve("cloudjar").toString()));
    command.addAll(List.of(words));
    return Program.run(folder, new HashMap<>(), command);
  }
}
