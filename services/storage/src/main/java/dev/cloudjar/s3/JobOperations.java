package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Ids;
import dev.cloudjar.s3.Document.Structure;
import dev.cloudjar.s3.batch.Job;
import dev.cloudjar.s3.batch.JobProgress;
import dev.cloudjar.s3.batch.JobStatus;
import dev.cloudjar.s3.batch.JobStore;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.RowReader;
import dev.cloudjar.store.RowWriter;
import dev.cloudjar.store.Transaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3control.model.CreateJobRequest;
import software.amazon.awssdk.services.s3control.model.CreateJobResponse;
import software.amazon.awssdk.services.s3control.model.DescribeJobRequest;
import software.amazon.awssdk.services.s3control.model.DescribeJobResponse;
import software.amazon.awssdk.services.s3control.model.JobDescriptor;
import software.amazon.awssdk.services.s3control.model.JobFailure;
import software.amazon.awssdk.services.s3control.model.JobListDescriptor;
import software.amazon.awssdk.services.s3control.model.JobProgressSummary;
import software.amazon.awssdk.services.s3control.model.ListJobsRequest;
import software.amazon.awssdk.services.s3control.model.ListJobsResponse;
import software.amazon.awssdk.services.s3control.model.UpdateJobPriorityRequest;
import software.amazon.awssdk.services.s3control.model.UpdateJobPriorityResponse;
import software.amazon.awssdk.services.s3control.model.UpdateJobStatusRequest;
import software.amazon.awssdk.services.s3control.model.UpdateJobStatusResponse;

/** Makes, shows, lists, confirms and cancels jobs of Batch Operations. */
final class JobOperations {
  static final String AWAITING_CONFIRMATION = "AwaitingConfirmation";
  private static final int MAX_LISTED = 1000;

  private final KeyValueStore store;
  private final Ids ids;
  private final JobStore jobs;
  private final JobWorker worker;

  JobOperations(KeyValueStore store, Ids ids, JobStore jobs, JobWorker worker) {
    this.store = store;
    this.ids = ids;
    this.jobs = jobs;
    this.worker = worker;
  }

  CreateJobResponse create(Call call, CreateJobRequest request) {
    AccessPointFaults.requireOwn(call, request.accountId());
    Structure document = without(Documents.read(request), "Tags", "ClientRequestToken");
    JobChecks.check(document);
    Map<String, String> tags = JobTagOperations.read(request.tags());
    Job made =
        new Job(
            ids.uuid(),
            call.accountId(),
            call.region(),
            request.roleArn(),
            JobChecks.operation(document),
            Boolean.TRUE.equals(request.confirmationRequired()),
            Optional.ofNullable(request.description()),
            call.time(),
            request.priority(),
            tags,
            JobProgress.NONE);
    Job job =
        store.transact(
            transaction -> {
              Job before =
                  jobs.named(
                      transaction, call.accountId(), call.region(), request.clientRequestToken());
              if (before != null) {
                if (!document.equals(definition(transaction, before))) {
                  throw JobFaults.otherRequestWithToken();
                }
                return before;
              }
              RowWriter out = new RowWriter(512);
              Document.write(document, out);
              jobs.create(
                  transaction,
                  made,
                  new JobStore.Definition(request.clientRequestToken(), out.toBytes()));
              worker.prepareSoon(transaction, made);
              return made;
            });
    return CreateJobResponse.builder().jobId(job.id()).build();
  }

  private static Structure without(Structure document, String... names) {
    Map<String, Document> members = new HashMap<>(document.members());
    members.keySet().removeAll(List.of(names));
    return new Structure(members);
  }

  private Structure definition(Transaction transaction, Job job) {
    JobStore.Definition definition = jobs.definition(transaction, job.key());
    return definition == null ? Structure.EMPTY : document(definition);
  }

  /** What was asked for, by the names of its members. */
  static Structure document(JobStore.Definition definition) {
    return (Structure) Document.read(new RowReader(definition.document()));
  }

  DescribeJobResponse describe(Call call, DescribeJobRequest request) {
    AccessPointFaults.requireOwn(call, request.accountId());
    Job.Key key = key(call, request.jobId());
    return store.read(
        snapshot -> {
          Job job = jobs.find(snapshot, key);
          JobStore.Definition definition = jobs.definition(snapshot, key);
          if (job == null || definition == null) {
            throw JobFaults.noSuchJob(request.jobId());
          }
          JobDescriptor.Builder descriptor = JobDescriptor.builder();
          Documents.fill(descriptor, document(definition));
          JobProgress progress = job.progress();
          descriptor
              .jobId(job.id())
              .jobArn(JobNeeds.arn(key))
              .status(job.status().text())
              .confirmationRequired(job.confirmationRequired())
              .priority(job.priority())
              .creationTime(job.created())
              .terminationDate(progress.ended().orElse(null))
              .statusUpdateReason(progress.reason().orElse(null))
              .progressSummary(summary(call, job))
              .suspendedDate(progress.suspended().orElse(null))
              .suspendedCause(job.status() == JobStatus.SUSPENDED ? AWAITING_CONFIRMATION : null)
              .failureReasons(
                  progress.failures().stream()
                      .map(
                          it ->
                              JobFailure.builder()
                                  .failureCode(it.code())
                                  .failureReason(it.reason())
                                  .build())
                      .toList());
          return DescribeJobResponse.builder().job(descriptor.build()).build();
        });
  }

