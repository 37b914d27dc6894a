package dev.cloudjar.s3;

import dev.cloudjar.cloud.Calls;
import dev.cloudjar.cloud.Credentials;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.RoomCaller;
import dev.cloudjar.s3.JobFaults.JobFailed;
import dev.cloudjar.s3.batch.Job;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;

/** Assumes the roles of jobs, as which all is done that they do. */
final class JobRoleOperations {
  private final Calls calls;
  private final Credentials credentials;

  JobRoleOperations(Calls calls, Credentials credentials) {
    this.calls = calls;
    this.credentials = credentials;
  }

  RoomCaller assume(Job job) throws JobFailed {
    Principal.Service service =
        new Principal.Service(
            JobNeeds.SERVICE, job.accountId(), Optional.of(JobNeeds.arn(job.key())));
    try {
      String keyId =
          RoomCaller.service(calls, service, job.region())
              .to(
                  AssumeRoleRequest.builder()
                      .roleArn(job.roleArn())
                      .roleSessionName("s3-batch-operations_" + job.id())
                      .build(),
                  AssumeRoleResponse.class)
              .credentials()
              .accessKeyId();
      Credentials.AccessKey key = credentials.find(keyId).orElseThrow();
      return new RoomCaller(calls, key.principal(), key.session(), job.region(), List.of());
    } catch (Fault e) {
      throw new JobFailed(e.code(), "The role cannot be assumed: " + e.getMessage());
    }
  }
}
