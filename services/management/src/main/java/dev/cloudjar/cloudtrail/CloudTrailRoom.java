package dev.cloudjar.cloudtrail;

import dev.cloudjar.cloud.Backlog;
import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.EagerRoom;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.cloudtrail.Recorder.Heard;
import dev.cloudjar.store.KeyValueStore;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudtrail.model.AddTagsRequest;
import software.amazon.awssdk.services.cloudtrail.model.AddTagsResponse;
import software.amazon.awssdk.services.cloudtrail.model.CancelQueryRequest;
import software.amazon.awssdk.services.cloudtrail.model.CreateChannelRequest;
import software.amazon.awssdk.services.cloudtrail.model.CreateDashboardRequest;
import software.amazon.awssdk.services.cloudtrail.model.CreateEventDataStoreRequest;
import software.amazon.awssdk.services.cloudtrail.model.CreateTrailRequest;
import software.amazon.awssdk.services.cloudtrail.model.CreateTrailResponse;
import software.amazon.awssdk.services.cloudtrail.model.DeleteChannelRequest;
import software.amazon.awssdk.services.cloudtrail.model.DeleteDashboardRequest;
import software.amazon.awssdk.services.cloudtrail.model.DeleteEventDataStoreRequest;
import software.amazon.awssdk.services.cloudtrail.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.cloudtrail.model.DeleteTrailRequest;
import software.amazon.awssdk.services.cloudtrail.model.DeleteTrailResponse;
import software.amazon.awssdk.services.cloudtrail.model.DeregisterOrganizationDelegatedAdminRequest;
import software.amazon.awssdk.services.cloudtrail.model.DeregisterOrganizationDelegatedAdminResponse;
import software.amazon.awssdk.services.cloudtrail.model.DescribeQueryRequest;
import software.amazon.awssdk.services.cloudtrail.model.DescribeTrailsRequest;
import software.amazon.awssdk.services.cloudtrail.model.DescribeTrailsResponse;
import software.amazon.awssdk.services.cloudtrail.model.DisableFederationRequest;
import software.amazon.awssdk.services.cloudtrail.model.EnableFederationRequest;
import software.amazon.awssdk.services.cloudtrail.model.GenerateQueryRequest;
import software.amazon.awssdk.services.cloudtrail.model.GetChannelRequest;
import software.amazon.awssdk.services.cloudtrail.model.GetDashboardRequest;
import software.amazon.awssdk.services.cloudtrail.model.GetEventConfigurationRequest;
import software.amazon.awssdk.services.cloudtrail.model.GetEventDataStoreRequest;
import software.amazon.awssdk.services.cloudtrail.model.GetEventSelectorsRequest;
import software.amazon.awssdk.services.cloudtrail.model.GetEventSelectorsResponse;
import software.amazon.awssdk.services.cloudtrail.model.GetImportRequest;
import software.amazon.awssdk.services.cloudtrail.model.GetInsightSelectorsRequest;
import software.amazon.awssdk.services.cloudtrail.model.GetInsightSelectorsResponse;
import software.amazon.awssdk.services.cloudtrail.model.GetQueryResultsRequest;
import software.amazon.awssdk.services.cloudtrail.model.GetResourcePolicyRequest;
import software.amazon.awssdk.services.cloudtrail.model.GetTrailRequest;
import software.amazon.awssdk.services.cloudtrail.model.GetTrailResponse;
import software.amazon.awssdk.services.cloudtrail.model.GetTrailStatusRequest;
import software.amazon.awssdk.services.cloudtrail.model.GetTrailStatusResponse;
import software.amazon.awssdk.services.cloudtrail.model.ListChannelsRequest;
import software.amazon.awssdk.services.cloudtrail.model.ListDashboardsRequest;
import software.amazon.awssdk.services.cloudtrail.model.ListEventDataStoresRequest;
import software.amazon.awssdk.services.cloudtrail.model.ListImportFailuresRequest;
import software.amazon.awssdk.services.cloudtrail.model.ListImportsRequest;
import software.amazon.awssdk.services.cloudtrail.model.ListInsightsDataRequest;
import software.amazon.awssdk.services.cloudtrail.model.ListInsightsMetricDataRequest;
import software.amazon.awssdk.services.cloudtrail.model.ListPublicKeysRequest;
import software.amazon.awssdk.services.cloudtrail.model.ListPublicKeysResponse;
import software.amazon.awssdk.services.cloudtrail.model.ListQueriesRequest;
import software.amazon.awssdk.services.cloudtrail.model.ListTagsRequest;
import software.amazon.awssdk.services.cloudtrail.model.ListTagsResponse;
import software.amazon.awssdk.services.cloudtrail.model.ListTrailsRequest;
import software.amazon.awssdk.services.cloudtrail.model.ListTrailsResponse;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsRequest;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsResponse;
import software.amazon.awssdk.services.cloudtrail.model.PutEventConfigurationRequest;
import software.amazon.awssdk.services.cloudtrail.model.PutEventSelectorsRequest;
import software.amazon.awssdk.services.cloudtrail.model.PutEventSelectorsResponse;
import software.amazon.awssdk.services.cloudtrail.model.PutInsightSelectorsRequest;
import software.amazon.awssdk.services.cloudtrail.model.PutInsightSelectorsResponse;
import software.amazon.awssdk.services.cloudtrail.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.cloudtrail.model.RegisterOrganizationDelegatedAdminRequest;
import software.amazon.awssdk.services.cloudtrail.model.RegisterOrganizationDelegatedAdminResponse;
import software.amazon.awssdk.services.cloudtrail.model.RemoveTagsRequest;
import software.amazon.awssdk.services.cloudtrail.model.RemoveTagsResponse;
import software.amazon.awssdk.services.cloudtrail.model.RestoreEventDataStoreRequest;
import software.amazon.awssdk.services.cloudtrail.model.SearchSampleQueriesRequest;
import software.amazon.awssdk.services.cloudtrail.model.StartDashboardRefreshRequest;
import software.amazon.awssdk.services.cloudtrail.model.StartEventDataStoreIngestionRequest;
import software.amazon.awssdk.services.cloudtrail.model.StartImportRequest;
import software.amazon.awssdk.services.cloudtrail.model.StartLoggingRequest;
import software.amazon.awssdk.services.cloudtrail.model.StartLoggingResponse;
import software.amazon.awssdk.services.cloudtrail.model.StartQueryRequest;
import software.amazon.awssdk.services.cloudtrail.model.StopEventDataStoreIngestionRequest;
import software.amazon.awssdk.services.cloudtrail.model.StopImportRequest;
import software.amazon.awssdk.services.cloudtrail.model.StopLoggingRequest;
import software.amazon.awssdk.services.cloudtrail.model.StopLoggingResponse;
import software.amazon.awssdk.services.cloudtrail.model.UpdateChannelRequest;
import software.amazon.awssdk.services.cloudtrail.model.UpdateDashboardRequest;
import software.amazon.awssdk.services.cloudtrail.model.UpdateEventDataStoreRequest;
import software.amazon.awssdk.services.cloudtrail.model.UpdateTrailRequest;
import software.amazon.awssdk.services.cloudtrail.model.UpdateTrailResponse;

