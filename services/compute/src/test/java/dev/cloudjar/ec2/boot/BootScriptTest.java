package dev.cloudjar.ec2.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.ec2.boot.UserData.Kind;
import dev.cloudjar.ec2.boot.UserData.Part;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootScriptTest {
  private static final String MESSAGE =
      """
      Content-Type: multipart/mixed; boundary="//"
      MIME-Version: 1.0

      --//
      Content-Type: text/cloud-config; charset="us-ascii"

      #cloud-config
      hostname: web
      --//
      Content-Type: text/x-shellscript; charset="us-ascii"
      Content-Transfer-Encoding: base64

      IyEvYmluL3NoCmVjaG8gaGkK
      --//--
      """;

  @TempDir Path directory;

  @Test
  void user_data_is_read_in_all_its_forms() throws IOException {
    assertThat(parts("#!/bin/sh\necho hi\n"))
        .containsExactly(new Part(Kind.SCRIPT, "#!/bin/sh\necho hi\n"));
    assertThat(parts("#cloud-config\n")).extracting(Part::kind).containsExactly(Kind.CLOUD_CONFIG);
    assertThat(parts("key=value")).extracting(Part::kind).containsExactly(Kind.UNKNOWN);
    assertThat(parts("")).isEmpty();
    assertThat(parts(MESSAGE))
        .containsExactly(
            new Part(Kind.CLOUD_CONFIG, "#cloud-config\nhostname: web"),
            new Part(Kind.SCRIPT, "#!/bin/sh\necho hi\n"));
    assertThat(parts(MESSAGE.replace("\n", "\r\n"))).hasSize(2);
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write("#!/bin/sh\n".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(UserData.of(packed.toByteArray()).parts())
        .containsExactly(new Part(Kind.SCRIPT, "#!/bin/sh\n"));
  }

  @Test
  void a_configuration_writes_files_and_runs_commands() throws Exception {
    Path file = directory.resolve("some/file");
    String output =
        run(
            CloudConfig.of(
                    """
                    #cloud-config
                    packages: [nginx]
                    timezone: Europe/Berlin
                    write_files:
                      - path: %1$s
                        content: |
                          it's
                          here
                        permissions: '0640'
                        owner: root
                      - path: %1$s
                        append: true
                        encoding: b64
                        content: aGkK
                    runcmd:
                      - [sh, -c, "echo its $0"]
                      - echo two; exit 3
                    """
                        .formatted(file))
                .firstStart()
                .replace("chown 'root'", "true"));
    assertThat(Files.readString(file)).isEqualTo("it's\nhere\nhi\n");
    assertThat(output)
        .contains("packages are not installed", "timezone is not done here", "its sh", "two");
  }

  @Test
  void a_configuration_that_cannot_be_read_says_so() throws Exception {
    assertThat(run(CloudConfig.of("#cloud-config\na: [").firstStart()))
        .contains("cloud-config could not be read");
    assertThat(run(CloudConfig.of("#cloud-config\n- a").firstStart())).contains("it is no mapping");
  }

  @Test
  void the_script_is_one_that_a_shell_can_read() throws Exception {
    String script =
        BootScript.of(
            "i-0123456789abcdef0",
            "ec2.internal",
            "10.0.0.2",
            "-----BEGIN CERTIFICATE-----\nit's mine\n",
            Optional.of("ssh-rsa AAAA it's mine"),
            Optional.of(MESSAGE.getBytes(StandardCharsets.UTF_8)));
    Path file = Files.writeString(directory.resolve("init"), script);
    Process process = new ProcessBuilder("sh", "-n", file.toString()).inheritIO().start();
    assertThat(process.waitFor()).as(script).isZero();
  }

  private static java.util.List<Part> parts(String text) {
    return UserData.of(text.getBytes(StandardCharsets.UTF_8)).parts();
  }

  private String run(String script) throws Exception {
    Path file = Files.writeString(directory.resolve("script"), script);
    Process process = new ProcessBuilder("sh", file.toString()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }
}
