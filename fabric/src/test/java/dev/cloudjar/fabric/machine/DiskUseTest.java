package dev.cloudjar.fabric.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloudjar.fabric.MachinePlan.Attachment;
import dev.cloudjar.fabric.MachinePlan.Speed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that several machines have, and disks that are only so fast. */
final class DiskUseTest {
  @TempDir Path directory;

  @Test
  void sharedBlocksAreTheSameInAllMachinesThatHaveThem() throws IOException {
    try (var laboratory = new Laboratory(directory)) {
      laboratory.room.disks().createBlocks("data", 1 << 20);
      laboratory.start(
          Laboratory.plan(
              "first",
              List.of(new Attachment("data", "/dev/sdf", true, Speed.UNLIMITED)),
              init(
                  """
                  printf '%-4096s' one | dd of=/dev/sdf bs=4096 oflag=direct 2>/dev/null
                  echo wrote
                  until dd if=/dev/sdf bs=4096 skip=1 count=1 iflag=direct 2>/dev/null |
                    grep -q two; do sleep 0.02; done
                  echo heard
                  """)));
      laboratory.says("first", "wrote");
      laboratory.start(
          Laboratory.plan(
              "second",
              List.of(),
              init(
                  """
                  until [ -b /dev/sdg ]; do sleep 0.02; done
                  dd if=/dev/sdg bs=4096 count=1 iflag=direct 2>/dev/null | grep -o one
                  printf '%-4096s' two | dd of=/dev/sdg bs=4096 seek=1 oflag=direct 2>/dev/null
                  """)));
      assertThatThrownBy(
              () -> laboratory.room.machines().attach("second", new Attachment("data", "/dev/sdg")))
          .hasMessageContaining("uses the disk");
      laboratory
          .room
          .machines()
          .attach("second", new Attachment("data", "/dev/sdg", true, Speed.UNLIMITED));
      laboratory.says("second", "one");
      laboratory.says("first", "heard");
      laboratory.room.disks().snapshot("data", "copy");
      laboratory.room.machines().stop("second", Duration.ZERO);
      assertThat(Blocks.devices(laboratory.installation.directory())).hasSize(1);
    }
  }

  @Test
  void aDiskIsAsFastAsIsSaidOfItAlsoWhenThatIsChanged() throws IOException {
    try (var laboratory = new Laboratory(directory)) {
      Assumptions.assumeTrue(
          laboratory.room.capabilities().stream().anyMatch(it -> it.detail().contains("and disks")),
          "SKIPPED: control groups here don't hold disks to a speed");
      var slow = new Attachment("slow", "/dev/sdf", false, new Speed(100, 0));
      laboratory.room.disks().createBlocks("slow", 1 << 20);
      laboratory.room.disks().createBlocks("fast", 1 << 20);
      laboratory.start(
          Laboratory.plan(
              "machine",
              List.of(slow, new Attachment("fast", "/dev/sdg")),
              init(
                  """
                  took() {
                    before=$(date +%s%N)
                    dd if=$1 of=/dev/null bs=4096 count=100 iflag=direct 2>/dev/null
                    echo "$2 $(( ($(date +%s%N) - before) / 1000000 ))ms"
                  }
                  took /dev/sdf slow
                  took /dev/sdg fast
                  until [ -b /dev/sdh ]; do sleep 0.02; done
                  took /dev/sdf faster
                  """)));
      assertThat(milliseconds(laboratory, "slow")).isGreaterThan(500);
      assertThat(milliseconds(laboratory, "fast")).isLessThan(500);
      laboratory
          .room
          .machines()
          .adjust("machine", new Attachment("slow", "/dev/sdf", false, new Speed(100_000, 0)));
      laboratory.room.disks().createBlocks("signal", 1 << 20);
      laboratory.room.machines().attach("machine", new Attachment("signal", "/dev/sdh"));
      assertThat(milliseconds(laboratory, "faster")).isLessThan(500);
    }
  }

  private static int milliseconds(Laboratory laboratory, String what) throws IOException {
    Pattern pattern = Pattern.compile("\\b" + what + " (\\d+)ms");
    Laboratory.until(what, () -> pattern.matcher(laboratory.console("machine")).find());
    Matcher matcher = pattern.matcher(laboratory.console("machine"));
    assertThat(matcher.find()).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  private static Map<String, String> init(String script) {
    return Map.of("init", "#!/bin/sh\n" + script);
  }
}
