package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;

/** The networks' part of the room. */
public final class NetworkRoom {
  private final Ground ground;
  private final DefaultNetwork defaults;
  private final NetworkPlans plans;
  private final NetworkInterfaces interfaces;

  public NetworkRoom(Ground ground) {
    this.ground = ground;
    this.defaults = new DefaultNetwork(ground);
    this.plans = new NetworkPlans(ground);
    this.interfaces = new NetworkInterfaces(ground, plans);
  }

  /** What accounts have before they do anything. */
  public DefaultNetwork defaults() {
    return defaults;
  }

  /** Makes interfaces for what runs in networks. */
  public NetworkInterfaces interfaces() {
    return interfaces;
  }

  /** What the machine room is to make of networks. */
  public NetworkPlans plans() {
    return plans;
  }

  /** Registers all operations of networks, and has what there is applied again. */
  public void open(Ec2Operations ops) {
    new VpcOperations(ground, defaults, plans).register(ops);
    new SubnetOperations(ground, defaults, plans).register(ops);
    new RouteTableOperations(ground, plans).register(ops);
    new RouteOperations(ground, plans).register(ops);
    new InternetGatewayOperations(ground, plans).register(ops);
    new SecurityGroupOperations(ground).register(ops);
    new SecurityGroupRuleOperations(ground, plans).register(ops);
    new RuleOperations(ground, plans).register(ops);
    new NetworkInterfaceOperations(ground, interfaces).register(ops);
    new AddressOperations(ground, interfaces, plans).register(ops);
    new NatGatewayOperations(ground, interfaces, plans).register(ops);
    new NetworkAclOperations(ground, plans).register(ops);
    new DhcpOptionsOperations(ground).register(ops);
    new PrefixListOperations(ground, plans).register(ops);
    new PeeringOperations(ground, plans).register(ops);
    new EndpointOperations(ground, interfaces, plans).register(ops);
    FlowLogWork flowLogs = new FlowLogWork(ground, plans);
    new FlowLogOperations(ground, flowLogs).register(ops);
    new InsightsPathOperations(ground).register(ops);
    new InsightsAnalysisOperations(ground, plans).register(ops);
    ground.cloud().paths().provide(plans::finder);
    plans.restore();
  }
}