/** AWS CloudTrail. Hears every call. */
public final class CloudTrailRoom implements EagerRoom {
  private static final String NO_TOPIC = "nobody is told of deliveries";
  private static final String NO_LOGS = "events are not sent to log groups";
  private static final String NO_ORGANIZATION = "delivers what its own account does";
  private static final String NO_INSIGHTS = "nobody looks for unusual activity";
  private static final String NO_ENRICHMENT =
      "events are as large as they are, have no keys of other resources and are not aggregated";
  private static final String NO_LAKE = "there is no CloudTrail Lake";

  /** How many events may wait to be written down. */
  private static final int WAITING_EVENTS = 4_096;

  private @Nullable KeyValueStore store;

  @Override
  public void open(Operations ops, Cloud cloud) {
    store = cloud.store();
    var watch = new TrailWatch(cloud.store());
    var journal = new EventJournal(cloud, watch);
    Backlog<Heard> backlog = cloud.backlogs().open("cloudtrail", WAITING_EVENTS, journal::write);
    var bucket = new BucketOperations(cloud.calls());
    var logs = new LogDelivery(cloud, backlog, bucket);
    var keys = new SigningKeys(cloud);
    var digests = new DigestDelivery(cloud, logs, bucket, keys);
    cloud.work().handle(EventJournal.EXPIRE, journal::expire);
    cloud.work().handle(LogDelivery.KIND, logs::run);
    cloud.work().handle(DigestDelivery.KIND, digests::run);

    trails(ops, new TrailOperations(cloud, watch, backlog, bucket, digests));
    reads(ops, new TrailReadOperations(cloud));
    selectors(ops, new SelectorOperations(cloud, watch, backlog));
    tags(ops, new TrailTagOperations(cloud));
    var lookup = new LookupOperations(cloud, backlog);
    var publicKeys = new PublicKeyOperations(keys);
    ops.on(LookupEventsRequest.class, LookupEventsResponse.class, lookup::lookup)
        .authorises("cloudtrail:LookupEvents", (call, it) -> Resource.any(call));
    ops.on(ListPublicKeysRequest.class, ListPublicKeysResponse.class, publicKeys::list)
        .authorises("cloudtrail:ListPublicKeys", (call, it) -> Resource.any(call));
    delegation(ops);
    unsupported(ops);
    var findings = new CallFindings();
    cloud.decisions().watch(findings);
    cloud.observers().add(new Recorder(cloud.clock(), cloud.ids(), watch, findings, backlog));
  }

