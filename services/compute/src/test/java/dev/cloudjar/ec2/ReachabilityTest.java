package dev.cloudjar.ec2;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.fabric.Networks;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.ServerSocketChannel;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateNetworkInsightsPathRequest;
import software.amazon.awssdk.services.ec2.model.Explanation;
import software.amazon.awssdk.services.ec2.model.NetworkInsightsAnalysis;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.RuleAction;

/** What is told of connections is what becomes of them, each time. */
@CloudjarTest(rooms = Ec2Room.class, shared = false)
class ReachabilityTest {
  private static final int PORT = RealNetworks.PORT;

  private final Ec2Client ec2;
  private final TestCloud cloud;
  private final RealNetworks net;

  ReachabilityTest(Ec2Client ec2, TestCloud cloud) {
    this.ec2 = ec2;
    this.cloud = cloud;
    this.net = new RealNetworks(ec2, cloud);
    cloud.clock().freeze();
  }

  @BeforeEach
  void needsNetworks() {
    net.assumeThere();
  }

  private String page(String query) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(
                      URI.create(cloud.endpoint() + "/_cloudjar/why-blocked?" + query))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      return response.statusCode() + " " + response.body();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private String why(String source, String destination) {
    return page(
        "source=%s&destination=%s&port=%d&format=text".formatted(source, destination, PORT));
  }

  /** What is told, once it agrees with a connection. */
  private String agreed(String from, String source, String destination, String address)
      throws IOException {
    String told = why(source, destination);
    assertThat(told)
        .as(told)
        .startsWith(net.reaches(from, address, PORT) ? "200 passes" : "200 blocked");
    return told;
  }

  private String agreed(NetworkInterface from, NetworkInterface to) throws IOException {
    return agreed(
        from.networkInterfaceId(),
        from.networkInterfaceId(),
        to.networkInterfaceId(),
        to.privateIpAddress());
  }

  private NetworkInsightsAnalysis analyse(
      Consumer<CreateNetworkInsightsPathRequest.Builder> wanted) {
    String path =
        ec2.createNetworkInsightsPath(
                it -> wanted.accept(it.protocol("tcp").clientToken(cloud.unique("path"))))
            .networkInsightsPath()
            .networkInsightsPathId();
    NetworkInsightsAnalysis started =
        ec2.startNetworkInsightsAnalysis(
                it -> it.networkInsightsPathId(path).clientToken(cloud.unique("analysis")))
            .networkInsightsAnalysis();
    assertThat(started.statusAsString()).isEqualTo("running");
    cloud.clock().settle();
    return ec2.describeNetworkInsightsAnalyses(
            it -> it.networkInsightsAnalysisIds(started.networkInsightsAnalysisId()))
        .networkInsightsAnalyses()
        .getFirst();
  }

  private NetworkInsightsAnalysis analyse(NetworkInterface from, NetworkInterface to) {
    return analyse(
        it ->
            it.source(from.networkInterfaceId())
                .destination(to.networkInterfaceId())
                .destinationPort(PORT));
  }

  private Explanation explained(NetworkInsightsAnalysis analysis, String code) {
    assertThat(analysis.statusAsString()).isEqualTo("succeeded");
    assertThat(analysis.networkPathFound()).isFalse();
    assertThat(analysis.explanations()).hasSize(1);
    assertThat(analysis.explanations().getFirst().explanationCode()).isEqualTo(code);
    return analysis.explanations().getFirst();
  }

  @Test
  void a_security_group_is_named_that_lets_nobody_in_and_the_rule_that_does() throws IOException {
    String vpc = net.vpc("10.70.0.0/16");
    String subnet = net.subnet(vpc, "10.70.1.0/24");
    String front = net.group(vpc, "front");
    String back = net.group(vpc, "back");
    NetworkInterface client = net.end(subnet, front);
    NetworkInterface server = net.end(subnet, back);
    try (ServerSocketChannel listening = net.listen(server)) {
      assertThat(listening.isOpen()).isTrue();
      assertThat(agreed(client, server))
          .contains(
              "Decided by: security group %s, inbound of %s: no rule lets tcp port 8080 from %s"
                  .formatted(back, server.networkInterfaceId(), client.privateIpAddress()));
      Explanation explanation = explained(analyse(client, server), "ENI_SG_RULES_MISMATCH");
      assertThat(explanation.direction()).isEqualTo("ingress");
      assertThat(explanation.securityGroups().getFirst().id()).isEqualTo(back);
      assertThat(explanation.networkInterface().id()).isEqualTo(server.networkInterfaceId());

      String rule = net.allow(back, front, PORT);
      assertThat(agreed(client, server))
          .contains("pass   security group %s, inbound".formatted(back))
          .contains(": rule " + rule);
      NetworkInsightsAnalysis found = analyse(client, server);
      assertThat(found.networkPathFound()).isTrue();
      assertThat(found.explanations()).isEmpty();
      assertThat(found.forwardPathComponents())
          .anySatisfy(
              it -> {
                assertThat(it.component().id()).isEqualTo(back);
                assertThat(it.securityGroupRule().securityGroupId()).isEqualTo(front);
              });
      assertThat(found.returnPathComponents()).isNotEmpty();
      assertThat(
              analyse(
                      it ->
                          it.source(client.networkInterfaceId())
                              .destination(server.networkInterfaceId()))
                  .networkPathFound())
          .as("by any port")
          .isTrue();
    }
  }

