package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Clock;
import dev.cloudjar.cloud.Ids;
import dev.cloudjar.cloud.RoomCaller;
import dev.cloudjar.cloud.Work;
import dev.cloudjar.s3.Document.Structure;
import dev.cloudjar.s3.JobFaults.JobFailed;
import dev.cloudjar.s3.batch.Job;
import dev.cloudjar.s3.batch.JobProgress;
import dev.cloudjar.s3.batch.JobResult;
import dev.cloudjar.s3.batch.JobStatus;
import dev.cloudjar.s3.batch.JobStore;
import dev.cloudjar.s3.batch.JobTask;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Does what jobs are for, a portion at a time: what became of a portion is written down together
 * with how far the job got, so that a crash repeats one portion at the most.
 */
final class JobWorker {
  static final Duration PREPARATION = Duration.ofSeconds(5);

  private static final String RUN = "s3control:run-job";
  private static final String FORGET = "s3control:forget-job";
  private static final int TASKS_AT_A_TIME = 200;
  private static final int ROWS_AT_A_TIME = 1000;
  private static final Duration PATIENCE = Duration.ofDays(30);
  private static final Duration KEPT = Duration.ofDays(90);

  private final KeyValueStore store;
  private final Clock clock;
  private final Ids ids;
  private final Work work;
  private final JobStore jobs;
  private final JobRoleOperations roles;
  private final JobListing listing;
  private final ExistingReplications replications;
  private final JobReportOperations reports;

  JobWorker(
      KeyValueStore store,
      Clock clock,
      Ids ids,
      Work work,
      JobStore jobs,
      JobRoleOperations roles,
      JobListing listing,
      ExistingReplications replications,
      JobReportOperations reports) {
    this.store = store;
    this.clock = clock;
    this.ids = ids;
    this.work = work;
    this.jobs = jobs;
    this.roles = roles;
    this.listing = listing;
    this.replications = replications;
    this.reports = reports;
  }

  void open() {
    work.handle(RUN, this::run);
    work.handle(FORGET, this::forget);
  }

  /** Has a new job begin. */
  void prepareSoon(Transaction transaction, Job job) {
    schedule(transaction, job, job.created().plus(PREPARATION));
  }

  /** Has a job go on from where it stands. */
  void goOn(Transaction transaction, Job job) {
    schedule(transaction, job, clock.now());
  }

  private void schedule(Transaction transaction, Job job, Instant due) {
    work.schedule(transaction, RUN, job.id(), due, payload(job));
  }

  private static byte[] payload(Job job) {
    return String.join("/", job.accountId(), job.region(), job.id())
        .getBytes(StandardCharsets.UTF_8);
  }

  private @Nullable Job find(Work.Item item) {
    String[] parts = new String(item.payload(), StandardCharsets.UTF_8).split("/", -1);
    Job.Key key = new Job.Key(parts[0], parts[1], parts[2]);
    return store.read(snapshot -> Optional.ofNullable(jobs.find(snapshot, key))).orElse(null);
  }

  private void run(Work.Item item) {
    Job job = find(item);
    if (job == null || job.status().isOver()) {
      return;
    }
    Structure definition =
        store.read(
            snapshot -> {
              JobStore.Definition kept = jobs.definition(snapshot, job.key());
              return kept == null ? Structure.EMPTY : JobOperations.document(kept);
            });
    try {
      switch (job.status()) {
        case NEW, PREPARING -> prepare(job, definition);
        case READY, ACTIVE -> perform(job, definition);
        case SUSPENDED -> giveUp(job, item.due());
        case COMPLETING, CANCELLING, FAILING -> end(job, definition);
        case COMPLETE, CANCELLED, FAILED -> {}
      }
    } catch (JobFailed e) {
      JobProgress.Failure failure = new JobProgress.Failure(e.code(), e.reason());
      if (job.status().isEnding()) {
        over(job, progress -> progress.failing(failure));
      } else {
        change(job, it -> it.with(it.progress().failing(failure)));
      }
    }
  }

  private void prepare(Job job, Structure definition) throws JobFailed {
    change(job, it -> it.with(it.progress().with(JobStatus.PREPARING)));
    store.transact(
        transaction -> {
          jobs.clear(transaction, job);
          return job;
        });
    RoomCaller role = roles.assume(job);
    Intake intake = new Intake(job);
    if (definition.member("Manifest") instanceof Structure manifest) {
      JobManifestOperations.read(role, manifest, intake::add);
    } else if (definition.member("ManifestGenerator") instanceof Structure generator
        && generator.member("S3JobManifestGenerator") instanceof Structure filter) {
      boolean replicates = job.operation().equals(JobChecks.REPLICATE);
      listing.read(question(job, role), new Nothing(), filter, replicates, intake::add);
    }
    intake.write();
    if (intake.count == 0) {
      throw new JobFailed("InvalidManifestContent", "The manifest names no objects.");
    }
    change(job, it -> it.prepared(intake.count, clock.now()));
  }

  /** Takes the objects of a job in, many at a time. */
  private final class Intake {
    private final Job job;
    private final List<JobTask> waiting = new ArrayList<>();
    private long count;

