package dev.cloudjar.ec2.vpc;

import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Work;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.fabric.Flow;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes flow logs: at the end of each interval, what was counted since the last one. The machine
 * room counts anew after a restart, so what was counted before and not yet written is lost.
 */
final class FlowLogWork {
  static final String NO_LOGS =
      "Cloudjar has neither CloudWatch Logs nor Data Firehose: nothing is delivered there";
  private static final String NO_NETWORKS = "this machine has no networks whose packets it counts";
  private static final String ACCESS_ERROR = "Access error";
  private static final String KIND = "ec2:write-flow-log";
  private static final System.Logger LOG = System.getLogger(FlowLogWork.class.getName());

  private final Ground ground;
  private final NetworkPlans plans;
  private final FlowLogBucketOperations buckets;

  /** What was counted until the interval of each log began. */
  private final Map<String, Map<Flow.Key, Flow>> counted = new ConcurrentHashMap<>();

  FlowLogWork(Ground ground, NetworkPlans plans) {
    this.ground = ground;
    this.plans = plans;
    this.buckets = new FlowLogBucketOperations(ground.cloud().calls(), ground.cloud().ids());
    ground.cloud().work().handle(KIND, this::run);
  }

  /** Why a log that is made now can't be delivered, where that is known. */
  Optional<String> obstacle(String destinationType) {
    if (!destinationType.equals(FlowLog.TO_BUCKET)) {
      return Optional.of(NO_LOGS);
    }
    return plans.isReal() ? Optional.empty() : Optional.of(NO_NETWORKS);
  }

  /** Has a log be written from the commit on. */
  void start(Transaction transaction, Place place, FlowLog log) {
    if (log.isDelivered()) {
      schedule(transaction, place, log, ground.cloud().clock().now());
      changed(transaction, place, log);
      transaction.afterCommit(() -> begin(place, log));
    }
  }

  /** A log was deleted. */
  void stop(Transaction transaction, Place place, FlowLog log) {
    if (log.isDelivered()) {
      ground.cloud().work().cancel(transaction, KIND, item(place, log));
      changed(transaction, place, log);
      transaction.afterCommit(() -> counted.remove(log.id()));
    }
  }

  private void changed(Transaction transaction, Place place, FlowLog log) {
    vpcOf(transaction, place, log.resourceId())
        .ifPresent(vpcId -> plans.changed(transaction, place, vpcId));
  }

  /** What is counted already, for another log, is not this one's. */
  private void begin(Place place, FlowLog log) {
    try {
      counted.put(log.id(), FlowLogRecords.byKey(flows(place, log)));
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "packets of " + log.id() + " can't be counted", e);
    }
  }

  private List<Flow> flows(Place place, FlowLog log) throws IOException {
    Optional<String> vpcId = ground.read(snapshot -> vpcOf(snapshot, place, log.resourceId()));
    return vpcId.isEmpty() || !plans.isReal()
        ? List.of()
        : ground.cloud().machineRoom().networks().flows(vpcId.get());
  }

  private static String item(Place place, FlowLog log) {
    return String.join("/", place.accountId(), place.region(), log.id());
  }

  private void schedule(Transaction transaction, Place place, FlowLog log, Instant now) {
    long seconds = log.aggregationSeconds();
    String item = item(place, log);
    ground
        .cloud()
        .work()
        .schedule(
            transaction,
            KIND,
            item,
            Instant.ofEpochSecond((now.getEpochSecond() / seconds + 1) * seconds),
            item.getBytes(StandardCharsets.UTF_8));
  }

  /** The network of what a log is about, as long as that is there. */
  private static Optional<String> vpcOf(Snapshot snapshot, Place place, String resourceId) {
    if (NetworkTables.VPCS.find(snapshot, place, resourceId) != null) {
      return Optional.of(resourceId);
    }
    Subnet subnet = NetworkTables.SUBNETS.find(snapshot, place, resourceId);
    NetworkInterface end = NetworkTables.INTERFACES.find(snapshot, place, resourceId);
    return Optional.ofNullable(subnet)
        .map(Subnet::vpcId)
        .or(() -> Optional.ofNullable(end).map(NetworkInterface::vpcId));
  }

  private static List<NetworkInterface> ends(Snapshot snapshot, Place place, FlowLog log) {
    NetworkInterface end = NetworkTables.INTERFACES.find(snapshot, place, log.resourceId());
    return end == null
        ? NetworkTables.INTERFACES.referring(snapshot, place, log.resourceId())
        : List.of(end);
  }

  private void run(Work.Item item) throws IOException {
    String[] parts = new String(item.payload(), StandardCharsets.UTF_8).split("/", -1);
    Place place = new Place(parts[0], parts[1]);
    FlowLog log = ground.read(snapshot -> NetworkTables.FLOW_LOGS.find(snapshot, place, parts[2]));
    if (log == null) {
      return;
    }
    Optional<String> failure = write(place, log, item.due());
    ground.transact(
        transaction -> {
          FlowLog now = NetworkTables.FLOW_LOGS.find(transaction, place, log.id());
          if (now != null) {
            if (!failure.equals(now.failure())) {
              NetworkTables.FLOW_LOGS.put(transaction, place, now.failing(failure));
            }
            schedule(transaction, place, now, ground.cloud().clock().now());
          }
          return true;
        });
  }

  /** Writes what was counted, and tells why it couldn't. */
  private Optional<String> write(Place place, FlowLog log, Instant end) throws IOException {
    if (!plans.isReal()) {
      return obstacle(log.destinationType());
    }
    List<Flow> flows = flows(place, log);
    Map<Flow.Key, Flow> before = counted.getOrDefault(log.id(), Map.of());
    List<NetworkInterface> ends = ground.read(snapshot -> ends(snapshot, place, log));
    List<String> lines =
        new FlowLogRecords(place, log, ends, end.minusSeconds(log.aggregationSeconds()), end)
            .lines(before, flows);
    Optional<String> failure = log.failure();
    if (!lines.isEmpty()) {
      try {
        buckets.put(place, log, lines, end);
        failure = Optional.empty();
      } catch (Fault e) {
        failure = Optional.of(ACCESS_ERROR);
      }
    }
    counted.put(log.id(), FlowLogRecords.byKey(flows));
    return failure;
  }
}
