package dev.cloudjar.fabric.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AptSourcesTest {
  @TempDir Path directory;

  @Test
  void packagesComeFromWhereThisMachineGetsItsOwn() throws IOException {
    assertThat(AptSources.mirror(directory, "bookworm")).isEmpty();
    Path more = Files.createDirectory(directory.resolve("sources.list.d"));
    Files.writeString(
        more.resolve("a.sources"),
        """
        Types: deb
        URIs: https://other.example/node
        Suites: nodistro

        # its own
        Types: deb deb-src
        # commented
        URIs: https://mirror.example/debian/
        Suites: bookworm bookworm-updates

        Types: deb
        URIs: https://mirror.example/debian-security
        Suites: bookworm-security
        """);
    assertThat(AptSources.mirror(directory, "bookworm")).contains("https://mirror.example/debian/");
    Files.writeString(
        directory.resolve("sources.list"),
        """
        # deb http://not.example/debian trixie main
        deb [arch=amd64 signed-by=/x] http://lines.example/debian trixie main # here
        """);
    assertThat(AptSources.mirror(directory, "trixie")).contains("http://lines.example/debian");
    assertThat(AptSources.mirror(directory, "bookworm")).contains("https://mirror.example/debian/");
  }
}
