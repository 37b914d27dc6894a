package dev.cloudjar.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
  @TempDir Path folder;

  @Test
  void a_secret_stays_what_it_is_and_no_other_is_like_it() {
    Secrets secrets = Secrets.in(folder.resolve("secrets"));
    byte[] one = secrets.secret("kms");
    assertThat(one).hasSize(Secrets.LENGTH_BYTES);
    assertThat(secrets.secret("kms")).isEqualTo(one);
    assertThat(Secrets.in(folder.resolve("secrets")).secret("kms")).isEqualTo(one);
    assertThat(secrets.secret("kms-2")).isNotEqualTo(one);
    assertThat(Secrets.in(folder.resolve("others")).secret("kms")).isNotEqualTo(one);
  }

  @Test
  void secrets_in_memory_are_made_once() {
    Secrets secrets = Secrets.inMemory();
    byte[] one = secrets.secret("kms");
    assertThat(secrets.secret("kms")).isEqualTo(one).isNotSameAs(one);
    assertThat(Secrets.inMemory().secret("kms")).isNotEqualTo(one);
  }

  @Test
  void nobody_but_the_owner_can_read_it() throws IOException {
    Path directory = folder.resolve("secrets");
    Secrets.in(directory).secret("kms");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
        .isEqualTo("rwx------");
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("kms"))))
        .isEqualTo("rw-------");
    try (var files = Files.list(directory)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void a_damaged_secret_is_not_replaced() throws IOException {
    Files.writeString(folder.resolve("kms"), "short");
    Secrets secrets = Secrets.in(folder);
    assertThatThrownBy(() -> secrets.secret("kms"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("damaged");
    assertThat(folder.resolve("kms")).hasContent("short");
  }

  @Test
  void a_name_leads_nowhere_else() {
    Secrets secrets = Secrets.in(folder);
    for (String name : new String[] {"", "../kms", "a/b", "A", "-"}) {
      assertThatThrownBy(() -> secrets.secret(name)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
