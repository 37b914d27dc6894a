package dev.cloudjar.organizations;

import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Room;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/** Tells a caller what the gate is told of its account. */
public final class StsRoom implements Room {
  @Override
  public void open(Operations operations, Cloud cloud) {
    operations
        .on(
            GetCallerIdentityRequest.class,
            GetCallerIdentityResponse.class,
            (call, request) ->
                GetCallerIdentityResponse.builder()
                    .arn(cloud.identities().guardrails(call.accountId()).toString())
                    .userId(Long.toString(cloud.identities().version(call.accountId())))
                    .build())
        .needsNoPermission();
  }
}
