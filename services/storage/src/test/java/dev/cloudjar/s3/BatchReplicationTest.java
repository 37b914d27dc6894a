package dev.cloudjar.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.iam.IamRoom;
import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.sts.StsRoom;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3control.S3ControlClient;
import software.amazon.awssdk.services.s3control.model.JobDescriptor;
import software.amazon.awssdk.services.s3control.model.JobStatus;
import software.amazon.awssdk.services.s3control.model.ReplicationStatus;

/** Jobs that have objects replicated which were there before the rules. */
@CloudjarTest(rooms = {S3Room.class, S3ControlRoom.class, IamRoom.class, StsRoom.class})
class BatchReplicationTest {
  private final TestCloud cloud;
  private final S3ControlClient control;
  private final IamClient iam;
  private final ReplicaBuckets buckets;
  private final String source;
  private final String target;
  private final String role;

  BatchReplicationTest(TestCloud cloud, S3Client s3, S3ControlClient control, IamClient iam) {
    this.cloud = cloud;
    this.control = control;
    this.iam = iam;
    this.buckets = new ReplicaBuckets(s3, iam, cloud);
    this.source = buckets.versioned("before");
    this.target = buckets.versioned("after");
    this.role =
        iam.createRole(
                it ->
                    it.roleName("jobs")
                        .assumeRolePolicyDocument(
                            """
                            {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                             "Principal": {"Service": "batchoperations.s3.amazonaws.com"},
                             "Action": "sts:AssumeRole"}}\
                            """))
            .role()
            .arn();
    permit("\"s3:InitiateReplication\", \"s3:PutInventoryConfiguration\"");
    cloud.clock().freeze();
  }

  private void permit(String actions) {
    iam.putRolePolicy(
        it ->
            it.roleName("jobs")
                .policyName("all")
                .policyDocument(
                    """
                    {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                     "Action": [%s], "Resource": "*"}}\
                    """
                        .formatted(actions)));
  }

  private JobDescriptor run(ReplicationStatus... statuses) {
    String id =
        control
            .createJob(
                it ->
                    it.accountId(cloud.accountId())
                        .roleArn(role)
                        .priority(1)
                        .clientRequestToken(cloud.unique("token"))
                        .report(r -> r.enabled(false))
                        .operation(o -> o.s3ReplicateObject(r -> {}))
                        .manifestGenerator(
                            g ->
                                g.s3JobManifestGenerator(
                                    s ->
                                        s.sourceBucket("arn:aws:s3:::" + source)
                                            .enableManifestOutput(false)
                                            .filter(
                                                f ->
                                                    f.eligibleForReplication(true)
                                                        .objectReplicationStatuses(statuses)))))
            .jobId();
    cloud.clock().advance(Duration.ofMinutes(1));
    cloud.clock().settle();
    return control.describeJob(it -> it.accountId(cloud.accountId()).jobId(id)).job();
  }

  private void assertReplicated(JobDescriptor job, int count) {
    assertThat(job.failureReasons()).isEmpty();
    assertThat(job.status()).isEqualTo(JobStatus.COMPLETE);
    assertThat(job.progressSummary().numberOfTasksSucceeded()).isEqualTo(count);
  }

  @Test
  @Behaviour("S3-REPL-04")
  void existingObjectsAreCopiedByAJobAlone() {
    String old = buckets.put(source, "a", "old");
    String current = buckets.put(source, "a", "current");
    String other = buckets.put(source, "b", "text");
    buckets.replicate(source, ReplicaBuckets.rule("all", 1, target).build());
    cloud.clock().settle();
    assertThat(buckets.versions(target)).isEmpty();
    assertReplicated(run(ReplicationStatus.NONE), 3);
    assertThat(buckets.text(target, "a", old)).isEqualTo("old REPLICA");
    assertThat(buckets.text(target, "a", current)).isEqualTo("current REPLICA");
    assertThat(buckets.text(target, "b", other)).isEqualTo("text REPLICA");
    assertThat(buckets.status(source, "a", old)).isEqualTo("COMPLETED");
    assertThat(run(ReplicationStatus.NONE).status())
        .as("nothing is left to do")
        .isEqualTo(JobStatus.FAILED);
  }

  @Test
  @Behaviour("S3-REPL-04")
  void whatFailedIsTriedAgainByAJob() {
    buckets.replicate(source, ReplicaBuckets.rule("all", 1, target).build());
    buckets.forbid("s3:ReplicateObject");
    String failed = buckets.put(source, "a", "text");
    cloud.clock().settle();
    assertThat(buckets.status(source, "a", failed)).isEqualTo("FAILED");
    buckets.forbid();
    String done = buckets.put(source, "b", "text");
    cloud.clock().settle();
    assertThat(buckets.status(source, "b", done)).isEqualTo("COMPLETED");
    assertReplicated(run(ReplicationStatus.FAILED), 1);
    assertThat(buckets.status(source, "a", failed)).isEqualTo("COMPLETED");
    assertThat(buckets.text(target, "a", failed)).isEqualTo("text REPLICA");
  }

  @Test
  @Behaviour("S3-REPL-04")
  void theJobsRoleMustBeAllowedToInitiateIt() {
    buckets.put(source, "a", "text");
    buckets.replicate(source, ReplicaBuckets.rule("all", 1, target).build());
    permit("\"s3:PutInventoryConfiguration\"");
    JobDescriptor job = run(ReplicationStatus.NONE);
    assertThat(job.status()).isEqualTo(JobStatus.COMPLETE);
    assertThat(job.progressSummary().numberOfTasksFailed()).isEqualTo(1);
    assertThat(buckets.versions(target)).isEmpty();
  }
}
