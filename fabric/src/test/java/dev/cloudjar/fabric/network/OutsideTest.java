package dev.cloudjar.fabric.network;

import static dev.cloudjar.fabric.network.Plans.route;
import static dev.cloudjar.fabric.network.Plans.tcp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloudjar.fabric.Ipv4Address;
import dev.cloudjar.fabric.NetworkPlan.Target;
import dev.cloudjar.fabric.Networks;
import dev.cloudjar.fabric.kernel.Command;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What passes between networks, and between them and this machine. */
final class OutsideTest {
  @TempDir Path directory;
  private Laboratory laboratory;

  @BeforeEach
  void open() throws IOException {
    laboratory = Laboratory.open(directory.resolve("one"));
  }

  @AfterEach
  void close() throws IOException {
    if (laboratory != null) {
      laboratory.close();
    }
  }

  private static Ipv4Address publicAddress(Laboratory laboratory, int number) {
    return laboratory.networks.publicBlock().first().plus(number);
  }

  private Ipv4Address publicAddress(int number) {
    return publicAddress(laboratory, number);
  }

  /** A network with a public web host, a private one and a translator between. */
  private static Plans open(Laboratory laboratory, String network, int number) {
    return Plans.network(network, "10.0.0.0/16")
        .internet()
        .subnet(network + "-a", "10.0.1.0/24", route("0.0.0.0/0", new Target.Internet()))
        .subnet(
            network + "-b",
            "10.0.2.0/24",
            route("0.0.0.0/0", new Target.Translation(network + "-nat")))
        .host(network + "-web", network + "-a", "10.0.1.10")
        .host(network + "-app", network + "-b", "10.0.2.10")
        .host(network + "-nat", network + "-a", "10.0.1.5")
        .translator(network + "-nat", network + "-nat")
        .publicly(publicAddress(laboratory, number), "10.0.1.10")
        .publicly(publicAddress(laboratory, number + 1), "10.0.1.5");
  }

