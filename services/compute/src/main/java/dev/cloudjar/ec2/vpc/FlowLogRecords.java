package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.fabric.Flow;
import dev.cloudjar.fabric.Flow.Count;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The records of an interval.
 *
 * @param ends the interfaces that the log is about
 */
record FlowLogRecords(
    Place place, FlowLog log, List<NetworkInterface> ends, Instant start, Instant end) {

  /** Flows by what they are. */
  static Map<Flow.Key, Flow> byKey(List<Flow> flows) {
    return flows.stream().collect(Collectors.toMap(Flow::key, it -> it, (one, other) -> other));
  }

  /**
   * The lines of a file, its header first; none where there is nothing to tell.
   *
   * @param before what was counted until the interval began
   */
  List<String> lines(Map<Flow.Key, Flow> before, List<Flow> flows) {
    FlowLogFields fields = FlowLogFields.of(log.format());
    Map<String, NetworkInterface> holders =
        ends.stream().collect(Collectors.toMap(NetworkInterface::id, Function.identity()));
    List<String> lines = new ArrayList<>();
    Set<String> busy = new HashSet<>();
    for (Flow flow : flows) {
      NetworkInterface holder = holders.get(flow.key().networkInterface());
      if (holder != null) {
        Flow last = before.get(flow.key());
        Count seen = since(flow.seen(), last == null ? Count.NONE : last.seen());
        Count passed = since(flow.passed(), last == null ? Count.NONE : last.passed());
        if (seen.packets() > 0) {
          busy.add(holder.id());
        }
        tell(lines, fields, holder, flow, passed, "ACCEPT");
        tell(lines, fields, holder, flow, seen.without(passed), "REJECT");
      }
    }
    lines.sort(null);
    for (NetworkInterface each : ends) {
      if (!busy.contains(each.id()) && isInUse(each)) {
        Map<String, String> values = about(each);
        values.put("log-status", "NODATA");
        lines.add(fields.line(values));
      }
    }
    if (!lines.isEmpty()) {
      lines.addFirst(fields.header());
    }
    return lines;
  }

  /** A flow that counts less than before was forgotten meanwhile, and has begun anew. */
  private static Count since(Count now, Count before) {
    return now.packets() < before.packets() ? now : now.without(before);
  }

  private static boolean isInUse(NetworkInterface each) {
    return each.attachment().isPresent() || each.isManagedByService();
  }

  private void tell(
      List<String> lines,
      FlowLogFields fields,
      NetworkInterface holder,
      Flow flow,
      Count count,
      String action) {
    boolean wanted = log.trafficType().equals("ALL") || log.trafficType().equals(action);
    if (wanted && count.packets() > 0) {
      lines.add(fields.line(values(holder, flow.key(), count, action)));
    }
  }

  private Map<String, String> about(NetworkInterface each) {
    Map<String, String> values = new HashMap<>();
    values.put("account-id", place.accountId());
    values.put("interface-id", each.id());
    values.put("start", Long.toString(start.getEpochSecond()));
    values.put("end", Long.toString(end.getEpochSecond()));
    values.put("vpc-id", each.vpcId());
    values.put("subnet-id", each.subnetId());
    values.put("region", place.region());
    values.put("az-id", each.zoneId());
    each.attachment().ifPresent(it -> values.put("instance-id", it.instanceId()));
    return values;
  }

  /** The near side is called by the interface's primary address, whichever a packet bears. */
  private Map<String, String> values(
      NetworkInterface holder, Flow.Key flow, Count count, String action) {
    Map<String, String> values = about(holder);
    String source = flow.source().toString();
    String destination = flow.destination().toString();
    values.put("srcaddr", flow.inbound() ? source : holder.primaryAddress());
    values.put("dstaddr", flow.inbound() ? holder.primaryAddress() : destination);
    values.put("pkt-srcaddr", source);
    values.put("pkt-dstaddr", destination);
    values.put("srcport", Integer.toString(flow.sourcePort()));
    values.put("dstport", Integer.toString(flow.destinationPort()));
    values.put("protocol", Integer.toString(flow.protocol()));
    values.put("packets", Long.toString(count.packets()));
    values.put("bytes", Long.toString(count.bytes()));
    values.put("action", action);
    values.put("log-status", "OK");
    values.put("type", "IPv4");
    values.put("flow-direction", flow.inbound() ? "ingress" : "egress");
    return values;
  }
}
