package dev.cloudjar.s3;

import dev.cloudjar.cloud.Gate.Need;
import dev.cloudjar.cloud.Operations;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.s3.model.GetObjectLegalHoldRequest;
import software.amazon.awssdk.services.s3.model.GetObjectLegalHoldResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRetentionRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRetentionResponse;
import software.amazon.awssdk.services.s3.model.PutObjectLegalHoldRequest;
import software.amazon.awssdk.services.s3.model.PutObjectLegalHoldResponse;
import software.amazon.awssdk.services.s3.model.PutObjectLockConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutObjectLockConfigurationResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRetentionRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRetentionResponse;

/** The list of the operations that lock. */
final class S3LockRoom {
  private final Operations operations;
  private final BucketDirectory directory;
  private final RequestNeeds needs;
  private final LockOperations locks;

  S3LockRoom(
      Operations operations, BucketDirectory directory, RequestNeeds needs, LockOperations locks) {
    this.operations = operations;
    this.directory = directory;
    this.needs = needs;
    this.locks = locks;
  }

  void register() {
    operations
        .on(
            PutObjectLockConfigurationRequest.class,
            PutObjectLockConfigurationResponse.class,
            locks::putConfiguration)
        .authorises(
            "s3:PutBucketObjectLockConfiguration",
            (call, it) -> directory.resource(call, it, it.bucket()));
    operations
        .on(PutObjectRetentionRequest.class, PutObjectRetentionResponse.class, locks::putRetention)
        .authorises(
            (call, it) -> {
              List<Need> all =
                  new ArrayList<>(
                      needs.ofVersion(call, it, "s3:PutObjectRetention", "s3:PutObjectRetention"));
              if (Boolean.TRUE.equals(it.bypassGovernanceRetention())) {
                all.addAll(
                    needs.ofVersion(
                        call, it, "s3:BypassGovernanceRetention", "s3:BypassGovernanceRetention"));
              }
              return all;
            });
    operations
        .on(GetObjectRetentionRequest.class, GetObjectRetentionResponse.class, locks::retention)
        .authorises(
            (call, it) ->
                needs.ofVersion(call, it, "s3:GetObjectRetention", "s3:GetObjectRetention"));
    operations
        .on(PutObjectLegalHoldRequest.class, PutObjectLegalHoldResponse.class, locks::putLegalHold)
        .authorises(
            (call, it) ->
                needs.ofVersion(call, it, "s3:PutObjectLegalHold", "s3:PutObjectLegalHold"));
    operations
        .on(GetObjectLegalHoldRequest.class, GetObjectLegalHoldResponse.class, locks::legalHold)
        .authorises(
            (call, it) ->
                needs.ofVersion(call, it, "s3:GetObjectLegalHold", "s3:GetObjectLegalHold"));
  }
}