  private static boolean reachable(Ipv4Address address, int port) {
    try (var socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(address.toInetAddress(), port), (int) Laboratory.SHORT.toMillis());
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aPublicAddressIsReachedFromThisMachineAndPrivateOnesAreNot() throws IOException {
    Plans plans = open(laboratory, "one", 0).inbound("web", tcp(80, "0.0.0.0/0"));
    laboratory.apply(plans.host("one-web", "one-a", "10.0.1.10", "web"));
    laboratory.serve("one-web", "0.0.0.0", 80);
    laboratory.serve("one-web", "0.0.0.0", 81);
    String machine = laboratory.networks.outsideBlock().first().plus(1).toString();
    try (var socket = new Socket(publicAddress(0).toInetAddress(), 80)) {
      assertThat(
              new String(
                  socket.getInputStream().readNBytes((machine + " 10.0.1.10").length()),
                  java.nio.charset.StandardCharsets.US_ASCII))
          .isEqualTo(machine + " 10.0.1.10");
    }
    assertThat(reachable(publicAddress(0), 81)).isFalse();
    assertThat(reachable(publicAddress(1), 80)).as("the translator").isFalse();
    assertThat(reachable(publicAddress(2), 80)).as("nobody's").isFalse();
    assertThat(ping(publicAddress(0))).as("not allowed").isNotZero();
    laboratory.apply(plans.host("one-web", "one-a", "10.0.1.10"));
    assertThat(ping(publicAddress(0))).isZero();
    assertThat(ping(publicAddress(1))).as("the translator").isNotZero();
  }

  private static int ping(Ipv4Address address) throws IOException {
    return Command.of("ping", "-c1", "-W1", address.toString()).attempt().status();
  }

  @Test
  void instancesReachWhatListensOutsideAndNothingOfThisMachine() throws IOException {
    laboratory.apply(open(laboratory, "one", 0));
    Ipv4Address outside = laboratory.networks.outsideBlock().first().plus(128);
    laboratory.serve(Networks.OUTSIDE, outside.toString(), 80);
    assertThat(laboratory.ask("one-web", outside.toString(), 80))
        .isEqualTo(publicAddress(0) + " " + outside);
    assertThat(laboratory.ask("one-app", outside.toString(), 80))
        .isEqualTo(publicAddress(1) + " " + outside);
    assertThat(reachable(outside, 80)).isTrue();
    laboratory.serve(Networks.OUTSIDE, "198.51.100.7", 80);
    assertThat(laboratory.ask("one-web", "198.51.100.7", 80))
        .as("a service, which this machine has no way to")
        .isEqualTo(publicAddress(0) + " 198.51.100.7");
    assertThat(laboratory.ask("one-app", "198.51.100.7", 80))
        .isEqualTo(publicAddress(1) + " 198.51.100.7");
    try (ServerSocketChannel mine = ServerSocketChannel.open()) {
      mine.bind(new InetSocketAddress(0));
      int port = ((InetSocketAddress) mine.getLocalAddress()).getPort();
      for (int last : new int[] {1, 2}) {
        Ipv4Address machine = laboratory.networks.outsideBlock().first().plus(last);
        assertThat(laboratory.missed("one-web", machine.toString(), port)).isTrue();
      }
      assertThat(laboratory.missed("one-web", "127.0.0.1", port)).isTrue();
      assertThat(laboratory.missed("one-web", "10.0.1.1", port)).isTrue();
    }
  }

  @Test
  void networksWithTheSameAddressesMeetAtPublicOnes() throws IOException {
    laboratory.apply(open(laboratory, "one", 0), open(laboratory, "two", 2));
    laboratory.serve("two-web", "0.0.0.0", 80);
    laboratory.serve("one-web", "0.0.0.0", 80);
    assertThat(laboratory.ask("one-web", publicAddress(2).toString(), 80))
        .isEqualTo(publicAddress(0) + " 10.0.1.10");
    assertThat(laboratory.ask("one-app", publicAddress(2).toString(), 80))
        .isEqualTo(publicAddress(1) + " 10.0.1.10");
    assertThat(laboratory.ask("one-app", publicAddress(0).toString(), 80))
        .as("within the same network")
        .isEqualTo(publicAddress(1) + " 10.0.1.10");
    assertThat(laboratory.ask("one-web", "10.0.1.10", 80)).startsWith("10.0.1.10");
  }

  @Test
  void aPublicAddressMovesFromOneNetworkToAnother() throws IOException {
    Plans one = open(laboratory, "one", 0);
    Plans two = open(laboratory, "two", 2);
    laboratory.apply(one, two);
    laboratory.serve("one-web", "0.0.0.0", 80);
    laboratory.serve("two-app", "0.0.0.0", 81);
    assertThat(reachable(publicAddress(0), 80)).isTrue();
    one.publicAddresses.removeFirst();
    two.publicly(publicAddress(0), "10.0.2.10");
    two.routeTables.replaceAll(
        table ->
            table.name().equals("two-b")
                ? new dev.cloudjar.fabric.NetworkPlan.RouteTable(
                    "two-b", java.util.List.of(route("0.0.0.0/0", new Target.Internet())))
                : table);
    laboratory.apply(two, one);
    assertThat(reachable(publicAddress(0), 80)).isFalse();
    assertThat(reachable(publicAddress(0), 81)).isTrue();
    laboratory.restart();
    laboratory.apply(one, two);
    laboratory.serve("two-app", "0.0.0.0", 81);
    assertThat(reachable(publicAddress(0), 81)).isTrue();
    assertThat(laboratory.missed("one-web", publicAddress(0).toString(), 81))
        .as("without a public address")
        .isTrue();
  }

  @Test
  void peersReachEachOtherWhereBothLeadToEachOther() throws IOException {
    Plans one =
        Plans.network("one", "10.1.0.0/16")
            .subnet("one-a", "10.1.1.0/24", route("10.2.0.0/16", new Target.Peer("two")))
            .host("one-web", "one-a", "10.1.1.10");
    Plans two =
        Plans.network("two", "10.2.0.0/16")
            .subnet("two-a", "10.2.1.0/24")
            .inbound("from-one", Plans.tcpFrom(80, "one-open"))
            .host("two-web", "two-a", "10.2.1.10", "from-one");
    laboratory.apply(one, two);
    laboratory.serve("two-web", "0.0.0.0", 80);
    laboratory.serve("two-web", "0.0.0.0", 81);
    assertThat(laboratory.missed("one-web", "10.2.1.10", 80)).as("no way back").isTrue();
    two.subnets.clear();
    two.routeTables.clear();
    two.subnet("two-a", "10.2.1.0/24", route("10.1.0.0/16", new Target.Peer("one")));
    laboratory.apply(two);
    assertThat(laboratory.ask("one-web", "10.2.1.10", 80)).isEqualTo("10.1.1.10 10.2.1.10");
    assertThat(laboratory.missed("one-web", "10.2.1.10", 81)).isTrue();
    laboratory.restart();
    laboratory.apply(two, one);
    assertThat(laboratory.missed("one-web", "10.2.1.10", 80)).isTrue();
    laboratory.serve("two-web", "0.0.0.0", 80);
    assertThat(laboratory.reaches("one-web", "10.2.1.10", 80)).isTrue();
    laboratory.networks.remove("two");
    assertThat(laboratory.missed("one-web", "10.2.1.10", 80)).isTrue();
    laboratory.apply(two);
    laboratory.serve("two-web", "0.0.0.0", 80);
    assertThat(laboratory.reaches("one-web", "10.2.1.10", 80)).isTrue();
  }

  @Test
  void installationsRunSideBySideAndEachRemovesItsOwn() throws IOException {
    laboratory.apply(open(laboratory, "one", 0));
    laboratory.serve("one-web", "0.0.0.0", 80);
    Ipv4Address here = publicAddress(0);
    try (Laboratory other = Laboratory.open(directory.resolve("other"))) {
      other.apply(open(other, "one", 0));
      other.serve("one-web", "0.0.0.0", 80);
      assertThat(other.networks.publicBlock().overlaps(laboratory.networks.publicBlock()))
          .isFalse();
      assertThat(reachable(publicAddress(other, 0), 80)).isTrue();
      assertThat(other.missed("one-web", here.toString(), 80)).isTrue();
    }
    assertThat(reachable(here, 80)).isTrue();
    Path device = Path.of("/sys/class/net/cj" + laboratory.installation.id());
    assertThat(Files.exists(device)).isTrue();
    laboratory.networks.remove("one");
    assertThat(Command.of("ip", "route", "get", here.toString()).run())
        .as("what is sent to a public address that nobody has any more")
        .contains("cj" + laboratory.installation.id());
    assertThat(reachable(here, 80)).isFalse();
    laboratory.networks.clear();
    assertThat(Files.exists(device)).isFalse();
    assertThat(Command.of("ip", "route", "show").run())
        .doesNotContain("cj" + laboratory.installation.id());
  }

  @Test
  void whatACrashLeftBehindIsMadeGood() throws IOException {
    laboratory.apply(open(laboratory, "one", 0));
    Command.of("ip", "link", "delete", "cj" + laboratory.installation.id()).run();
    laboratory.at(
        laboratory.installation.router("one"), "nft", "delete", "table", "inet", "cloudjar");
    laboratory.at(
        laboratory.installation.router("one"),
        "ip",
        "link",
        "add",
        "half",
        "type",
        "veth",
        "peer",
        "name",
        "wrong");
    Command.of("ip", "netns", "add", laboratory.installation.host("orphan").name()).run();
    laboratory.restart();
    laboratory.apply(open(laboratory, "one", 0));
    laboratory.serve("one-web", "0.0.0.0", 80);
    assertThat(reachable(publicAddress(0), 80)).isTrue();
    assertThat(laboratory.reaches("one-app", publicAddress(0).toString(), 80)).isTrue();
  }

  @Test
  void plansThatCannotBeAreRefusedBeforeAnythingIsDone() {
    for (Plans plans :
        new Plans[] {
          Plans.network("a;reboot", "10.0.0.0/16"),
          Plans.network("../../etc", "10.0.0.0/16"),
          Plans.network("x".repeat(65), "10.0.0.0/16"),
          Plans.network("net", "10.0.0.0/16").subnet("$(id)", "10.0.1.0/24"),
          Plans.network("net", "10.0.0.0/16").subnet("a", "10.9.1.0/24"),
          Plans.network("net", "10.0.0.0/16")
              .subnet("a", "10.0.1.0/24")
              .host("one\nlink delete lo", "a", "10.0.1.9"),
          Plans.network("net", "10.0.0.0/16").subnet("a", "10.0.1.0/24").host("h", "a", "10.0.1.1"),
          Plans.network("net", "10.0.0.0/16").subnet("a", "10.0.1.0/24").host("h", "a", "10.0.2.9"),
          Plans.network("net", "10.0.0.0/16")
              .subnet("a", "10.0.1.0/24")
              .publicly(Ipv4Address.of("8.8.8.8"), "10.0.1.9")
        }) {
      assertThatThrownBy(() -> laboratory.apply(plans))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> laboratory.networks.remove("../x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> laboratory.networks.listen("../lo", Laboratory.at("127.0.0.1", 80)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(laboratory.networks.present()).isEmpty();
  }

  @Test
  void fiftyHostsOfANetworkAllReachEachOther() throws IOException {
    Plans plans =
        Plans.network("net", "10.0.0.0/16").subnet("a", "10.0.1.0/24").subnet("b", "10.0.2.0/24");
    for (int number = 0; number < 50; number++) {
      String subnet = number % 2 == 0 ? "a" : "b";
      plans.host("h" + number, subnet, "10.0." + (1 + number % 2) + "." + (10 + number));
    }
    laboratory.apply(plans);
    for (int number = 0; number < 50; number++) {
      laboratory.serve("h" + number, "0.0.0.0", 80);
    }
    for (int number = 0; number < 50; number++) {
      int other = (number + 17) % 50;
      String address = "10.0." + (1 + other % 2) + "." + (10 + other);
      assertThat(laboratory.ask("h" + number, address, 80)).endsWith(" " + address);
    }
  }
}