  @Test
  void an_access_list_s_entry_is_named_also_one_that_stops_the_answer() throws IOException {
    String vpc = net.vpc("10.71.0.0/16");
    String near = net.subnet(vpc, "10.71.1.0/24");
    String far = net.subnet(vpc, "10.71.2.0/24");
    String open = net.group(vpc, "open");
    net.allowAll(open);
    NetworkInterface client = net.end(near, open);
    NetworkInterface server = net.end(far, open);
    String acl = net.acl(far);
    try (ServerSocketChannel listening = net.listen(server)) {
      assertThat(listening.isOpen()).isTrue();
      assertThat(agreed(client, server)).contains("passes").contains("rule 100");
      deny(acl, 50, false, PORT, PORT);
      assertThat(agreed(client, server))
          .contains("Decided by: network ACL %s, inbound of the subnet of".formatted(acl))
          .contains("BLOCK")
          .contains("rule 50");
      Explanation explanation = explained(analyse(client, server), "SUBNET_ACL_RESTRICTION");
      assertThat(explanation.acl().id()).isEqualTo(acl);
      assertThat(explanation.aclRule().ruleNumber()).isEqualTo(50);
      assertThat(explanation.direction()).isEqualTo("ingress");
      ec2.deleteNetworkAclEntry(it -> it.networkAclId(acl).ruleNumber(50).egress(false));

      deny(acl, 60, true, 32_768, 65_535);
      assertThat(agreed(client, server))
          .contains("Decided by: the way of the answer: network ACL %s, outbound".formatted(acl))
          .contains("rule 60");
      assertThat(explained(analyse(client, server), "SUBNET_ACL_RESTRICTION").direction())
          .isEqualTo("egress");
    }
  }

  private void deny(String acl, int number, boolean egress, int from, int to) {
    ec2.createNetworkAclEntry(
        it ->
            it.networkAclId(acl)
                .ruleNumber(number)
                .egress(egress)
                .ruleAction(RuleAction.DENY)
                .protocol("6")
                .cidrBlock("0.0.0.0/0")
                .portRange(ports -> ports.from(from).to(to)));
  }

  @Test
  void a_missing_route_and_a_missing_public_address_are_told() throws IOException {
    String vpc = net.vpc("10.72.0.0/16");
    String gateway = net.internetGateway(vpc);
    String subnet = net.subnet(vpc, "10.72.1.0/24");
    String open = net.group(vpc, "open");
    net.allowAll(open);
    String table = net.table(vpc, subnet);
    NetworkInterface client = net.end(subnet, open);
    String other = net.vpc("10.73.0.0/16");
    net.internetGateway(other);
    NetworkInterface server =
        net.end(net.subnet(other, "10.73.1.0/24"), net.group(other, "closed"));
    String address = net.publicAddress(server);
    String from = client.networkInterfaceId();
    assertThat(agreed(from, from, address, address))
        .contains("Decided by: route table %s: no route to %s".formatted(table, address));
    assertThat(
            explained(
                    analyse(
                        it -> it.source(from).destination(gateway).destinationIp("203.0.113.9")),
                    "NO_ROUTE_TO_DESTINATION")
                .routeTable()
                .id())
        .isEqualTo(table);

    ec2.createRoute(
        it -> it.routeTableId(table).destinationCidrBlock("0.0.0.0/0").gatewayId(gateway));
    assertThat(agreed(from, from, address, address))
        .contains("(%s) has no public address".formatted(from));
    assertThat(
            explained(
                    analyse(it -> it.source(from).destination(gateway)),
                    "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS")
                .internetGateway()
                .id())
        .isEqualTo(gateway);

    net.publicAddress(client);
    assertThat(analyse(it -> it.source(from).destination(gateway)).networkPathFound()).isTrue();
    assertThat(agreed(from, from, server.networkInterfaceId(), address))
        .as("no route within %s leads back outside", other)
        .contains("Decided by: security group");
  }

