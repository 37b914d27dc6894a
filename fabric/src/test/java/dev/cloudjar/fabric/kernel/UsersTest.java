package dev.cloudjar.fabric.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which users machines may have, by what the kernel tells of a process's own. */
final class UsersTest {
  private static final String EVERYBODY = "         0          0 4294967295\n";

  @Test
  void rootOfThisMachineHasThoseAboveAllThatAreHandedOut() {
    assertThat(Users.of(EVERYBODY, EVERYBODY)).isEqualTo(new Users(true, 0x7000_0000, 65536));
  }

  @Test
  void rootOfANamespaceHasItsSubordinatesAndNeverItself() {
    String map = "         0       1001          1\n         1     100000      65535\n";
    assertThat(Users.of(map, map)).isEqualTo(new Users(false, 1, 65535));
    String container = "         0     100000      65536\n";
    assertThat(Users.of(container, container)).isEqualTo(new Users(false, 1, 65535));
  }

  @Test
  void gapsAndMissingGroupsLeaveFewer() {
    String map = "0 1001 1\n1 100000 1000\n5000 200000 70000\n";
    assertThat(Users.of(map, map)).isEqualTo(new Users(false, 5000, 65536));
    assertThat(Users.of(map, "0 1001 1\n").count()).isZero();
    assertThat(Users.of("0 1001 1\n", "0 1001 1\n").count()).isLessThan(Users.LEAST);
  }
}
