package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Gate.Need;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.cloud.ResourceGuard;
import dev.cloudjar.s3.batch.Job;
import dev.cloudjar.s3.batch.JobStatus;
import dev.cloudjar.s3.batch.JobStore;
import dev.cloudjar.store.KeyValueStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The permissions that requests for jobs need.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-iam-role-policies.html">Granting
 *     permissions for Batch Operations</a>
 */
final class JobNeeds {
  static final String SERVICE = "batchoperations.s3.amazonaws.com";

  /** The actions for which policies know what a job is for, and how much it matters. */
  private static final Set<String> ABOUT_WHAT_IT_IS =
      Set.of(
          "s3:UpdateJobPriority", "s3:UpdateJobStatus", "s3:PutJobTagging", "s3:DeleteJobTagging");

  private final KeyValueStore store;
  private final JobStore jobs;

  JobNeeds(KeyValueStore store, JobStore jobs) {
    this.store = store;
    this.jobs = jobs;
  }

  static String arn(Job.Key key) {
    return "arn:"
        + Partition.of(key.region())
        + ":s3:"
        + key.region()
        + ":"
        + key.accountId()
        + ":job/"
        + key.id();
  }

  /** Making a job, which is to act as a role. */
  List<Need> ofNew(
      Call call,
      String operation,
      @Nullable Integer priority,
      String roleArn,
      Map<String, String> tags) {
    List<Need> needs = new ArrayList<>(3);
    needs.add(
        new Need("s3:CreateJob", Resource.any(call))
            .with("s3:RequestJobOperation", operation)
            .with("s3:RequestJobPriority", priority == null ? null : priority.toString())
            .withRequestTags(tags));
    if (!tags.isEmpty()) {
      needs.add(new Need("s3:PutJobTagging", Resource.any(call)).withRequestTags(tags));
    }
    needs.add(
        new Need("iam:PassRole", new Resource(roleArn, accountOf(call, roleArn)))
            .with("iam:PassedToService", SERVICE));
    return needs;
  }

  private static String accountOf(Call call, String roleArn) {
    String[] parts = roleArn.split(":", -1);
    return parts.length > 4 ? parts[4] : call.accountId();
  }

  /** An action on a job. */
  Need of(Call call, String action, String id) {
    Job.Key key = new Job.Key(call.accountId(), call.region(), id);
    Job job = store.read(snapshot -> jobs.find(snapshot, key));
    Resource resource = new Resource(arn(key), call.accountId());
    if (job == null) {
      return new Need(action, resource);
    }
    Need need =
        new Need(
            action,
            resource.guardedBy(
                new ResourceGuard() {
                  @Override
                  public Map<String, String> tags() {
                    return job.tags();
                  }
                }));
    if (!ABOUT_WHAT_IT_IS.contains(action)) {
      return need;
    }
    Need known =
        need.with("s3:ExistingJobOperation", job.operation())
            .with("s3:ExistingJobPriority", Integer.toString(job.priority()));
    return action.equals("s3:UpdateJobStatus") && job.status() == JobStatus.SUSPENDED
        ? known.with("s3:JobSuspendedCause", JobOperations.AWAITING_CONFIRMATION)
        : known;
  }
}