  private void trails(Operations ops, TrailOperations trails) {
    ops.on(CreateTrailRequest.class, CreateTrailResponse.class, trails::create)
        .authorises("cloudtrail:CreateTrail", (call, it) -> resource(call, it.name()))
        .recordedMember("SnsTopicName", NO_TOPIC)
        .recordedMember("CloudWatchLogsLogGroupArn", NO_LOGS)
        .recordedMember("CloudWatchLogsRoleArn", NO_LOGS)
        .recordedMember("IsOrganizationTrail", NO_ORGANIZATION);
    ops.on(UpdateTrailRequest.class, UpdateTrailResponse.class, trails::update)
        .authorises("cloudtrail:UpdateTrail", (call, it) -> resource(call, it.name()))
        .recordedMember("SnsTopicName", NO_TOPIC)
        .recordedMember("CloudWatchLogsLogGroupArn", NO_LOGS)
        .recordedMember("CloudWatchLogsRoleArn", NO_LOGS)
        .recordedMember("IsOrganizationTrail", NO_ORGANIZATION);
    ops.on(DeleteTrailRequest.class, DeleteTrailResponse.class, trails::delete)
        .authorises("cloudtrail:DeleteTrail", (call, it) -> resource(call, it.name()));
    ops.on(StartLoggingRequest.class, StartLoggingResponse.class, trails::start)
        .authorises("cloudtrail:StartLogging", (call, it) -> resource(call, it.name()));
    ops.on(StopLoggingRequest.class, StopLoggingResponse.class, trails::stop)
        .authorises("cloudtrail:StopLogging", (call, it) -> resource(call, it.name()));
  }

  private void reads(Operations ops, TrailReadOperations reads) {
    ops.on(GetTrailRequest.class, GetTrailResponse.class, reads::get)
        .authorises("cloudtrail:GetTrail", (call, it) -> resource(call, it.name()));
    ops.on(GetTrailStatusRequest.class, GetTrailStatusResponse.class, reads::status)
        .authorises("cloudtrail:GetTrailStatus", (call, it) -> resource(call, it.name()));
    ops.on(DescribeTrailsRequest.class, DescribeTrailsResponse.class, reads::describe)
        .authorises("cloudtrail:DescribeTrails", (call, it) -> Resource.any(call));
    ops.on(ListTrailsRequest.class, ListTrailsResponse.class, reads::list)
        .authorises("cloudtrail:ListTrails", (call, it) -> Resource.any(call));
  }

  private void selectors(Operations ops, SelectorOperations selectors) {
    ops.on(PutEventSelectorsRequest.class, PutEventSelectorsResponse.class, selectors::put)
        .authorises("cloudtrail:PutEventSelectors", (call, it) -> resource(call, it.trailName()));
    ops.on(GetEventSelectorsRequest.class, GetEventSelectorsResponse.class, selectors::get)
        .authorises("cloudtrail:GetEventSelectors", (call, it) -> resource(call, it.trailName()));
    ops.on(
            PutInsightSelectorsRequest.class,
            PutInsightSelectorsResponse.class,
            selectors::putInsights)
        .authorises("cloudtrail:PutInsightSelectors", (call, it) -> resource(call, it.trailName()))
        .recordedOnly(NO_INSIGHTS);
    ops.on(
            GetInsightSelectorsRequest.class,
            GetInsightSelectorsResponse.class,
            selectors::getInsights)
        .authorises("cloudtrail:GetInsightSelectors", (call, it) -> resource(call, it.trailName()))
        .recordedOnly(NO_INSIGHTS);
  }

