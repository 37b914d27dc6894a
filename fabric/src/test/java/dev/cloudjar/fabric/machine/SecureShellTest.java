package dev.cloudjar.fabric.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cloudjar.fabric.kernel.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signing in as a client does. */
final class SecureShellTest {
  @TempDir Path directory;
  @TempDir Path keys;

  @Test
  void theKeyGivenIsLetInAndTheHostKeepsItsOwn() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/ssh")), "SKIPPED: needs openssh-client");
    try (var laboratory = new Laboratory(directory)) {
      for (String name : List.of("mine", "other")) {
        Command.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", keys.resolve(name) + "")
            .run();
      }
      Map<String, String> files =
          Map.of("authorized_keys", Files.readString(keys.resolve("mine.pub")));
      laboratory.start(Laboratory.plan("shell", List.of(), files));
      Laboratory.until("lets in", () -> signIn(laboratory, "mine", "true").status() == 0);
      assertThat(signIn(laboratory, "mine", "whoami; sudo id -u; echo $HOME").output())
          .isEqualTo("admin\n0\n/home/admin\n");
      assertThat(signIn(laboratory, "other", "id").status()).isEqualTo(255);
      String host = laboratory.beside("shell", "ssh-keyscan", "-t", "ed25519", "127.0.0.1");
      laboratory.room.machines().stop("shell", Duration.ofSeconds(10));
      laboratory.start(Laboratory.plan("shell", List.of(), files));
      Laboratory.until("lets in", () -> signIn(laboratory, "mine", "true").status() == 0);
      assertThat(laboratory.beside("shell", "ssh-keyscan", "-t", "ed25519", "127.0.0.1"))
          .isEqualTo(host);
    }
  }

  private Command.Result signIn(Laboratory laboratory, String key, String command)
      throws IOException {
    return laboratory.attemptBeside(
        "shell",
        "ssh",
        "-i",
        keys.resolve(key).toString(),
        "-oBatchMode=yes",
        "-oIdentitiesOnly=yes",
        "-oStrictHostKeyChecking=no",
        "-oUserKnownHostsFile=/dev/null",
        "-oLogLevel=ERROR",
        "admin@127.0.0.1",
        command);
  }
}
