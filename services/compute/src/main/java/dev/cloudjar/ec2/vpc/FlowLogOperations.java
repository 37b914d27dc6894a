package dev.cloudjar.ec2.vpc;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Listing;
import dev.cloudjar.ec2.ground.Page;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.TagOperations;
import dev.cloudjar.store.Snapshot;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.CreateFlowLogsRequest;
import software.amazon.awssdk.services.ec2.model.CreateFlowLogsResponse;
import software.amazon.awssdk.services.ec2.model.DeleteFlowLogsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteFlowLogsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeFlowLogsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeFlowLogsResponse;
import software.amazon.awssdk.services.ec2.model.DestinationOptionsResponse;
import software.amazon.awssdk.services.ec2.model.UnsuccessfulItem;

/** Flow logs of networks, subnets and interfaces. */
final class FlowLogOperations {
  private final Ground ground;
  private final FlowLogWork work;
  private final FlowLogCreationOperations creation;
  private final Listing<FlowLog> listing =
      new Listing<>(NetworkTables.FLOW_LOGS)
          .by("deliver-log-status", FlowLog::status)
          .by("log-destination-type", FlowLog::destinationType)
          .by("flow-log-id", FlowLog::id)
          .by("log-group-name", FlowLog::logGroup)
          .byReference("resource-id", FlowLog::resourceId)
          .by("traffic-type", FlowLog::trafficType);

  FlowLogOperations(Ground ground, FlowLogWork work) {
    this.ground = ground;
    this.work = work;
    this.creation = new FlowLogCreationOperations(ground, work);
  }

  void register(Ec2Operations ops) {
    ops.making(
            ResourceKind.FLOW_LOG,
            CreateFlowLogsRequest.class,
            CreateFlowLogsResponse.class,
            it -> new ArrayList<>(it.resourceIds()),
            creation::create)
        .recordedMember("LogGroupName", FlowLogWork.NO_LOGS)
        .recordedMember("DeliverLogsPermissionArn", FlowLogWork.NO_LOGS);
    ops.onAll(
        DeleteFlowLogsRequest.class,
        DeleteFlowLogsResponse.class,
        (call, it) -> it.flowLogIds(),
        this::delete);
    ops.on(DescribeFlowLogsRequest.class, DescribeFlowLogsResponse.class, this::describe);
  }

  private DeleteFlowLogsResponse delete(Call call, DeleteFlowLogsRequest request) {
    Place place = Place.of(call);
    return ground.transact(
        transaction -> {
          List<UnsuccessfulItem> failed = new ArrayList<>();
          for (String id : request.flowLogIds()) {
            FlowLog log = NetworkTables.FLOW_LOGS.find(transaction, place, id);
            if (log == null) {
              failed.add(
                  Ec2Operations.unsuccessful(id, Ec2Faults.notFound(ResourceKind.FLOW_LOG, id)));
            } else {
              NetworkTables.FLOW_LOGS.delete(transaction, place, log);
              work.stop(transaction, place, log);
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
        .destinationOptions(
            !log.isDelivered()
                ? null
                : DestinationOptionsResponse.builder()
                    .fileFormat("plain-text")
                    .hiveCompatiblePartitions(log.hivePartitions())
                    .perHourPartition(log.hourPartitions())
                    .build())
        .deliverLogsStatus(log.status())
        .deliverLogsErrorMessage(log.failure().orElse(null))
        .creationTime(log.created())
        .tags(TagOperations.tags(snapshot, place, log.id()))
        .build();
  }
}
