package dev.cloudjar.fabric.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloudjar.fabric.MachinePlan;
import dev.cloudjar.fabric.kernel.Command;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real machines. */
final class MachinesTest {
  private static final Duration GRACE = Duration.ofSeconds(10);

  @TempDir static Path directory;
  private static Laboratory laboratory;

  @BeforeAll
  static void open() throws IOException {
    laboratory = new Laboratory(directory);
  }

  @AfterEach
  void clear() throws IOException {
    laboratory.room.clear();
    assertThat(laboratory.room.machines().running()).isEmpty();
    assertThat(laboratory.room.disks().present()).isEmpty();
    assertThat(Mounts.below(laboratory.installation.directory())).isEmpty();
    assertThat(Blocks.devices(laboratory.installation.directory())).isEmpty();
    String groups =
        Command.of("find", "/sys/fs/cgroup", "-name", "cloudjar-" + laboratory.installation.id())
            .run();
    assertThat(groups).isEmpty();
  }

  @AfterAll
  static void close() throws IOException {
    if (laboratory != null) {
      laboratory.close();
    }
  }

  @Test
  void aMachineServesStopsAndKeepsItsData() throws IOException {
    laboratory.start("web", "date +%s%N > /srv/started; cd /srv; exec python3 -m http.server 80");
    Laboratory.until("answers", () -> answers("web"));
    String first = laboratory.beside("web", "curl", "-s", "http://127.0.0.1/started");
    assertThat(laboratory.room.machines().running()).containsExactly("web");

    long before = System.nanoTime();
    laboratory.room.machines().stop("web", GRACE);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
    assertThat(laboratory.room.machines().running()).isEmpty();
    assertThat(laboratory.console("web")).contains("shutting down", "GET /started");
    laboratory.room.machines().stop("web", GRACE);

    laboratory.start("web", "cd /srv; exec python3 -m http.server 80");
    Laboratory.until("answers again", () -> answers("web"));
    assertThat(laboratory.beside("web", "curl", "-s", "http://127.0.0.1/started")).isEqualTo(first);
    assertThat(laboratory.console("web")).doesNotContain("shutting down");
  }

