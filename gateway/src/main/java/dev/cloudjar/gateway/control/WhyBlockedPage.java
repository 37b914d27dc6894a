package dev.cloudjar.gateway.control;

import dev.cloudjar.cloud.Paths;
import dev.cloudjar.fabric.PacketWalk.Packet;
import dev.cloudjar.fabric.PacketWalk.Step;
import dev.cloudjar.fabric.PacketWalk.Walk;
import dev.cloudjar.fabric.PathFinder;
import dev.cloudjar.fabric.PathFinder.Answer;
import dev.cloudjar.fabric.PathFinder.Question;
import dev.cloudjar.gateway.exchange.Incoming;
import dev.cloudjar.gateway.exchange.Outgoing;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * {@code /_cloudjar/why-blocked?source=i-1&destination=i-2&port=5432}: what becomes of a
 * connection, step by step, and what decides it. Ends are ids of instances and network interfaces,
 * or IPv4 addresses; {@code protocol} is {@code tcp}, {@code udp} or {@code icmp}, whose type is
 * its port. With {@code format=text} for people.
 */
public final class WhyBlockedPage implements ControlPage {
  private static final Map<String, Integer> PROTOCOLS = Map.of("icmp", 1, "tcp", 6, "udp", 17);
  private static final String ECHO_REQUEST = "8";
  private static final int HIGHEST_PORT = 65_535;
  private static final int HIGHEST_TYPE = 255;

  private final Supplier<Paths> paths;

  public WhyBlockedPage(Supplier<Paths> paths) {
    this.paths = paths;
  }

  @Override
  public String path() {
    return "/_cloudjar/why-blocked";
  }

  @Override
  public Outgoing answer(Incoming incoming) {
    if (!incoming.head().method().equals("GET")) {
      return ControlPages.methodNotAllowed("GET");
    }
    Map<String, String> parameters = parameters(incoming.head().query());
    Question question = question(parameters);
    Answer answer =
        paths
            .get()
            .finder()
            .orElseThrow(() -> new IllegalArgumentException("there is no room for networks"))
            .find(question);
    return parameters.getOrDefault("format", "json").equals("text")
        ? Outgoing.text(200, "text/plain; charset=utf-8", PathText.of(question, answer))
        : Json.page(page(answer));
  }

  private static Question question(Map<String, String> parameters) {
    String protocol = parameters.getOrDefault("protocol", "tcp");
    Integer number = PROTOCOLS.get(protocol);
    if (number == null) {
      throw new IllegalArgumentException("protocol is tcp, udp or icmp");
    }
    boolean icmp = protocol.equals("icmp");
    String port = parameters.getOrDefault("port", icmp ? ECHO_REQUEST : "");
    int highest = icmp ? HIGHEST_TYPE : HIGHEST_PORT;
    if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > highest) {
      throw new IllegalArgumentException("port is a number from 0 to " + highest);
    }
    return new Question(
        required(parameters, "source"),
        required(parameters, "destination"),
        number,
        PathFinder.ANY_CLIENT_PORT,
        Integer.parseInt(port));
  }

  private static String required(Map<String, String> parameters, String name) {
    String value = parameters.getOrDefault(name, "");
    if (!value.matches("[0-9A-Za-z.-]{1,64}")) {
      throw new IllegalArgumentException(
          name + " is the id of an instance or a network interface, or an IPv4 address");
    }
    return value;
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new HashMap<>();
    for (String each : query.split("&", -1)) {
      int sign = each.indexOf('=');
      if (sign > 0) {
        parameters.put(
            each.substring(0, sign),
            URLDecoder.decode(each.substring(sign + 1), StandardCharsets.UTF_8));
      }
    }
    return parameters;
  }

  private static Map<String, Object> page(Answer answer) {
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("passes", answer.passes());
    page.put("packet", packet(answer.packet()));
    page.put("there", steps(answer.connection().there()));
    if (answer.connection().there().arrives()) {
      page.put("back", steps(answer.connection().back()));
    }
    page.put("decision", PathText.decision(answer));
    return page;
  }

  private static Map<String, Object> packet(Packet packet) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("protocol", packet.protocol());
    members.put("source", packet.source().toString());
    members.put("sourcePort", packet.sourcePort());
    members.put("destination", packet.destination().toString());
    members.put("destinationPort", packet.destinationPort());
    return members;
  }

  private static List<Map<String, Object>> steps(Walk walk) {
    return walk.steps().stream().map(step -> step(step, walk.packet())).toList();
  }

  private static Map<String, Object> step(Step step, Packet packet) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("passes", step.passes());
    members.put("kind", step.kind().name());
    members.put("network", step.network());
    if (!step.side().networkInterface().isEmpty()) {
      members.put("networkInterface", step.side().networkInterface());
      members.put("direction", step.side().inbound() ? "inbound" : "outbound");
    }
    members.put("subject", step.subject());
    members.put("rule", step.rule());
    members.put("says", PathText.sentence(step, packet));
    return members;
  }
}
