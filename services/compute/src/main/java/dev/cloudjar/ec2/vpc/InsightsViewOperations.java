package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.TagOperations;
import dev.cloudjar.ec2.vpc.InsightsAnalysis.Hop;
import dev.cloudjar.ec2.vpc.InsightsAnalysis.Packet;
import dev.cloudjar.ec2.vpc.InsightsAnalysis.Rule;
import dev.cloudjar.ec2.vpc.InsightsAnalysis.Way;
import dev.cloudjar.store.Snapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AnalysisAclRule;
import software.amazon.awssdk.services.ec2.model.AnalysisComponent;
import software.amazon.awssdk.services.ec2.model.AnalysisPacketHeader;
import software.amazon.awssdk.services.ec2.model.AnalysisRouteTableRoute;
import software.amazon.awssdk.services.ec2.model.AnalysisSecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.Explanation;
import software.amazon.awssdk.services.ec2.model.NetworkInsightsAnalysis;
import software.amazon.awssdk.services.ec2.model.PathComponent;
import software.amazon.awssdk.services.ec2.model.PortRange;

/** How analyses are told. */
record InsightsViewOperations(Snapshot snapshot, Place place) {

  NetworkInsightsAnalysis describe(InsightsAnalysis analysis) {
    Optional<Way> way = analysis.way();
    return NetworkInsightsAnalysis.builder()
        .networkInsightsAnalysisId(analysis.id())
        .networkInsightsAnalysisArn(
            place.arn(ResourceKind.NETWORK_INSIGHTS_ANALYSIS, analysis.id()))
        .networkInsightsPathId(analysis.pathId())
        .startDate(analysis.started())
        .status(analysis.status())
        .statusMessage(analysis.message().isEmpty() ? null : analysis.message())
        .networkPathFound(way.map(Way::found).orElse(null))
        .forwardPathComponents(
            way.filter(Way::found).map(it -> components(it.there())).orElse(List.of()))
        .returnPathComponents(
            way.filter(Way::found).map(it -> components(it.back())).orElse(List.of()))
        .explanations(
            way.flatMap(it -> it.blockedBy().map(code -> explanation(code, it)))
                .map(List::of)
                .orElse(List.of()))
        .tags(TagOperations.tags(snapshot, place, analysis.id()))
        .build();
  }

  private List<PathComponent> components(List<Hop> hops) {
    List<PathComponent> components = new ArrayList<>();
    for (Hop hop : hops) {
      components.add(component(components.size() + 1, hop));
    }
    return components;
  }

  private PathComponent component(int number, Hop hop) {
    PathComponent.Builder component =
        PathComponent.builder()
            .sequenceNumber(number)
            .component(component(hop.subject()))
            .vpc(component(hop.vpcId()))
            .subnet(component(hop.subnetId()))
            .attachedTo(
                hop.networkInterfaceId().equals(hop.subject())
                    ? null
                    : component(hop.networkInterfaceId()));
    if (hop.inbound()) {
      component.inboundHeader(header(hop.packet()));
    } else {
      component.outboundHeader(header(hop.packet()));
    }
    hop.rule()
        .ifPresent(
            rule -> {
              switch (hop.kind()) {
                case "ROUTE" -> component.routeTableRoute(route(rule));
                case "SECURITY_GROUP" -> component.securityGroupRule(securityRule(rule, hop));
                case "ACCESS_LIST" -> component.aclRule(aclRule(rule, hop));
                default -> {
                  // Nothing else has rules.
                }
              }
            });
    return component.build();
  }

  private Explanation explanation(String code, Way way) {
    Explanation.Builder explanation = Explanation.builder().explanationCode(code);
    way.blocker().ifPresent(hop -> explain(explanation, hop));
    return explanation.build();
  }

