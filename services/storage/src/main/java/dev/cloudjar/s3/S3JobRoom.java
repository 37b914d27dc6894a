package dev.cloudjar.s3;

import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.s3.batch.JobStore;
import dev.cloudjar.s3.content.ContentStore;
import java.util.List;
import software.amazon.awssdk.services.s3control.model.CreateJobRequest;
import software.amazon.awssdk.services.s3control.model.CreateJobResponse;
import software.amazon.awssdk.services.s3control.model.DeleteJobTaggingRequest;
import software.amazon.awssdk.services.s3control.model.DeleteJobTaggingResponse;
import software.amazon.awssdk.services.s3control.model.DescribeJobRequest;
import software.amazon.awssdk.services.s3control.model.DescribeJobResponse;
import software.amazon.awssdk.services.s3control.model.GetJobTaggingRequest;
import software.amazon.awssdk.services.s3control.model.GetJobTaggingResponse;
import software.amazon.awssdk.services.s3control.model.ListJobsRequest;
import software.amazon.awssdk.services.s3control.model.ListJobsResponse;
import software.amazon.awssdk.services.s3control.model.PutJobTaggingRequest;
import software.amazon.awssdk.services.s3control.model.PutJobTaggingResponse;
import software.amazon.awssdk.services.s3control.model.UpdateJobPriorityRequest;
import software.amazon.awssdk.services.s3control.model.UpdateJobPriorityResponse;
import software.amazon.awssdk.services.s3control.model.UpdateJobStatusRequest;
import software.amazon.awssdk.services.s3control.model.UpdateJobStatusResponse;

/**
 * The part of S3's control plane that is Batch Operations.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops.html">Performing
 *     object operations in bulk with Batch Operations</a>
 */
final class S3JobRoom {
  private static final String AT_ONCE = "all jobs run at once, so that none comes before another";

  private final Operations ops;
  private final JobNeeds needs;
  private final JobOperations jobs;
  private final JobTagOperations tags;
  private final JobWorker worker;

  S3JobRoom(Operations ops, Cloud cloud, BucketStore buckets, ConfigurationStore configurations) {
    var store = cloud.store();
    var rows = new JobStore();
    var objects =
        new ObjectStore(
            new ContentStore(cloud.blobs(), cloud.clock(), cloud.ids()),
            cloud.ids(),
            new StorageCharges(cloud.costs(), cloud.clock()));
    var directory =
        new BucketDirectory(store, buckets, configurations, objects, new AccessPointStore());
    this.ops = ops;
    this.needs = new JobNeeds(store, rows);
    this.worker =
        new JobWorker(
            store,
            cloud.clock(),
            cloud.ids(),
            cloud.work(),
            rows,
            new JobRoleOperations(cloud.calls(), cloud.credentials()),
            new JobListing(store, directory, configurations, new ObjectListings(objects)),
            new ExistingReplications(store, directory, configurations, objects, cloud.events()),
            new JobReportOperations(store, cloud.ids(), rows));
    this.jobs = new JobOperations(store, cloud.ids(), rows, worker);
    this.tags = new JobTagOperations(store, rows);
  }

  void register() {
    worker.open();
    ops.on(CreateJobRequest.class, CreateJobResponse.class, jobs::create)
        .authorises(
            (call, it) ->
                needs.ofNew(
                    call,
                    JobChecks.operation(Documents.read(it)),
                    it.priority(),
                    it.roleArn(),
                    JobTagOperations.read(it.tags())))
        .recordedMember("Priority", AT_ONCE);
    ops.on(DescribeJobRequest.class, DescribeJobResponse.class, jobs::describe)
        .authorises((call, it) -> List.of(needs.of(call, "s3:DescribeJob", it.jobId())));
    ops.on(ListJobsRequest.class, ListJobsResponse.class, jobs::list)
        .authorises("s3:ListJobs", (call, it) -> Resource.any(call));
    ops.on(UpdateJobPriorityRequest.class, UpdateJobPriorityResponse.class, jobs::updatePriority)
        .authorises(
            (call, it) ->
                List.of(
                    needs
                        .of(call, "s3:UpdateJobPriority", it.jobId())
                        .with("s3:RequestJobPriority", String.valueOf(it.priority()))))
        .recordedOnly(AT_ONCE);
    ops.on(UpdateJobStatusRequest.class, UpdateJobStatusResponse.class, jobs::updateStatus)
        .authorises((call, it) -> List.of(needs.of(call, "s3:UpdateJobStatus", it.jobId())));
    ops.on(PutJobTaggingRequest.class, PutJobTaggingResponse.class, tags::put)
        .authorises(
            (call, it) ->
                List.of(
                    needs
                        .of(call, "s3:PutJobTagging", it.jobId())
                        .withRequestTags(JobTagOperations.read(it.tags()))));
    ops.on(GetJobTaggingRequest.class, GetJobTaggingResponse.class, tags::get)
        .authorises((call, it) -> List.of(needs.of(call, "s3:GetJobTagging", it.jobId())));
    ops.on(DeleteJobTaggingRequest.class, DeleteJobTaggingResponse.class, tags::delete)
        .authorises((call, it) -> List.of(needs.of(call, "s3:DeleteJobTagging", it.jobId())));
  }
}
