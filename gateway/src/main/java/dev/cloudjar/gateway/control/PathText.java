package dev.cloudjar.gateway.control;

import dev.cloudjar.fabric.Networks;
import dev.cloudjar.fabric.PacketWalk;
import dev.cloudjar.fabric.PacketWalk.Packet;
import dev.cloudjar.fabric.PacketWalk.Step;
import dev.cloudjar.fabric.PacketWalk.Walk;
import dev.cloudjar.fabric.PathFinder.Answer;
import dev.cloudjar.fabric.PathFinder.Question;

/** What becomes of a connection, in words. */
final class PathText {
  private static final int ICMP = 1;
  private static final int TCP = 6;
  private static final int UDP = 17;

  private PathText() {}

  static String of(Question question, Answer answer) {
    Packet packet = answer.packet();
    StringBuilder out = new StringBuilder();
    out.append(answer.passes() ? "passes: " : "blocked: ")
        .append(kind(packet))
        .append(" from ")
        .append(end(question.source(), packet.source().toString()))
        .append(" to ")
        .append(end(question.destination(), packet.destination().toString()))
        .append('\n');
    append(out, "The packet", answer.connection().there());
    if (answer.connection().there().arrives()) {
      append(out, "Its answer", answer.connection().back());
    }
    out.append(answer.passes() ? "\nWhat listens there decides the rest.\n" : "\nDecided by: ");
    return answer.passes() ? out.toString() : out.append(decision(answer)).append('\n').toString();
  }

  /** The step that decided, as a sentence. */
  static String decision(Answer answer) {
    boolean back = answer.connection().there().arrives();
    Walk walk = back ? answer.connection().back() : answer.connection().there();
    return (back ? "the way of the answer: " : "") + sentence(walk.decision(), walk.packet());
  }

  private static void append(StringBuilder out, String who, Walk walk) {
    out.append('\n').append(who).append(":\n");
    walk.steps()
        .forEach(
            step ->
                out.append(step.passes() ? "  pass   " : "  BLOCK  ")
                    .append(sentence(step, walk.packet()))
                    .append('\n'));
  }

  private static String end(String name, String address) {
    return name.equals(address) ? name : name + " (" + address + ")";
  }

  private static String kind(Packet packet) {
    return switch (packet.protocol()) {
      case TCP -> "tcp port " + packet.destinationPort();
      case UDP -> "udp port " + packet.destinationPort();
      case ICMP -> "icmp type " + packet.destinationPort();
      default -> "protocol " + packet.protocol();
    };
  }

  /**
   * A step as a sentence.
   *
   * @param packet as it was in the end
   */
  static String sentence(Step step, Packet packet) {
    String subject = step.subject();
    String end = step.side().networkInterface();
    String direction = step.side().inbound() ? "inbound" : "outbound";
    return switch (step.kind()) {
      case INTERFACE -> "network interface %s is cut off".formatted(subject);
      case ADDRESS_CHECK -> addressCheck(step, packet);
      case ROUTE -> route(step, packet);
      case SECURITY_GROUP ->
          step.passes()
              ? "security group %s, %s of %s: rule %s"
                  .formatted(subject, direction, end, step.rule())
              : "security group %s, %s of %s: no rule lets %s %s %s pass"
                  .formatted(
                      subject.replace(",", ", "),
                      direction,
                      end,
                      kind(packet),
                      step.side().inbound() ? "from" : "to",
                      step.side().inbound() ? packet.source() : packet.destination());
      case ACCESS_LIST ->
          "network ACL %s, %s of the subnet of %s: %s"
              .formatted(
                  subject,
                  direction,
                  end,
                  step.rule().isEmpty()
                      ? "rule *, which denies what no other rule is about (%s)"
                          .formatted(kind(packet))
                      : step.rule().substring(Math.max(0, step.rule().lastIndexOf("rule "))));
      case TRANSLATION -> translation(step);
      case CONNECTION ->
          step.passes()
              ? "%s knows the connection that this answers".formatted(step.network())
              : "%s knows no connection that this answers".formatted(step.network());
      case ARRIVAL ->
          step.rule().equals(PacketWalk.SENDS_ON)
              ? "arrives at %s, which is to send it on; whether it does can't be told"
                  .formatted(subject)
              : "arrives at %s".formatted(subject);
    };
  }

  private static String addressCheck(Step step, Packet packet) {
    if (step.subject().equals(step.network())) {
      return "%s takes no packets from elsewhere with one of its own addresses as their source, %s"
          .formatted(step.network(), packet.source());
    }
    return "source/destination check of %s: the packet's %s, %s, isn't its own"
        .formatted(
            step.subject(),
            step.rule(),
            step.rule().equals("source") ? packet.source() : packet.destination());
  }

  private static String route(Step step, Packet packet) {
    if (step.passes()) {
      return "route table %s: route %s".formatted(step.subject(), step.rule());
    }
    if (step.network().equals(Networks.OUTSIDE)) {
      return "outside: nobody has the address %s; nothing gets out of this machine"
          .formatted(step.subject());
    }
    return switch (step.rule()) {
      case "" -> "route table %s: no route to %s".formatted(step.subject(), packet.destination());
      case "no interface" ->
          "%s: no network interface has the address %s".formatted(step.network(), step.subject());
      case "loop" -> "%s: the packet goes in circles".formatted(step.network());
      default ->
          "route table %s: the target of route %s is not there, or not in a state to be used"
              .formatted(step.subject(), step.rule());
    };
  }

  private static String translation(Step step) {
    if (step.passes()) {
      return "address %s is %s from here on".formatted(step.subject(), step.rule());
    }
    return step.rule().equals(PacketWalk.NO_PUBLIC_ADDRESS)
        ? "%s (%s) has no public address, without which nothing passes the internet gateway"
            .formatted(step.subject(), step.side().networkInterface())
        : "NAT gateway at %s: the packet answers nothing that was asked through it"
            .formatted(step.subject());
  }
}