  private void explain(Explanation.Builder explanation, Hop hop) {
    explanation
        .vpc(component(hop.vpcId()))
        .subnet(component(hop.subnetId()))
        .networkInterface(component(hop.networkInterfaceId()));
    switch (hop.kind()) {
      case "SECURITY_GROUP" ->
          explanation
              .direction(direction(hop))
              .securityGroups(
                  Arrays.stream(hop.subject().split(",", -1)).map(this::component).toList());
      case "ACCESS_LIST" ->
          explanation
              .direction(direction(hop))
              .acl(component(hop.subject()))
              .aclRule(hop.rule().map(rule -> aclRule(rule, hop)).orElse(null));
      case "ROUTE" -> {
        explanation.routeTable(hop.subject().startsWith("rtb-") ? component(hop.subject()) : null);
        explanation.routeTableRoute(hop.rule().map(InsightsViewOperations::route).orElse(null));
        explanation.address(hop.packet().destination() + "/32");
      }
      case "TRANSLATION" -> {
        explanation.internetGateway(gateway(hop.vpcId()));
        explanation.address(hop.subject() + "/32");
      }
      default -> explanation.component(component(hop.subject()));
    }
  }

  private @Nullable AnalysisComponent gateway(String vpcId) {
    return vpcId.isEmpty()
        ? null
        : NetworkTables.INTERNET_GATEWAYS.referring(snapshot, place, vpcId).stream()
            .findFirst()
            .map(it -> component(it.id()))
            .orElse(null);
  }

  /** The resource of an id; what has no id, as outside, is told by what it is called. */
  private @Nullable AnalysisComponent component(String id) {
    if (id.isEmpty()) {
      return null;
    }
    return AnalysisComponent.builder()
        .id(id)
        .arn(ResourceKind.of(id).map(kind -> place.arn(kind, id)).orElse(null))
        .build();
  }

  private static String direction(Hop hop) {
    return hop.inbound() ? "ingress" : "egress";
  }

  private static AnalysisPacketHeader header(Packet packet) {
    return AnalysisPacketHeader.builder()
        .protocol(Integer.toString(packet.protocol()))
        .sourceAddresses(packet.source() + "/32")
        .sourcePortRanges(ports(packet.sourcePort(), packet.sourcePort()))
        .destinationAddresses(packet.destination() + "/32")
        .destinationPortRanges(ports(packet.destinationPort(), packet.destinationPort()))
        .build();
  }

  private static @Nullable PortRange ports(int from, int to) {
    return from < 0 ? null : PortRange.builder().from(from).to(to).build();
  }

  private static String protocol(int number) {
    return number < 0 ? "all" : Protocols.name(number);
  }

  private static AnalysisAclRule aclRule(Rule rule, Hop hop) {
    return AnalysisAclRule.builder()
        .cidr(rule.block())
        .egress(!hop.inbound())
        .portRange(ports(rule.from(), rule.to()))
        .protocol(protocol(rule.protocol()))
        .ruleAction(rule.allows() ? "allow" : "deny")
        .ruleNumber(rule.number())
        .build();
  }

  private static AnalysisSecurityGroupRule securityRule(Rule rule, Hop hop) {
    AnalysisSecurityGroupRule.Builder told =
        AnalysisSecurityGroupRule.builder()
            .direction(direction(hop))
            .portRange(ports(rule.from(), rule.to()))
            .protocol(protocol(rule.protocol()));
    if (rule.block().startsWith("sg-")) {
      told.securityGroupId(rule.block());
    } else if (rule.block().startsWith("pl-")) {
      told.prefixListId(rule.block());
    } else {
      told.cidr(rule.block());
    }
    return told.build();
  }

  private static AnalysisRouteTableRoute route(Rule rule) {
    AnalysisRouteTableRoute.Builder told =
        AnalysisRouteTableRoute.builder()
            .destinationCidr(rule.block())
            .origin(rule.target().equals("local") ? "createroutetable" : "createroute")
            .state(rule.allows() ? "active" : "blackhole");
    Optional<ResourceKind> kind = ResourceKind.of(rule.target());
    if (kind.isEmpty()) {
      return told.gatewayId(rule.target()).build();
    }
    switch (kind.get()) {
      case NAT_GATEWAY -> told.natGatewayId(rule.target());
      case NETWORK_INTERFACE -> told.networkInterfaceId(rule.target());
      case VPC_PEERING_CONNECTION -> told.vpcPeeringConnectionId(rule.target());
      default -> told.gatewayId(rule.target());
    }
    return told.build();
  }
}
