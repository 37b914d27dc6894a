package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.vpc.InsightsAnalysis.Hop;
import dev.cloudjar.ec2.vpc.InsightsAnalysis.Packet;
import dev.cloudjar.ec2.vpc.InsightsAnalysis.Rule;
import dev.cloudjar.ec2.vpc.InsightsAnalysis.Way;
import dev.cloudjar.fabric.Networks;
import dev.cloudjar.fabric.PacketWalk;
import dev.cloudjar.fabric.PacketWalk.Kind;
import dev.cloudjar.fabric.PacketWalk.Step;
import dev.cloudjar.fabric.PacketWalk.Walk;
import dev.cloudjar.fabric.PathFinder.Answer;
import dev.cloudjar.store.Snapshot;
import java.util.List;
import java.util.Optional;

/**
 * What a walk comes to in AWS's terms.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/vpc/latest/reachability/explanation-codes.html">Reachability
 *     Analyzer explanation codes</a>
 */
record InsightsFindings(Snapshot snapshot, Place place) {

  Way way(Answer answer) {
    Walk there = answer.connection().there();
    Walk back = answer.connection().back();
    boolean arrives = there.arrives();
    return new Way(
        answer.passes(),
        hops(there),
        arrives ? hops(back) : List.of(),
        answer.passes() ? Optional.empty() : Optional.of(code(answer.decision())));
  }

  /** What is another account's is not told of. */
  private List<Hop> hops(Walk walk) {
    return walk.steps().stream()
        .filter(step -> isOwn(step) || step.network().equals(Networks.OUTSIDE))
        .map(step -> hop(step, walk.packet()))
        .toList();
  }

  private boolean isOwn(Step step) {
    return NetworkTables.VPCS.find(snapshot, place, step.network()) != null;
  }

  private Hop hop(Step step, PacketWalk.Packet packet) {
    String id = step.side().networkInterface();
    NetworkInterface end = id.isEmpty() ? null : NetworkTables.INTERFACES.find(snapshot, place, id);
    return new Hop(
        step.kind().name(),
        step.network().equals(Networks.OUTSIDE) ? "" : step.network(),
        end == null ? "" : end.subnetId(),
        id,
        step.side().inbound(),
        step.subject(),
        rule(step),
        new Packet(
            packet.protocol(),
            packet.source().toString(),
            packet.sourcePort(),
            packet.destination().toString(),
            packet.destinationPort()));
  }

  private Optional<Rule> rule(Step step) {
    return switch (step.kind()) {
      case ROUTE -> route(step);
      case SECURITY_GROUP -> securityRule(step);
      case ACCESS_LIST -> entry(step);
      default -> Optional.empty();
    };
  }

  private Optional<Rule> route(Step step) {
    RouteTable table = NetworkTables.ROUTE_TABLES.find(snapshot, place, step.subject());
    if (table == null || step.rule().isEmpty()) {
      return Optional.empty();
    }
    String target =
        table.routes().stream()
            .filter(route -> route.destination().equals(step.rule()))
            .map(RouteTable.Route::target)
            .findFirst()
            .orElse("local");
    return Optional.of(new Rule(step.rule(), 0, step.passes(), -1, -1, -1, target));
  }

  private Optional<Rule> securityRule(Step step) {
    SecurityGroupRule rule =
        step.rule().isEmpty() ? null : NetworkTables.RULES.find(snapshot, place, step.rule());
    return Optional.ofNullable(rule)
        .map(it -> new Rule(it.peer(), 0, true, it.protocolNumber(), it.from(), it.to(), it.id()));
  }

  private Optional<Rule> entry(Step step) {
    NetworkAcl acl = NetworkTables.NETWORK_ACLS.find(snapshot, place, step.subject());
    if (acl == null) {
      return Optional.empty();
    }
    if (step.rule().isEmpty()) {
      return Optional.of(new Rule("0.0.0.0/0", NetworkAcl.LAST_RULE, false, -1, -1, -1, ""));
    }
    int number = Integer.parseInt(step.rule().substring(step.rule().lastIndexOf(' ') + 1));
    return acl.entry(number, !step.side().inbound())
        .map(it -> new Rule(it.cidr(), number, it.allows(), it.protocol(), it.from(), it.to(), ""));
  }

  private String code(Step step) {
    if (!isOwn(step) && !step.network().equals(Networks.OUTSIDE)) {
      return "NO_POSSIBLE_DESTINATION";
    }
    return switch (step.kind()) {
      case INTERFACE -> "BAD_STATE";
      case ADDRESS_CHECK ->
          step.subject().equals(step.network())
              ? "GATEWAY_REJECTS_SPOOFED_TRAFFIC"
              : "ENI_SOURCE_DEST_CHECK_RESTRICTION";
      case SECURITY_GROUP -> "ENI_SG_RULES_MISMATCH";
      case ACCESS_LIST -> "SUBNET_ACL_RESTRICTION";
      case ROUTE -> routeCode(step);
      case TRANSLATION ->
          step.side().inbound()
              ? "IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS"
              : "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS";
      case CONNECTION, ARRIVAL -> "NO_POSSIBLE_DESTINATION";
    };
  }

  private static String routeCode(Step step) {
    boolean table = step.kind() == Kind.ROUTE && step.subject().startsWith("rtb-");
    if (!table) {
      return "NO_POSSIBLE_DESTINATION";
    }
    return step.rule().isEmpty() ? "NO_ROUTE_TO_DESTINATION" : "BAD_STATE_ROUTE";
  }
}
