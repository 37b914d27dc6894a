package dev.cloudjar.ec2.vpc;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Listing;
import dev.cloudjar.ec2.ground.Page;
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
import software.amazon.awssdk.services.ec2.model.CreateFlowLogsRequest;
import software.amazon.awssdk.services.ec2.model.CreateFlowLogsResponse;
import software.amazon.awssdk.services.ec2.model.DeleteFlowLogsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteFlowLogsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeFlowLogsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeFlowLogsResponse;
import software.amazon.awssdk.services.ec2.model.UnsuccessfulItem;

/** Flow logs: what is wanted is kept, and nothing is written yet. */
final class FlowLogOperations {
  private static final String FORMAT =
      "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport}"
          + " ${protocol} ${packets} ${bytes} ${start} ${end} ${action} ${log-status}";
  private static final String LOGS = "cloud-watch-logs";

  private final Ground ground;
  private final Listing<FlowLog> listing =
      new Listing<>(NetworkTables.FLOW_LOGS)
          .by("deliver-log-status", it -> "SUCCESS")
          .by("log-destination-type", FlowLog::destinationType)
          .by("flow-log-id", FlowLog::id)
          .by("log-group-name", FlowLog::logGroup)
          .byReference("resource-id", FlowLog::resourceId)
          .by("traffic-type", FlowLog::trafficType);

  FlowLogOperations(Ground ground) {
    this.ground = ground;
  }

  void register(Ec2Operations ops) {
    ops.making(
            ResourceKind.FLOW_LOG,
            CreateFlowLogsRequest.class,
            CreateFlowLogsResponse.class,
            it -> new ArrayList<>(it.resourceIds()),
            this::create)
        .recordedOnly("no flow is written down yet");
    ops.onAll(
        DeleteFlowLogsRequest.class,
        DeleteFlowLogsResponse.class,
        (call, it) -> it.flowLogIds(),
        this::delete);
    ops.on(DescribeFlowLogsRequest.class, DescribeFlowLogsResponse.class, this::describe);
  }

  private CreateFlowLogsResponse create(Call call, CreateFlowLogsRequest request) {
    String type = Objects.requireNonNullElse(request.logDestinationTypeAsString(), LOGS);
    if (type.equals(LOGS)) {
      if (request.logGroupName() == null && request.logDestination() == null) {
        throw Ec2Faults.missingParameter("LogGroupName");
      }
      if (request.deliverLogsPermissionArn() == null) {
        throw Ec2Faults.invalidParameterValue(
            "DeliverLogsPermissionArn can't be empty if LogDestinationType is cloud-watch-logs.");
      }
    } else if (request.logDestination() == null) {
      throw Ec2Faults.invalidParameterValue("LogDestination can't be empty.");
    }
    int seconds = Objects.requireNonNullElse(request.maxAggregationInterval(), 600);
    if (seconds != 60 && seconds != 600) {
      throw Ec2Faults.invalidParameterValue(
          "Invalid Flow Log Max Aggregation Interval. Valid values are 60 and 600.");
    }
    Map<String, String> tags =
        TagOperations.atCreation(request.tagSpecifications(), ResourceKind.FLOW_LOG);
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
                      () -> make(transaction, call, request, type, seconds, tags, failed));
          return CreateFlowLogsResponse.builder()
              .clientToken(request.clientToken())
              .flowLogIds(made.isEmpty() ? List.of() : List.of(made.split(",", -1)))
              .unsuccessful(failed)
              .build();
        });
  }

  private String make(
      Transaction transaction,
      Call call,
      CreateFlowLogsRequest request,
      String type,
      int seconds,
      Map<String, String> tags,
      List<UnsuccessfulItem> failed) {
    Place place = Place.of(call);
    List<String> ids = new ArrayList<>();
    for (String resource : request.resourceIds()) {
      try {
        requireResource(transaction, place, request.resourceTypeAsString(), resource);
        FlowLog log =
            new FlowLog(
                ground.ids().next(ResourceKind.FLOW_LOG),
                resource,
                Objects.requireNonNullElse(request.trafficTypeAsString(), "ALL"),
                type,
                Objects.requireNonNullElse(request.logDestination(), ""),
                Objects.requireNonNullElse(request.logGroupName(), ""),
                Objects.requireNonNullElse(request.deliverLogsPermissionArn(), ""),
                Objects.requireNonNullElse(request.logFormat(), FORMAT),
                seconds,
                call.time());
        if (NetworkTables.FLOW_LOGS.referring(transaction, place, resource).stream()
            .anyMatch(log::isSameAs)) {
          throw Ec2Faults.of(
              "FlowLogAlreadyExists",
              "Error. There is an existing Flow Log with the same configuration and log"
                  + " destination.");
        }
        NetworkTables.FLOW_LOGS.put(transaction, place, log);
        ResourceTags.add(transaction, place, log.id(), tags);
        ids.add(log.id());
      } catch (Fault e) {
        failed.add(failure(resource, e));
      }
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

  private static UnsuccessfulItem failure(String id, Fault fault) {
    return UnsuccessfulItem.builder()
        .resourceId(id)
        .error(it -> it.code(fault.code()).message(fault.getMessage()))
        .build();
  }

  private DeleteFlowLogsResponse delete(Call call, DeleteFlowLogsRequest request) {
    Place place = Place.of(call);
    return ground.transact(
        transaction -> {
          List<UnsuccessfulItem> failed = new ArrayList<>();
          for (String id : request.flowLogIds()) {
            FlowLog log = NetworkTables.FLOW_LOGS.find(transaction, place, id);
            if (log == null) {
              failed.add(failure(id, Ec2Faults.notFound(ResourceKind.FLOW_LOG, id)));
            } else {
              NetworkTables.FLOW_LOGS.delete(transaction, place, log);
            }
          }
          return DeleteFlowLogsResponse.builder().unsuccessful(failed).build();
        });
  }

  private DescribeFlowLogsResponse describe(Call call, DescribeFlowLogsRequest request) {
    Place place = Place.of(call);
    return ground.read(
        snapshot -> {
          Page<FlowLog> page =
              listing.page(
                  snapshot,
                  place,
                  Ec2Operations.selection(
                      request.flowLogIds(),
                      request.filter(),
                      request.maxResults(),
                      request.nextToken()));
          return DescribeFlowLogsResponse.builder()
              .flowLogs(page.map(it -> describe(snapshot, place, it)).items())
              .nextToken(page.nextToken())
              .build();
        });
  }

  private static software.amazon.awssdk.services.ec2.model.FlowLog describe(
      Snapshot snapshot, Place place, FlowLog log) {
    return software.amazon.awssdk.services.ec2.model.FlowLog.builder()
        .flowLogId(log.id())
        .flowLogStatus("ACTIVE")
        .resourceId(log.resourceId())
        .trafficType(log.trafficType())
        .logDestinationType(log.destinationType())
        .logDestination(log.destination().isEmpty() ? null : log.destination())
        .logGroupName(log.logGroup().isEmpty() ? null : log.logGroup())
        .deliverLogsPermissionArn(log.role().isEmpty() ? null : log.role())
        .logFormat(log.format())
        .maxAggregationInterval(log.aggregationSeconds())
        .creationTime(log.created())
        .tags(TagOperations.tags(snapshot, place, log.id()))
        .build();
  }
}
