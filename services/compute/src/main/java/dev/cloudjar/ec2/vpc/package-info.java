/**
 * Networks: what accounts declare of them, and {@link dev.cloudjar.ec2.vpc.NetworkPlans}, which has
 * the machine room make it so.
 *
 * <h2>Real</h2>
 *
 * <p>VPCs with their default ones, subnets and their addresses, route tables, internet and NAT
 * gateways, Elastic IPs, network interfaces, security groups, prefix lists, access lists and
 * peering connections: all of it decides about packets where the machine room has networks, at once
 * when the call returns. Where it has none, rows are all there is; {@code cloudjar doctor} says so.
 *
 * <p>Each network with {@code enableDnsSupport} has a name server, at its third address and at
 * 169.254.169.253, which knows the names of its addresses, of public ones, and of services. Gateway
 * endpoints lead to S3 and DynamoDB by their prefix lists, interface endpoints to one service each,
 * by names of their own and by the service's; what comes through them is this cloud's, over HTTP
 * and TLS, bears {@code aws:SourceVpce}, {@code aws:SourceVpc} and {@code aws:VpcSourceIp}, and is
 * held to the endpoint's policy. Without one, services are outside, behind internet and NAT
 * gateways.
 *
 * <p>Reachability Analyzer finds what becomes of packets between instances, interfaces and internet
 * gateways of an account, by the same plans, and explains it by AWS's codes. It can't be told to
 * take other ways, nor to filter at the destination.
 *
 * <h2>Recorded only</h2>
 *
 * <ul>
 *   <li>Of endpoints: DNS options, and addresses that are wished for. Interface endpoints for what
 *       this cloud hasn't (such as {@code ssmmessages} or registries) lead to its refusal.
 *   <li>Flow logs that go to log groups and streams, neither of which this cloud has: their status
 *       is {@code FAILED} and says so. Those that go to buckets are real, as plain text; what was
 *       counted since the last file is lost when this cloud stops.
 *   <li>DHCP options, names across peering connections, and tenancy.
 * </ul>
 *
 * <h2>Unsupported</h2>
 *
 * <p>IPv6, IPAM, pools of own addresses, prefixes of interfaces, Outposts, regional NAT gateways
 * and those with several addresses, route tables of gateways, transit gateways and VPN. What asks
 * for them is refused. Rules of security groups for IPv6 are kept, since clients make them by
 * habit, and match nothing.
 */
@NullMarked
package dev.cloudjar.ec2.vpc;

import org.jspecify.annotations.NullMarked;