  private static JobProgressSummary summary(Call call, Job job) {
    JobProgress.Counts counts = job.progress().counts();
    return JobProgressSummary.builder()
        .totalNumberOfTasks(counts.total())
        .numberOfTasksSucceeded(counts.succeeded())
        .numberOfTasksFailed(counts.failed())
        .timers(it -> it.elapsedTimeInActiveSeconds(job.progress().active(call.time()).toSeconds()))
        .build();
  }

  ListJobsResponse list(Call call, ListJobsRequest request) {
    AccessPointFaults.requireOwn(call, request.accountId());
    int max =
        request.maxResults() == null ? MAX_LISTED : Math.min(MAX_LISTED, request.maxResults());
    if (max < 1) {
      throw JobFaults.invalid("MaxResults must be at least 1.");
    }
    List<String> statuses = request.jobStatusesAsStrings();
    return store.read(
        snapshot -> {
          List<JobListDescriptor> found = new ArrayList<>();
          String after = request.nextToken() == null ? "" : request.nextToken();
          while (true) {
            List<Job> page =
                jobs.list(snapshot, call.accountId(), call.region(), after, MAX_LISTED);
            for (Job job : page) {
              if (found.size() == max) {
                return ListJobsResponse.builder().jobs(found).nextToken(after).build();
              }
              if (statuses.isEmpty() || statuses.contains(job.status().text())) {
                found.add(listed(call, job));
              }
              after = job.id();
            }
            if (page.size() < MAX_LISTED) {
              return ListJobsResponse.builder().jobs(found).build();
            }
          }
        });
  }

  private static JobListDescriptor listed(Call call, Job job) {
    return JobListDescriptor.builder()
        .jobId(job.id())
        .description(job.description().orElse(null))
        .operation(job.operation())
        .priority(job.priority())
        .status(job.status().text())
        .creationTime(job.created())
        .terminationDate(job.progress().ended().orElse(null))
        .progressSummary(summary(call, job))
        .build();
  }

  UpdateJobPriorityResponse updatePriority(Call call, UpdateJobPriorityRequest request) {
    AccessPointFaults.requireOwn(call, request.accountId());
    Job changed =
        change(
            call,
            request.jobId(),
            job -> {
              if (job.status().isOver()) {
                throw JobFaults.overAlready();
              }
              return job.withPriority(request.priority());
            });
    return UpdateJobPriorityResponse.builder()
        .jobId(changed.id())
        .priority(changed.priority())
        .build();
  }

  UpdateJobStatusResponse updateStatus(Call call, UpdateJobStatusRequest request) {
    AccessPointFaults.requireOwn(call, request.accountId());
    boolean cancels = "Cancelled".equals(request.requestedJobStatusAsString());
    Job changed =
        change(
            call,
            request.jobId(),
            job -> job.with(updated(job, cancels, request.statusUpdateReason())));
    return UpdateJobStatusResponse.builder()
        .jobId(changed.id())
        .status(changed.status().text())
        .statusUpdateReason(request.statusUpdateReason())
        .build();
  }

  private static JobProgress updated(Job job, boolean cancels, @Nullable String reason) {
    JobStatus status = job.status();
    boolean allowed =
        cancels ? !status.isOver() && !status.isEnding() : status == JobStatus.SUSPENDED;
    if (!allowed) {
      throw JobFaults.statusForbidden();
    }
    return job.progress()
        .with(cancels ? JobStatus.CANCELLING : JobStatus.READY)
        .because(Optional.ofNullable(reason));
  }

  private Job change(Call call, String id, UnaryOperator<Job> edit) {
    return store.transact(
        transaction -> {
          Job job = jobs.find(transaction, key(call, id));
          if (job == null) {
            throw JobFaults.noSuchJob(id);
          }
          Job changed = edit.apply(job);
          jobs.put(transaction, changed);
          if (changed.status() != job.status()) {
            worker.goOn(transaction, changed);
          }
          return changed;
        });
  }

  static Job.Key key(Call call, String id) {
    return new Job.Key(call.accountId(), call.region(), id);
  }
}