  @Test
  void who_comes_from_outside_is_told_of_too() throws IOException {
    String vpc = net.vpc("10.74.0.0/16");
    String gateway = net.internetGateway(vpc);
    String subnet = net.subnet(vpc, "10.74.1.0/24");
    String open = net.group(vpc, "open");
    net.allowAll(open);
    NetworkInterface server = net.end(subnet, open);
    String id = server.networkInterfaceId();
    String outside = net.networks().outsideBlock().first().plus(200).toString();
    assertThat(why(outside, id)).contains("has no public address");
    assertThat(
            explained(
                    analyse(it -> it.source(gateway).destination(id)),
                    "IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS")
                .networkInterface()
                .id())
        .isEqualTo(id);
    String address = net.publicAddress(server);
    try (ServerSocketChannel listening = net.listen(server)) {
      assertThat(listening.isOpen()).isTrue();
      assertThat(agreed(Networks.OUTSIDE, outside, id, address))
          .contains("Decided by: the way of the answer: route table")
          .contains("no route to " + outside);
      String table = net.table(vpc, subnet);
      ec2.createRoute(
          it -> it.routeTableId(table).destinationCidrBlock("0.0.0.0/0").gatewayId(gateway));
      assertThat(agreed(Networks.OUTSIDE, outside, id, address)).contains("passes");
      assertThat(
              analyse(it -> it.source(gateway).destination(id).destinationPort(PORT))
                  .networkPathFound())
          .isTrue();
    }
  }

  @Test
  void questions_that_make_no_sense_are_refused() {
    assertThat(page("source=eni-1&destination=eni-2&port=80"))
        .startsWith("400")
        .contains("No network has eni-1");
    assertThat(page("source=10.0.0.1&destination=10.0.0.2&port=65536"))
        .startsWith("400")
        .contains("port is a number from 0 to 65535");
    assertThat(page("source=10.0.0.1&destination=10.0.0.2&port=80&protocol=sctp"))
        .startsWith("400");
    assertThat(page("destination=10.0.0.2&port=80")).startsWith("400").contains("source is");
  }

  @Test
  void what_aws_refuses_is_refused() {
    String vpc = net.vpc("10.75.0.0/16");
    String subnet = net.subnet(vpc, "10.75.1.0/24");
    String end = net.end(subnet, net.group(vpc, "any")).networkInterfaceId();
    refused(
            () ->
                ec2.createNetworkInsightsPath(
                    it -> it.source(end).destination("eni-00000000").protocol("tcp")))
        .withCode("InvalidNetworkInterfaceID.NotFound");
    refused(() -> ec2.createNetworkInsightsPath(it -> it.source(end).protocol("tcp")))
        .withCode("MissingParameter");
    refused(
            () ->
                ec2.createNetworkInsightsPath(
                    it ->
                        it.source(end)
                            .destination(end)
                            .protocol("tcp")
                            .destinationPort(1)
                            .filterAtSource(f -> f.sourceAddress("10.0.0.1"))))
        .withCode("InvalidParameterCombination");
    refused(() -> ec2.startNetworkInsightsAnalysis(it -> it.networkInsightsPathId("nip-00000000")))
        .withCode("InvalidNetworkInsightsPathId.NotFound");
    String path =
        ec2.createNetworkInsightsPath(it -> it.source(end).destination(end).protocol("tcp"))
            .networkInsightsPath()
            .networkInsightsPathId();
    String analysis =
        ec2.startNetworkInsightsAnalysis(it -> it.networkInsightsPathId(path))
            .networkInsightsAnalysis()
            .networkInsightsAnalysisId();
    refused(() -> ec2.deleteNetworkInsightsPath(it -> it.networkInsightsPathId(path)))
        .withCode("AnalysisExistsForNetworkInsightsPath");
    ec2.deleteNetworkInsightsAnalysis(it -> it.networkInsightsAnalysisId(analysis));
    refused(
            () ->
                ec2.describeNetworkInsightsAnalyses(it -> it.networkInsightsAnalysisIds(analysis)))
        .withCode("InvalidNetworkInsightsAnalysisId.NotFound");
    ec2.deleteNetworkInsightsPath(it -> it.networkInsightsPathId(path));
    assertThat(ec2.describeNetworkInsightsPaths(it -> {}).networkInsightsPaths()).isEmpty();
  }
}