  private static boolean answers(String machine) {
    try {
      laboratory.beside(machine, "curl", "-sf", "-o", "/dev/null", "http://127.0.0.1/");
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void rootInsideIsNobodyOutsideAndSeesNothingOfThisMachine() throws IOException {
    Files.writeString(directory.resolve("secret"), "of the outside");
    laboratory.start(
        "jail",
        """
        try() { "$@" >/dev/null 2>&1 && echo "CAN: $*"; }
        id -u
        cat /proc/self/uid_map
        try mknod /tmp/disk b 254 0
        try sh -c 'echo x > /proc/sys/kernel/core_pattern'
        try sh -c 'echo 1 > /proc/sys/kernel/panic'
        try sh -c 'echo b > /proc/sysrq-trigger'
        try dmesg
        try mount -t sysfs sysfs /mnt
        try mount -t ext4 /dev/sdz /mnt
        try mount -t debugfs none /mnt
        try mount -o remount,rw /sys
        try umount /dev
        try umount /run
        try sh -c 'echo 99999999999 > /sys/fs/cgroup/memory/memory.limit_in_bytes'
        try date -s 2001-01-01
        try swapon /dev/sda
        try sh -c 'kill -0 %d'
        try cat /proc/kcore /proc/kmsg
        try grep -q . /proc/cmdline
        try test -e %s/secret
        try sh -c 'ls /proc/1/root/../mnt/outside/etc'
        try test -e /mnt/outside
        mkdir -p /tmp/c && mount -t cgroup -o memory none /tmp/c && \
          { try sh -c 'echo 99999999999 > /tmp/c/memory.limit_in_bytes'; \
            try sh -c 'echo 1 > /tmp/c/../c/cgroup.procs'; try sh -c 'echo x > /tmp/c/release_agent'; }
        ls /sys /sys/class /dev /proc/1/fd
        ls -d /proc/[0-9]* | wc -l
        cat /proc/mounts
        cat /proc/self/cgroup
        echo done
        """
            .formatted(ProcessHandle.current().pid(), directory));
    laboratory.says("jail", "done");
    String console = laboratory.console("jail");
    assertThat(console).startsWith("0\n").contains(Integer.toString(Ownership.FIRST));
    assertThat(console).doesNotContain("CAN:");
    assertThat(console).doesNotContain(directory.toString()).doesNotContain("cloudjar-");
    long user =
        (int) Files.getAttribute(Path.of("/proc/" + laboratory.process("jail")), "unix:uid");
    assertThat(user).isEqualTo(Ownership.FIRST);
    assertThat(console).contains("/sys:\nclass\ndevices\nfs\n");
  }

  @Test
  void linksThatAMachineLeavesAreNotFollowedWhenItStartsAgain() throws IOException {
    Path outside = Files.createDirectory(directory.resolve("outside"));
    laboratory.start(
        "trap",
        """
        mount --bind / /mnt
        for place in run sys dev proc; do rmdir /mnt/$place; ln -s %s /mnt/$place; done
        ls -ld /mnt/run
        echo set
        """
            .formatted(outside));
    laboratory.says("trap", "set");
    assertThat(laboratory.console("trap")).contains("/mnt/run -> ");
    laboratory.room.machines().stop("trap", GRACE);
    laboratory.start("trap", "ls /run/cloudjar; echo again");
    laboratory.says("trap", "again");
    assertThat(outside).isEmptyDirectory();
    assertThat(Files.getAttribute(outside, "unix:uid")).isEqualTo(0);
    Files.delete(outside);
  }

  @Test
  void limitsActOnMemoryAndProcessors() throws IOException {
    laboratory.start(
        new MachinePlan(
            "greedy",
            "greedy",
            "greedy",
            0.25,
            64L << 20,
            List.of(),
            Map.of(
                "init",
                """
                #!/bin/sh
                python3 -c 'x = "x" * (200 << 20); print("got it", len(x))' || echo "killed"
                python3 -c '
                import time
                begun, used = time.monotonic(), time.process_time()
                while time.monotonic() < begun + 1: pass
                print("share", time.process_time() - used)
                '
                """)));
    laboratory.says("greedy", "share");
    String console = laboratory.console("greedy");
    assertThat(console).contains("killed").doesNotContain("got it");
    double share = Double.parseDouble(console.replaceAll("(?s).*share (\\S+).*", "$1"));
    assertThat(share).isLessThan(0.45);
    assertThat(laboratory.room.machines().running()).containsExactly("greedy");
  }

  @Test
  void anEndIsToldWithinASecondAndOrphansAreBuried() throws IOException {
    var ended = new CopyOnWriteArrayList<String>();
    laboratory.room.machines().onEnd(ended::add);
    laboratory.start(
        "killed",
        """
        for i in 1 2 3 4 5; do (sleep 0.01 &); done
        until [ "$(grep -l '^State:.Z' /proc/[0-9]*/status 2>/dev/null | wc -l)" = 0 ] \
          && [ "$(ls -d /proc/[0-9]* | wc -l)" -lt 8 ]; do :; done
        echo buried
        """);
    laboratory.says("killed", "buried");
    long before = System.nanoTime();
    ProcessHandle.of(laboratory.process("killed")).orElseThrow().destroyForcibly();
    Laboratory.until("told", () -> ended.contains("killed"));
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
    assertThat(laboratory.room.machines().running()).isEmpty();

    laboratory.start("stubborn", "trap '' TERM; echo deaf; while :; do sleep 1; done");
    laboratory.says("stubborn", "deaf");
    laboratory.room.machines().stop("stubborn", Duration.ofMillis(300));
    Laboratory.until("told", () -> ended.contains("stubborn"));
    laboratory.start("off", "echo up; kill -TERM 1");
    Laboratory.until("told", () -> ended.contains("off"));
  }

  @Test
  void disksAreAttachedAndDetachedWhileItRuns() throws Exception {
    laboratory.room.disks().createBlocks("data", 16 << 20);
    laboratory.start(
        "server",
        """
        until [ -b /dev/sdf ]; do sleep 0.02; done
        mkfs.ext4 -q /dev/sdf && echo formatted
        until [ "$(blockdev --getsize64 /dev/sdf)" = 33554432 ]; do sleep 0.02; done
        resize2fs /dev/sdf && e2fsck -fy /dev/sdf && echo grown
        while [ -b /dev/sdf ]; do sleep 0.02; done
        echo gone
        """);
    var attachment = new MachinePlan.Attachment("data", "/dev/sdf");
    laboratory.room.machines().attach("server", attachment);
    laboratory.says("server", "formatted");
    laboratory.room.machines().attach("server", attachment);
    laboratory.room.disks().createBlocks("other", 1 << 20);
    assertThatThrownBy(
            () ->
                laboratory
                    .room
                    .machines()
                    .attach("server", new MachinePlan.Attachment("other", "/dev/sdf")))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(
            () ->
                laboratory
                    .room
                    .machines()
                    .attach("server", new MachinePlan.Attachment("data", "/dev/sdg")))
        .hasMessageContaining("uses the disk");
    assertThatThrownBy(() -> laboratory.room.disks().remove("data"))
        .hasMessageContaining("uses the disk");
    laboratory.room.disks().grow("data", 32 << 20);
    laboratory.says("server", "grown");
    laboratory.room.disks().snapshot("data", "copy");
    laboratory.room.machines().detach("server", attachment);
    laboratory.says("server", "gone");
    laboratory.room.machines().detach("server", attachment);

    laboratory.room.disks().createBlocks("second", 32 << 20, "copy");
    var files = Map.of("init", "#!/bin/sh\ne2fsck -fn /dev/sdh && echo clean\n");
    laboratory.start(
        Laboratory.plan(
            "reader", List.of(new MachinePlan.Attachment("second", "/dev/sdh")), files));
    laboratory.says("reader", "clean");
  }

  @Test
  void aMachineOfASnapshotStartsAtOnceWithWhatWasThere() throws IOException {
    laboratory.start("source", "echo kept > /root/file; rm /etc/issue; echo written");
    laboratory.says("source", "written");
    laboratory.room.disks().snapshot("source", "snap");
    laboratory.room.machines().stop("source", Duration.ZERO);
    laboratory.room.disks().remove("source");
    laboratory.room.disks().createTree("copy", "snap");
    long before = System.nanoTime();
    laboratory.start("copy", "[ -e /etc/issue ] || cat /root/file");
    laboratory.says("copy", "kept");
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void theConsoleKeepsTheLastOfItAndNoMore() throws IOException {
    laboratory.start("chatty", "seq 1 100000; echo last; echo to-console > /dev/console");
    laboratory.says("chatty", "to-console");
    byte[] console = laboratory.room.machines().console("chatty");
    assertThat(console).hasSize(64 << 10);
    assertThat(laboratory.console("chatty")).contains("\n100000\nlast\n").doesNotContain("\n7\n");
    Path files = laboratory.installation.directory().resolve("machines/chatty");
    assertThat(Files.size(files.resolve("console.new"))).isLessThanOrEqualTo(64 << 10);
    assertThatThrownBy(() -> laboratory.room.machines().console("none"))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void whatIsWrongIsSaidAndNothingRuns() throws IOException {
    assertThatThrownBy(() -> laboratory.room.machines().start(Laboratory.plan("../x", "")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> laboratory.room.machines().start(Laboratory.plan("none", "")))
        .isInstanceOf(NoSuchFileException.class);
    laboratory.room.disks().createTree("homeless", Laboratory.IMAGE);
    assertThatThrownBy(() -> laboratory.room.machines().start(Laboratory.plan("homeless", "")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("interface");
    laboratory.start("one", "");
    assertThatThrownBy(() -> laboratory.start("one", ""))
        .isInstanceOf(FileAlreadyExistsException.class);
    laboratory.host("two");
    assertThatThrownBy(
            () ->
                laboratory
                    .room
                    .machines()
                    .start(new MachinePlan("two", "two", "one", 1, 1 << 28, List.of(), Map.of())))
        .hasMessageContaining("uses the disk");
    assertThatThrownBy(
            () ->
                laboratory.start(
                    Laboratory.plan(
                        "two", List.of(new MachinePlan.Attachment("none", "/dev/sdf")), Map.of())))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(
            () ->
                laboratory.start(
                    Laboratory.plan(
                        "two", List.of(new MachinePlan.Attachment("one", "/dev/null")), Map.of())))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> laboratory.start(Laboratory.plan("two", List.of(), Map.of("../x", ""))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(laboratory.room.machines().running()).containsExactly("one");
  }

  @Test
  void startsAreFastAndIdleMachinesAreLight() throws IOException {
    var times = new ArrayList<Long>();
    for (int i = 0; i < 5; i++) {
      long before = System.nanoTime();
      laboratory.start("fast" + i, "exec python3 -m http.server 80");
      String name = "fast" + i;
      Laboratory.until("answers", () -> answers(name));
      times.add((System.nanoTime() - before) / 1_000_000);
    }
    times.sort(null);
    System.out.println("start to first answer, milliseconds: " + times);
    assertThat(times.get(2)).isLessThan(1500);
  }
}
