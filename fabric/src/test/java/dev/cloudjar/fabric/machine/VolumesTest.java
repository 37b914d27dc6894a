package dev.cloudjar.fabric.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloudjar.fabric.MachinePlan;
import dev.cloudjar.fabric.kernel.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks as instances use them: a file system is made on one, mounted, written to and kept. */
final class VolumesTest {
  private static final MachinePlan.Attachment DATA = new MachinePlan.Attachment("data", "/dev/sdf");

  @TempDir Path directory;

  @Test
  void fileSystemsAreMountedInsideAndKeptInSnapshots() throws IOException {
    try (var laboratory = new Laboratory(directory)) {
      laboratory.room.disks().createBlocks("data", 64 << 20);
      laboratory.start(
          machine(
              "first",
              """
              mkfs.ext4 -q /dev/sdf
              mkdir /data
              mount -t ext4 -o noatime /dev/sdf /data || echo refused
              echo kept > /data/file
              chown 1000:1000 /data/file
              mkdir /data/made
              stat -c 'owners %u %U' /data /data/file
              mount | grep ' /data '
              mount -o remount,bind,dev /data && echo CAN: devices
              mount /dev/sdf /nowhere
              mkdir /again && mount /dev/sdf /again && ls /again && umount /again
              mount -t tmpfs none /mnt && echo others
              echo mounted
              until [ -e /data/go ]; do echo x > /data/x; sleep 0.02; [ -e /tmp/go ] && break; done
              """));
      laboratory.says("first", "\nmounted");
      String console = laboratory.console("first");
      assertThat(console)
          .contains(
              "owners 0 root\nowners 1000 admin", "noatime", "does not exist", "file", "others")
          .doesNotContain("refused", "CAN:");

      laboratory.room.disks().snapshot("data", "snap");
      assertThatThrownBy(() -> laboratory.room.machines().detach("first", DATA))
          .hasMessageContaining("unmounted");
      laboratory.room.machines().stop("first", Duration.ofSeconds(10));
      assertThat(Blocks.devices(laboratory.installation.directory())).isEmpty();

      laboratory.room.disks().createBlocks("copy", 64 << 20, "snap");
      laboratory.start(
          Laboratory.plan(
              "second",
              List.of(new MachinePlan.Attachment("copy", "/dev/xvdb"), DATA),
              Map.of(
                  "init",
                  """
                  #!/bin/sh
                  mkdir /copy /data
                  echo '/dev/xvdb /copy ext4 defaults,nofail 0 2' >> /etc/fstab
                  mount -a && cat /copy/file
                  mount /dev/sdf /data && cat /data/file
                  umount /copy && umount /data && echo unmounted
                  """)));
      laboratory.says("second", "unmounted");
      assertThat(laboratory.console("second")).contains("kept\nkept\n");
      laboratory.room.machines().detach("second", DATA);
      laboratory.room.machines().stop("second", Duration.ofSeconds(10));
      // What its table of file systems tells is there when it starts.
      laboratory.start(
          Laboratory.plan(
              "second",
              List.of(new MachinePlan.Attachment("copy", "/dev/xvdb")),
              Map.of("init", "#!/bin/sh\ncat /copy/file\n")));
      laboratory.says("second", "kept");
      assertThat(Blocks.devices(laboratory.installation.directory())).hasSize(1);
    }
  }

  @Test
  void devicesOnADiskAreNobodysAndOtherDisksAreNotGiven() throws IOException {
    try (var laboratory = new Laboratory(directory)) {
      // Made up outside, as root inside can't make devices but could write these bytes.
      Path tree = Files.createDirectory(directory.resolve("tree"));
      Command.of("mknod", "--mode=666", tree + "/zero", "c", "1", "5").run();
      Command.of("mknod", "--mode=666", tree + "/disk", "b", "7", "0").run();
      laboratory.room.disks().createBlocks("data", 64 << 20);
      Path blocks = laboratory.installation.directory().resolve("disks/data/blocks");
      Command.of("mkfs.ext4", "-q", "-d", tree.toString(), blocks.toString()).run();
      laboratory.room.disks().createBlocks("empty", 1 << 20);
      laboratory.start(
          Laboratory.plan(
              "jail",
              List.of(DATA, new MachinePlan.Attachment("empty", "/dev/sdg")),
              Map.of(
                  "init",
                  """
                  #!/bin/sh
                  mkdir /data; mount /dev/sdf /data; ls /data
                  head -c 1 /data/zero && echo CAN: zero
                  head -c 1 /data/disk && echo CAN: disk
                  mount -o remount,bind,dev /data && echo CAN: remount
                  mount --bind -o dev /data /mnt; head -c 1 /mnt/zero && echo CAN: bound
                  head -c 1 /run/.volumes/sdf/zero && echo CAN: place
                  mount /dev/sdg /mnt && echo CAN: empty
                  ln -s /dev/null /dev/sdh; mount /dev/sdh /mnt && echo CAN: null
                  touch /run/.volumes/x && echo CAN: write
                  setpriv --reuid=1000 --clear-groups mount /dev/sdf /mnt && echo CAN: others
                  for request in 'sdz auto x' '../../x auto x' 'sdf' ''; do
                    python3 -c 'import socket, sys
                  s = socket.socket(socket.AF_UNIX); s.connect("/run/.volumes/.requests")
                  s.sendall((sys.argv[1] + "\\n").encode()); print("answer:", s.makefile().readline())' "$request"
                  done
                  echo tried
                  """)));
      laboratory.says("jail", "tried");
      assertThat(laboratory.console("jail"))
          .contains("disk\nlost+found\nzero\n", "no file system")
          .doesNotContain("CAN:")
          .doesNotContain("answer: done");
    }
  }

  private static MachinePlan machine(String name, String init) {
    return Laboratory.plan(name, List.of(DATA), Map.of("init", "#!/bin/sh\n" + init));
  }
}
