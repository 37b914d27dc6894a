package dev.cloudjar.fabric.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Filters are changed by the library in the namespace of who asks, all of a script or nothing. */
final class PacketFiltersTest {

  @Test
  void aScriptIsOneTransaction() throws IOException {
    assumeTrue(Namespaces.usable(), Namespaces.WHY_NOT);
    String name = "cj-filters-" + ProcessHandle.current().pid();
    Command.of("ip", "netns", "add", name).run();
    try (Space space = new Space(Namespace.named(name))) {
      change(space, "add table inet one\nadd chain inet one first\n");
      assertThat(space.run(Command.of("nft", "list", "ruleset"))).contains("chain first");
      assertThatThrownBy(() -> change(space, "add table inet two\nadd rule inet two none accept\n"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("No such file or directory");
      assertThatThrownBy(() -> change(space, "nonsense\n"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("syntax error");
      assertThat(space.run(Command.of("nft", "list", "tables")))
          .contains("inet one")
          .doesNotContain("inet two");
    } finally {
      Command.of("ip", "netns", "delete", name).run();
    }
  }

  private static void change(Space space, String script) throws IOException {
    space.call(
        () -> {
          PacketFilters.change(script);
          return true;
        });
  }
}
