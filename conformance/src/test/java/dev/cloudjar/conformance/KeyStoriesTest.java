package dev.cloudjar.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Keys of KMS in the hands of clients that others wrote, against the built jar. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT) // Terraform mostly waits, by its provider's own timers
final class KeyStoriesTest {
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
  @Behaviour("KMS-01")
  void theAwsCli() throws IOException, InterruptedException {
    Program.needs(folder, "the story of keys by the AWS CLI", "aws", "--version");
    String key = kms("KeyMetadata.KeyId", "create-key", "--description", "cli-story");
    kms("@", "create-alias", "--alias-name", "alias/cli-story", "--target-key-id", key);
    kms("@", "enable-key-rotation", "--key-id", key, "--rotation-period-in-days", "100");
    assertThat(kms("RotationPeriodInDays", "get-key-rotation-status", "--key-id", key))
        .isEqualTo("100");

    Path plain = Files.writeString(folder.resolve("plain.txt"), "hello");
    String ciphertext =
        kms(
            "CiphertextBlob",
            "encrypt",
            "--key-id",
            "alias/cli-story",
            "--plaintext",
            "fileb://" + plain,
            "--encryption-context",
            "tenant=green");
    Path encrypted =
        Files.write(folder.resolve("encrypted.bin"), Base64.getDecoder().decode(ciphertext));
    kms("@", "rotate-key-on-demand", "--key-id", key);
    String plaintext =
        kms(
            "Plaintext",
            "decrypt",
            "--ciphertext-blob",
            "fileb://" + encrypted,
            "--encryption-context",
            "tenant=green");
    assertThat(new String(Base64.getDecoder().decode(plaintext), StandardCharsets.UTF_8))
        .isEqualTo("hello");
    assertThat(aws("kms", "decrypt", "--ciphertext-blob", "fileb://" + encrypted))
        .satisfies(
            outcome -> {
              assertThat(outcome.exitCode()).isNotZero();
              assertThat(outcome.output()).contains("InvalidCiphertextException");
            });

    kms("@", "disable-key", "--key-id", key);
    assertThat(aws("kms", "generate-data-key", "--key-id", key, "--key-spec", "AES_256").output())
        .contains("DisabledException")
        .contains("is disabled.");
    assertThat(
            kms(
                "KeyState",
                "schedule-key-deletion",
                "--key-id",
                key,
                "--pending-window-in-days",
                "7"))
        .isEqualTo("PendingDeletion");
  }

  @Test
  @Behaviour("KMS-01")
  void terraform() throws IOException, InterruptedException {
    new Terraform(folder, "keys", cloud.endpoint()).tellStory();
  }

  /** What a command of KMS answers to a query. */
  private String kms(String query, String... arguments) throws IOException, InterruptedException {
    var all = new ArrayList<>(List.of("kms"));
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