  private void tags(Operations ops, TrailTagOperations tags) {
    ops.on(AddTagsRequest.class, AddTagsResponse.class, tags::add)
        .authorises("cloudtrail:AddTags", (call, it) -> resource(call, it.resourceId()));
    ops.on(RemoveTagsRequest.class, RemoveTagsResponse.class, tags::remove)
        .authorises("cloudtrail:RemoveTags", (call, it) -> resource(call, it.resourceId()));
    ops.on(ListTagsRequest.class, ListTagsResponse.class, tags::list)
        .authorises("cloudtrail:ListTags", (call, it) -> Resource.any(call));
  }

  private static void delegation(Operations ops) {
    ops.on(
            RegisterOrganizationDelegatedAdminRequest.class,
            RegisterOrganizationDelegatedAdminResponse.class,
            DelegationOperations::register)
        .authorises(
            "cloudtrail:RegisterOrganizationDelegatedAdmin", (call, it) -> Resource.any(call));
    ops.on(
            DeregisterOrganizationDelegatedAdminRequest.class,
            DeregisterOrganizationDelegatedAdminResponse.class,
            DelegationOperations::deregister)
        .authorises(
            "cloudtrail:DeregisterOrganizationDelegatedAdmin", (call, it) -> Resource.any(call));
  }

  private Resource resource(Call call, @Nullable String nameOrArn) {
    return nameOrArn == null
        ? Resource.any(call)
        : TrailNames.resource(Objects.requireNonNull(store), call, nameOrArn);
  }

  private static void unsupported(Operations ops) {
    ops.unsupported(CancelQueryRequest.class, NO_LAKE);
    ops.unsupported(CreateChannelRequest.class, NO_LAKE);
    ops.unsupported(CreateDashboardRequest.class, NO_LAKE);
    ops.unsupported(CreateEventDataStoreRequest.class, NO_LAKE);
    ops.unsupported(DeleteChannelRequest.class, NO_LAKE);
    ops.unsupported(DeleteDashboardRequest.class, NO_LAKE);
    ops.unsupported(DeleteEventDataStoreRequest.class, NO_LAKE);
    ops.unsupported(DeleteResourcePolicyRequest.class, NO_LAKE);
    ops.unsupported(DescribeQueryRequest.class, NO_LAKE);
    ops.unsupported(DisableFederationRequest.class, NO_LAKE);
    ops.unsupported(EnableFederationRequest.class, NO_LAKE);
    ops.unsupported(GenerateQueryRequest.class, NO_LAKE);
    ops.unsupported(GetChannelRequest.class, NO_LAKE);
    ops.unsupported(GetDashboardRequest.class, NO_LAKE);
    ops.unsupported(GetEventConfigurationRequest.class, NO_ENRICHMENT);
    ops.unsupported(GetEventDataStoreRequest.class, NO_LAKE);
    ops.unsupported(GetImportRequest.class, NO_LAKE);
    ops.unsupported(GetQueryResultsRequest.class, NO_LAKE);
    ops.unsupported(GetResourcePolicyRequest.class, NO_LAKE);
    ops.unsupported(ListChannelsRequest.class, NO_LAKE);
    ops.unsupported(ListDashboardsRequest.class, NO_LAKE);
    ops.unsupported(ListEventDataStoresRequest.class, NO_LAKE);
    ops.unsupported(ListImportFailuresRequest.class, NO_LAKE);
    ops.unsupported(ListImportsRequest.class, NO_LAKE);
    ops.unsupported(ListInsightsDataRequest.class, NO_INSIGHTS);
    ops.unsupported(ListInsightsMetricDataRequest.class, NO_INSIGHTS);
    ops.unsupported(ListQueriesRequest.class, NO_LAKE);
    ops.unsupported(PutEventConfigurationRequest.class, NO_ENRICHMENT);
    ops.unsupported(PutResourcePolicyRequest.class, NO_LAKE);
    ops.unsupported(RestoreEventDataStoreRequest.class, NO_LAKE);
    ops.unsupported(SearchSampleQueriesRequest.class, NO_LAKE);
    ops.unsupported(StartDashboardRefreshRequest.class, NO_LAKE);
    ops.unsupported(StartEventDataStoreIngestionRequest.class, NO_LAKE);
    ops.unsupported(StartImportRequest.class, NO_LAKE);
    ops.unsupported(StartQueryRequest.class, NO_LAKE);
    ops.unsupported(StopEventDataStoreIngestionRequest.class, NO_LAKE);
    ops.unsupported(StopImportRequest.class, NO_LAKE);
    ops.unsupported(UpdateChannelRequest.class, NO_LAKE);
    ops.unsupported(UpdateDashboardRequest.class, NO_LAKE);
    ops.unsupported(UpdateEventDataStoreRequest.class, NO_LAKE);
  }
}
