package dev.cloudjar.fabric.network;

import static dev.cloudjar.fabric.network.Plans.EVERYTHING;
import static dev.cloudjar.fabric.network.Plans.route;
import static dev.cloudjar.fabric.network.Plans.tcp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloudjar.fabric.Ipv4Address;
import dev.cloudjar.fabric.Ipv4Block;
import dev.cloudjar.fabric.NetworkPlan.AccessRule;
import dev.cloudjar.fabric.NetworkPlan.Target;
import dev.cloudjar.fabric.NetworkPlan.Traffic;
import dev.cloudjar.fabric.PacketWalk;
import dev.cloudjar.fabric.PacketWalk.Connection;
import dev.cloudjar.fabric.PacketWalk.Kind;
import dev.cloudjar.fabric.PacketWalk.Packet;
import dev.cloudjar.fabric.PacketWalk.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How decisions about packets are told. */
final class PacketWalkTest {
  private static final Ipv4Block OUTSIDE = Ipv4Block.of("198.18.16.0/24");

  private static Connection walk(Plans plans, String from, String to, int port) {
    Ipv4Address source = plans.end(from).addresses().getFirst();
    return new PacketWalk(List.of(plans.plan()), OUTSIDE)
        .from(plans.network, from, new Packet(6, source, 40_000, Ipv4Address.of(to), port));
  }

  private static Step step(Kind kind, String network, String subject, String rule, boolean passes) {
    return new Step(kind, network, PacketWalk.Side.NONE, subject, rule, passes);
  }

  private static Step plain(Step step) {
    return step(step.kind(), step.network(), step.subject(), step.rule(), step.passes());
  }

  private static Plans two() {
    return Plans.network("net", "10.0.0.0/16")
        .internet()
        .subnet("a", "10.0.1.0/24", route("0.0.0.0/0", new Target.Internet()))
        .subnet("b", "10.0.2.0/24", "gate", route("0.0.0.0/0", new Target.Translation("nat")))
        .list("gate", List.of(EVERYTHING), List.of(EVERYTHING))
        .inbound("picky", tcp(80, "10.0.1.0/24"))
        .host("web", "a", "10.0.1.10")
        .host("app", "b", "10.0.2.10", "picky")
        .host("nat", "a", "10.0.1.5")
        .translator("nat", "nat")
        .publicly(Ipv4Address.of("198.18.17.5"), "10.0.1.5");
  }

  @Test
  void aPacketThatArrivesTellsTheRulesThatLetItThrough() {
    Connection connection = walk(two(), "web", "10.0.2.10", 80);
    assertThat(connection.passes()).isTrue();
    assertThat(connection.there().steps())
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("side")
        .containsExactly(
            step(Kind.ROUTE, "net", "a", "10.0.0.0/16", true),
            step(Kind.ACCESS_LIST, "net", "net-all", "everything", true),
            step(Kind.ACCESS_LIST, "net", "gate", "everything", true),
            step(Kind.SECURITY_GROUP, "net", "net-open", "anything", true),
            step(Kind.SECURITY_GROUP, "net", "picky", "tcp-80", true),
            step(Kind.ARRIVAL, "net", "app", "", true));
    assertThat(connection.back().decision().subject()).isEqualTo("web");
  }

  @Test
  void oneThatDoesNotTellsWhatStoppedIt() {
    assertThat(plain(walk(two(), "web", "10.0.2.10", 81).there().decision()))
        .isEqualTo(step(Kind.SECURITY_GROUP, "net", "picky", "", false));
    assertThat(plain(walk(two(), "web", "10.0.2.77", 80).there().decision()))
        .isEqualTo(step(Kind.ROUTE, "net", "10.0.2.77", "no interface", false));
    assertThat(plain(walk(two(), "web", "198.18.17.99", 80).there().decision()))
        .isEqualTo(step(Kind.TRANSLATION, "net", "10.0.1.10", "no public address", false));
    assertThat(
            plain(walk(two().connected("app", false), "web", "10.0.2.10", 80).there().decision()))
        .isEqualTo(step(Kind.INTERFACE, "net", "app", "disconnected", false));
    var denied = new AccessRule("100", false, new Traffic(6, 80, 80), Ipv4Block.ALL);
    Plans gated = two().list("gate", List.of(denied, EVERYTHING), List.of(EVERYTHING));
    assertThat(plain(walk(gated, "web", "10.0.2.10", 80).there().decision()))
        .isEqualTo(step(Kind.ACCESS_LIST, "net", "gate", "100", false));
  }

  @Test
  void anAnswerIsStoppedByAListThatForgetsItsPorts() {
    var asked = new AccessRule("100", true, new Traffic(6, 80, 80), Ipv4Block.ALL);
    Connection connection =
        walk(two().list("gate", List.of(asked), List.of(asked)), "web", "10.0.2.10", 80);
    assertThat(connection.there().passes()).isTrue();
    assertThat(connection.passes()).isFalse();
    assertThat(plain(connection.back().decision()))
        .isEqualTo(step(Kind.ACCESS_LIST, "net", "gate", "", false));
  }

  @Test
  void aTranslatorHidesWhoAsksAndAnswersFindBack() {
    Connection connection = walk(two(), "app", "198.18.16.128", 443);
    assertThat(connection.passes()).isTrue();
    assertThat(connection.there().packet().source()).isEqualTo(Ipv4Address.of("198.18.17.5"));
    assertThat(connection.back().decision().subject()).isEqualTo("app");
    Packet unasked =
        new Packet(6, Ipv4Address.of("198.18.16.1"), 40_000, Ipv4Address.of("198.18.17.5"), 443);
    assertThat(
            plain(
                new PacketWalk(List.of(two().plan()), OUTSIDE)
                    .fromOutside(unasked)
                    .there()
                    .decision()))
        .isEqualTo(step(Kind.TRANSLATION, "net", "nat", "not asked for", false));
  }

  @Test
  void echoesAreAnswered() {
    Packet echo = new Packet(1, Ipv4Address.of("10.0.1.10"), 0, Ipv4Address.of("10.0.1.11"), 8);
    Plans plans = two().host("near", "a", "10.0.1.11");
    Connection connection = new PacketWalk(List.of(plans.plan()), OUTSIDE).from("net", "web", echo);
    assertThat(connection.passes()).isTrue();
    assertThat(connection.back().packet().destinationPort()).isZero();
  }

  @Test
  void whoIsNotThereCannotSend() {
    assertThatThrownBy(() -> walk(two(), "web", "10.0.2.10", 80).there().steps().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    Packet packet = new Packet(6, Ipv4Address.of("10.0.1.10"), 1, Ipv4Address.of("10.0.1.5"), 1);
    var walk = new PacketWalk(List.of(two().plan()), OUTSIDE);
    assertThatThrownBy(() -> walk.from("net", "nobody", packet))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
