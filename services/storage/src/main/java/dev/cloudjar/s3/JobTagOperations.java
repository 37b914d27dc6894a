package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.s3.batch.Job;
import dev.cloudjar.s3.batch.JobStore;
import dev.cloudjar.store.KeyValueStore;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.s3control.model.DeleteJobTaggingRequest;
import software.amazon.awssdk.services.s3control.model.DeleteJobTaggingResponse;
import software.amazon.awssdk.services.s3control.model.GetJobTaggingRequest;
import software.amazon.awssdk.services.s3control.model.GetJobTaggingResponse;
import software.amazon.awssdk.services.s3control.model.PutJobTaggingRequest;
import software.amazon.awssdk.services.s3control.model.PutJobTaggingResponse;
import software.amazon.awssdk.services.s3control.model.S3Tag;

/** Keeps the tags of jobs. */
final class JobTagOperations {
  private final KeyValueStore store;
  private final JobStore jobs;

  JobTagOperations(KeyValueStore store, JobStore jobs) {
    this.store = store;
    this.jobs = jobs;
  }

  /** The tags that a request brings. */
  static Map<String, String> read(List<S3Tag> sent) {
    if (sent.size() > Tags.MAX_OF_BUCKET) {
      throw JobFaults.tooManyTags();
    }
    return Map.copyOf(
        Tags.ofBucket(sent.stream().map(tag -> new Tags.Sent(tag.key(), tag.value())).toList()));
  }

  PutJobTaggingResponse put(Call call, PutJobTaggingRequest request) {
    AccessPointFaults.requireOwn(call, request.accountId());
    replace(call, request.jobId(), read(request.tags()));
    return PutJobTaggingResponse.builder().build();
  }

  DeleteJobTaggingResponse delete(Call call, DeleteJobTaggingRequest request) {
    AccessPointFaults.requireOwn(call, request.accountId());
    replace(call, request.jobId(), Map.of());
    return DeleteJobTaggingResponse.builder().build();
  }

  private void replace(Call call, String id, Map<String, String> tags) {
    store.transact(
        transaction -> {
          Job job = jobs.find(transaction, JobOperations.key(call, id));
          if (job == null) {
            throw JobFaults.noSuchJob(id);
          }
          jobs.put(transaction, job.withTags(tags));
          return job;
        });
  }

  GetJobTaggingResponse get(Call call, GetJobTaggingRequest request) {
    AccessPointFaults.requireOwn(call, request.accountId());
    return store.read(
        snapshot -> {
          Job job = jobs.find(snapshot, JobOperations.key(call, request.jobId()));
          if (job == null) {
            throw JobFaults.noSuchJob(request.jobId());
          }
          return GetJobTaggingResponse.builder()
              .tags(
                  job.tags().entrySet().stream()
                      .sorted(Map.Entry.comparingByKey())
                      .map(tag -> S3Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                      .toList())
              .build();
        });
  }
}