    Intake(Job job) {
      this.job = job;
    }

    void add(JobTask task) {
      waiting.add(task);
      if (waiting.size() == ROWS_AT_A_TIME) {
        write();
      }
    }

    void write() {
      store.transact(
          transaction -> {
            long number = count;
            for (JobTask task : waiting) {
              jobs.addTask(transaction, job, number++, task);
            }
            return number;
          });
      count += waiting.size();
      waiting.clear();
    }
  }

  /** A call of the role's, which asks the gate something and does nothing. */
  private Call question(Job job, RoomCaller role) {
    return new Call(
        "s3control",
        "CreateJob",
        role.principal().accountId(),
        job.region(),
        role.principal(),
        Optional.empty(),
        role.session(),
        ids.uuid(),
        clock.now(),
        new Call.Http(Optional.empty(), true, "localhost", name -> Optional.empty(), "", false),
        role.calledVia(),
        role.calls());
  }

  /** A request without members. */
  private static final class Nothing implements SdkPojo {
    @Override
    public List<SdkField<?>> sdkFields() {
      return List.of();
    }
  }

  private void perform(Job job, Structure definition) throws JobFailed {
    change(job, it -> it.with(it.progress().begun(clock.now())), false);
    RoomCaller role = roles.assume(job);
    Structure parameters = parameters(job, definition);
    SortedMap<Long, JobTask> portion =
        store.read(snapshot -> jobs.tasks(snapshot, job, TASKS_AT_A_TIME));
    SortedMap<Long, JobResult> results = new TreeMap<>();
    portion.forEach((number, task) -> results.put(number, perform(job, role, parameters, task)));
    store.transact(
        transaction -> {
          Job now = jobs.find(transaction, job.key());
          if (now == null || now.status().isOver()) {
            return job;
          }
          JobProgress.Counts counts = now.progress().counts();
          for (Map.Entry<Long, JobResult> result : results.entrySet()) {
            jobs.done(transaction, now, result.getKey(), result.getValue());
            counts = counts.with(result.getValue());
          }
          Job counted = now.with(now.progress().counted(counts));
          jobs.put(transaction, counted);
          goOn(transaction, counted);
          return counted;
        });
  }

  private JobResult perform(Job job, RoomCaller role, Structure parameters, JobTask task) {
    return JobTaskOperations.result(
        task,
        () -> {
          if (job.operation().equals(JobChecks.REPLICATE)) {
            replications.ask(question(job, role), new Nothing(), task);
          } else {
            JobTaskOperations.perform(role, job.operation(), parameters, task);
          }
        });
  }

  private static Structure parameters(Job job, Structure definition) {
    return definition.member("Operation") instanceof Structure operation
            && operation.member(job.operation()) instanceof Structure parameters
        ? parameters
        : Structure.EMPTY;
  }

  /** Ends the wait for leave that never came. */
  private void giveUp(Job job, Instant due) {
    Instant waitedUntil = job.progress().suspended().orElse(due).plus(PATIENCE);
    if (!clock.now().isBefore(waitedUntil)) {
      over(
          job,
          progress ->
              progress.failing(
                  new JobProgress.Failure(
                      "ConfirmationTimeout", "The job was not confirmed within 30 days.")));
    }
  }

  private void end(Job job, Structure definition) throws JobFailed {
    if (job.progress().counts().done() > 0
        && definition.member("Report") instanceof Structure report
        && report.member("Enabled") instanceof Document.Flag(boolean wanted)
        && wanted) {
      reports.write(roles.assume(job), job, report, clock.now());
    }
    over(job, progress -> progress);
  }

  private void over(Job job, UnaryOperator<JobProgress> edit) {
    store.transact(
        transaction -> {
          Job now = jobs.find(transaction, job.key());
          if (now != null && !now.status().isOver()) {
            Job ended = now.with(edit.apply(now.progress()).over(clock.now()));
            jobs.put(transaction, ended);
            jobs.clear(transaction, ended);
            work.schedule(transaction, FORGET, job.id(), clock.now().plus(KEPT), payload(ended));
          }
          return job;
        });
  }

  private void change(Job job, UnaryOperator<Job> edit) {
    change(job, edit, true);
  }

  /** Changes a job unless it was cancelled meanwhile. */
  private void change(Job job, UnaryOperator<Job> edit, boolean andGoOn) {
    store.transact(
        transaction -> {
          Job now = jobs.find(transaction, job.key());
          if (now == null || now.status().isEnding() || now.status().isOver()) {
            return job;
          }
          Job changed = edit.apply(now);
          jobs.put(transaction, changed);
          if (changed.status() == JobStatus.SUSPENDED) {
            schedule(transaction, changed, clock.now().plus(PATIENCE));
          } else if (andGoOn && changed.status() != JobStatus.PREPARING) {
            goOn(transaction, changed);
          }
          return changed;
        });
  }

  private void forget(Work.Item item) {
    Job job = find(item);
    if (job != null) {
      store.transact(
          transaction -> {
            jobs.delete(transaction, job);
            return job;
          });
    }
  }
}
