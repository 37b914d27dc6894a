package dev.cloudjar.fabric.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.fabric.Capability;
import dev.cloudjar.fabric.Tier;
import dev.cloudjar.fabric.kernel.Installation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProbeTest {
  @TempDir Path directory;

  @Test
  void eachCapabilityIsTriedAndNothingIsLeftOfTheTrial() throws IOException {
    Probe probe = Probe.of(Installation.of(directory));
    assertThat(probe.capabilities())
        .extracting(Capability::name)
        .containsExactly("networks", "machines", "limits", "disks", "snapshots", "images");
    assertThat(probe.capabilities()).allSatisfy(c -> assertThat(c.detail()).isNotBlank());
    assertThat(directory).isEmptyDirectory();
    assertThat(Mounts.below(directory)).isEmpty();
    if (probe.hasMachines()) {
      assertThat(probe.capabilities().get(1).tier()).isEqualTo(Tier.KERNEL);
      assertThat(Blocks.devices(directory)).isEmpty();
    }
  }

  @Test
  void whatIsMissingIsSaidWithTheLowerTier() {
    Optional<String> why = Optional.of("install nftables");
    Probe probe =
        new Probe(why, why, Optional.empty(), why, why, why, new Limits.None("none here"));
    assertThat(probe.hasMachines()).isFalse();
    assertThat(probe.capabilities())
        .allSatisfy(c -> assertThat(c.tier()).isIn(Tier.PROCESSES, Tier.ABSENT))
        .filteredOn(c -> !Set.of("limits", "snapshots").contains(c.name()))
        .allSatisfy(c -> assertThat(c.detail()).contains("install nftables"));
  }
}
