package dev.cloudjar.fabric.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cloudjar.fabric.Ipv4Address;
import dev.cloudjar.fabric.Ipv4Block;
import dev.cloudjar.fabric.MachinePlan;
import dev.cloudjar.fabric.MachineRoom;
import dev.cloudjar.fabric.NetworkPlan;
import dev.cloudjar.fabric.kernel.Installation;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What there is without the kernel's help, and that it says so. */
@DisabledOnOs(OS.WINDOWS)
final class PlainTest {
  private static final Probe NOTHING = Probe.nothing("only root gets them");

  @TempDir Path directory;
  private MachineRoom room;

  @BeforeEach
  void open() throws IOException {
    // What machines run is not root even if this is, and has to get there.
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    room =
        HostMachineRoom.plain(
            Installation.of(directory.resolve("room")), directory.resolve("images"), NOTHING);
    room.images().prepare("debian-12", line -> {});
  }

  @AfterEach
  void clear() throws IOException {
    room.clear();
    assertThat(room.machines().running()).isEmpty();
    assertThat(room.disks().present()).isEmpty();
    room.close();
  }

  private static MachinePlan plan(String name, String init) {
    return new MachinePlan(name, name, name, 1, 1, List.of(), Map.of("init", init));
  }

  private boolean says(String machine, String text) throws IOException {
    return new String(room.machines().console(machine), StandardCharsets.UTF_8).contains(text);
  }

  @Test
  void machinesAreProcessesWithAHomeThatIsKept() throws IOException {
    var ended = new CopyOnWriteArrayList<String>();
    room.machines().onEnd(ended::add);
    room.disks().createTree("one", "debian-12");
    room.machines().start(plan("one", "echo kept > file; echo done $HOSTNAME"));
    Laboratory.until("runs", () -> says("one", "done one"));
    assertThat(room.machines().running()).containsExactly("one");

    // Another that opens the directory finds it.
    MachineRoom again =
        HostMachineRoom.plain(
            Installation.of(directory.resolve("room")), directory.resolve("images"), NOTHING);
    assertThat(again.machines().running()).containsExactly("one");
    again.close();

    room.disks().snapshot("one", "snap");
    room.machines().stop("one", Duration.ofSeconds(2));
    Laboratory.until("told", () -> ended.contains("one"));
    room.disks().remove("one");
    room.disks().createTree("two", "snap");
    room.machines().start(plan("two", "cat file"));
    Laboratory.until("has the file", () -> says("two", "kept"));
    room.machines().stop("two", Duration.ZERO);
    assertThat(room.machines().running()).isEmpty();
  }

  @Test
  void whatAMachineRunsIsNotRootAndEndsWithIt() throws IOException {
    room.disks().createTree("one", "debian-12");
    room.machines()
        .start(
            plan(
                "one",
                """
                id -u > id
                setsid sleep 12345 >/dev/null 2>&1 &
                trap 'echo last; exit' TERM
                echo detached
                while :; do sleep 0.01; done
                """));
    Path home = directory.resolve("room/disks/one/upper").toRealPath();
    Laboratory.until("runs", () -> says("one", "detached"));
    assertThat(Files.readString(home.resolve("id")).strip()).isNotEqualTo("0");
    room.machines().stop("one", Duration.ofSeconds(5));
    assertThat(says("one", "last")).isTrue();
    assertThat(
            ProcessHandle.allProcesses()
                .filter(it -> it.info().commandLine().orElse("").contains("sleep 12345")))
        .isEmpty();
  }

  @Test
  void homesThatOnlyRootGetsToAreRefused() throws IOException {
    assumeTrue(Confinement.find().asAnother(), "SKIPPED: only root has to give homes to others");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    room.disks().createTree("one", "debian-12");
    assertThatThrownBy(() -> room.machines().start(plan("one", "echo never")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("must not be root");
    assertThat(room.machines().running()).isEmpty();
  }

  @Test
  void whatTakesAKernelIsRefusedAndToldBefore() throws IOException {
    room.disks().createTree("one", "debian-12");
    room.disks().createBlocks("data", 1 << 20);
    var attachment = new MachinePlan.Attachment("data", "/dev/sdf");
    assertThatThrownBy(
            () ->
                room.machines()
                    .start(
                        new MachinePlan("one", "one", "one", 1, 1, List.of(attachment), Map.of())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("root");
    assertThatThrownBy(() -> room.machines().attach("one", attachment))
        .hasMessageContaining("can't have disks attached");
    assertThat(room.machines().running()).isEmpty();
    assertThat(room.capabilities()).hasSize(6);
  }

  @Test
  void networksAreRecordedAndSocketsAreFoundByTheirAddresses() throws IOException {
    var block = Ipv4Block.of("10.0.0.0/16");
    var end =
        new NetworkPlan.Interface(
            "eni",
            "web",
            0,
            "subnet",
            List.of(Ipv4Address.of("10.0.0.9")),
            Set.of("group"),
            true,
            true);
    room.networks()
        .apply(
            new NetworkPlan(
                "net",
                List.of(block),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(end),
                List.of(),
                List.of(),
                false));
    assertThat(room.networks().present()).containsExactly("net");
    var address = new InetSocketAddress("10.0.0.9", 8080);
    assertThatThrownBy(() -> room.networks().connect("net", address))
        .isInstanceOf(ConnectException.class);
    assertThatThrownBy(() -> room.networks().listen("none", address))
        .isInstanceOf(NoRouteToHostException.class);
    try (ServerSocketChannel server = room.networks().listen("web", address);
        SocketChannel client = room.networks().connect("net", address);
        SocketChannel accepted = server.accept()) {
      assertThat(accepted.getRemoteAddress()).isEqualTo(client.getLocalAddress());
      assertThat(((InetSocketAddress) server.getLocalAddress()).getAddress().isLoopbackAddress())
          .isTrue();
    }
    room.networks().remove("net");
    assertThat(room.networks().present()).isEmpty();
  }
}
