package dev.cloudjar.ec2.vpc;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTags;
import dev.cloudjar.ec2.ground.TagOperations;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.CreateFlowLogsRequest;
import software.amazon.awssdk.services.ec2.model.CreateFlowLogsResponse;
import software.amazon.awssdk.services.ec2.model.DestinationOptionsRequest;
import software.amazon.awssdk.services.ec2.model.UnsuccessfulItem;

/** Makes flow logs. */
final class FlowLogCreationOperations {
  private static final int SHORT_SECONDS = 60;
  private static final int LONG_SECONDS = 600;

  private final Ground ground;
  private final FlowLogWork work;
  private final FlowLogBucketOperations buckets;

  FlowLogCreationOperations(Ground ground, FlowLogWork work) {
    this.ground = ground;
    this.work = work;
    this.buckets = new FlowLogBucketOperations(ground.cloud().calls(), ground.cloud().ids());
  }

  /** What is asked for, whatever it is about. */
  private record Wanted(
      CreateFlowLogsRequest request,
      String type,
      int seconds,
      String format,
      boolean hivePartitions,
      boolean hourPartitions,
      Map<String, String> tags) {}

  CreateFlowLogsResponse create(Call call, CreateFlowLogsRequest request) {
    Wanted wanted = check(request);
    Optional<String> refusal =
        wanted.type().equals(FlowLog.TO_BUCKET)
            ? buckets.prepare(call, request.logDestination(), wanted.hivePartitions())
            : Optional.empty();
    return ground.transact(
        transaction -> {
          List<UnsuccessfulItem> failed = new ArrayList<>();
          String made =
              ground
                  .tokens()
                  .once(
                      transaction,
                      call,
                      request,
                      request.clientToken(),
                      () -> make(transaction, call, wanted, refusal, failed));
          return CreateFlowLogsResponse.builder()
              .clientToken(request.clientToken())
              .flowLogIds(made.isEmpty() ? List.of() : List.of(made.split(",", -1)))
              .unsuccessful(failed)
              .build();
        });
  }

  private static Wanted check(CreateFlowLogsRequest request) {
    String type = Objects.requireNonNullElse(request.logDestinationTypeAsString(), FlowLog.TO_LOGS);
    checkDestination(request, type);
    int seconds = Objects.requireNonNullElse(request.maxAggregationInterval(), LONG_SECONDS);
    if (seconds != SHORT_SECONDS && seconds != LONG_SECONDS) {
      throw VpcFaults.invalidFlowLog("Invalid Flow Log Max Aggregation Interval");
    }
    if (request.trafficType() == null) {
      throw Ec2Faults.missingParameter("TrafficType");
    }
    String format = Objects.requireNonNullElse(request.logFormat(), FlowLogFields.DEFAULT);
    if (!FlowLogFields.isFormat(format)) {
      throw VpcFaults.invalidFlowLogFormat(format);
    }
    DestinationOptionsRequest options = request.destinationOptions();
    if (options != null && !"plain-text".equals(fileFormat(options))) {
      throw Ec2Faults.unsupportedOperation("Cloudjar writes flow logs as plain text only.");
    }
    return new Wanted(
        request,
        type,
        seconds,
        format,
        options != null && Boolean.TRUE.equals(options.hiveCompatiblePartitions()),
        options != null && Boolean.TRUE.equals(options.perHourPartition()),
        TagOperations.atCreation(request.tagSpecifications(), ResourceKind.FLOW_LOG));
  }

  private static String fileFormat(DestinationOptionsRequest options) {
    return Objects.requireNonNullElse(options.fileFormatAsString(), "plain-text");
  }

  private static void checkDestination(CreateFlowLogsRequest request, String type) {
    if (request.logGroupName() == null && request.logDestination() == null) {
      throw VpcFaults.invalidFlowLog(
          "LogDestination can't be empty if LogGroupName is not provided.");
    }
    if (type.equals(FlowLog.TO_LOGS)) {
      if (request.deliverLogsPermissionArn() == null) {
        throw VpcFaults.invalidFlowLog(
            "DeliverLogsPermissionArn can't be empty if LogDestinationType is cloud-watch-logs.");
      }
      return;
    }
    if (request.logGroupName() != null) {
      throw VpcFaults.invalidFlowLog(
          "LogDestination type must be cloud-watch-logs if LogGroupName is provided.");
    }
    if (type.equals(FlowLog.TO_BUCKET)) {
      if (request.deliverLogsPermissionArn() != null) {
        throw VpcFaults.invalidFlowLog(
            "DeliverLogsPermissionArn is not applicable for s3 delivery");
      }
      String destination = request.logDestination();
      if (FlowLog.bucketOf(destination).isEmpty()
          || FlowLog.folderOf(destination).startsWith("AWSLogs/")) {
        throw VpcFaults.invalidFlowLog("LogDestination %s is invalid.".formatted(destination));
      }
    }
  }

  private String make(
      Transaction transaction,
      Call call,
      Wanted wanted,
      Optional<String> refusal,
      List<UnsuccessfulItem> failed) {
    Place place = Place.of(call);
    CreateFlowLogsRequest request = wanted.request();
    List<String> ids = new ArrayList<>();
    for (String resource : request.resourceIds()) {
      try {
        requireResource(transaction, place, request.resourceTypeAsString(), resource);
      } catch (Fault e) {
        failed.add(Ec2Operations.unsuccessful(resource, e));
        continue;
      }
      if (refusal.isPresent()) {
        failed.add(Ec2Operations.unsuccessful(resource, Ec2Faults.of("400", refusal.get())));
        continue;
      }
      FlowLog log =
          new FlowLog(
              ground.ids().next(ResourceKind.FLOW_LOG),
              resource,
              request.trafficTypeAsString(),
              wanted.type(),
              Objects.requireNonNullElse(request.logDestination(), ""),
              Objects.requireNonNullElse(request.logGroupName(), ""),
              Objects.requireNonNullElse(request.deliverLogsPermissionArn(), ""),
              wanted.format(),
              wanted.seconds(),
              call.time(),
              wanted.hivePartitions(),
              wanted.hourPartitions(),
              work.obstacle(wanted.type()));
      if (NetworkTables.FLOW_LOGS.referring(transaction, place, resource).stream()
          .anyMatch(log::isSameAs)) {
        throw VpcFaults.flowLogAlreadyExists();
      }
      NetworkTables.FLOW_LOGS.put(transaction, place, log);
      ResourceTags.add(transaction, place, log.id(), wanted.tags());
      work.start(transaction, place, log);
      ids.add(log.id());
    }
    return String.join(",", ids);
  }

  private static void requireResource(Snapshot snapshot, Place place, String type, String id) {
    switch (type) {
      case "VPC" -> NetworkTables.VPCS.require(snapshot, place, id);
      case "Subnet" -> NetworkTables.SUBNETS.require(snapshot, place, id);
      case "NetworkInterface" -> NetworkTables.INTERFACES.require(snapshot, place, id);
      default -> throw Ec2Faults.unsupportedOperation("Cloudjar has no resource " + type + ".");
    }
  }
}
