package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.policy.MalformedPolicyException;
import dev.cloudjar.policy.PolicyDocument;
import dev.cloudjar.policy.PolicyKind;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Snapshot;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.DeleteBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketPolicyResponse;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyResponse;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyStatusRequest;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyStatusResponse;
import software.amazon.awssdk.services.s3.model.PutBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.PutBucketPolicyResponse;

/** Keeps the policies of buckets, as they were written. */
final class BucketPolicyOperations {
  private static final int MAX_BYTES = 20 * 1024;

  private final KeyValueStore store;
  private final BucketDirectory directory;
  private final ConfigurationStore configurations;

  BucketPolicyOperations(
      KeyValueStore store, BucketDirectory directory, ConfigurationStore configurations) {
    this.store = store;
    this.directory = directory;
    this.configurations = configurations;
  }

  PutBucketPolicyResponse put(Call call, PutBucketPolicyRequest request) {
    String policy = request.policy() == null ? "" : request.policy();
    PolicyDocument document = read(policy);
    return store.transact(
        transaction -> {
          Bucket bucket =
              directory.require(transaction, call, request.bucket(), request.expectedBucketOwner());
          BucketPolicyChecks.check(bucket.arn(), document);
          if (PublicAccess.of(configurations, transaction, bucket).blockPublicPolicy()
              && BucketPolicy.isPublic(policy)) {
            throw AccessFaults.publicPolicyBlocked(call, bucket);
          }
          configurations.put(
              transaction,
              bucket,
              BucketPolicy.KIND,
              ConfigurationStore.ONLY,
              Document.Structure.of(BucketPolicy.MEMBER, new Document.Text(policy)));
          return PutBucketPolicyResponse.builder().build();
        });
  }

  static PolicyDocument read(String policy) {
    if (policy.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw S3Faults.malformedPolicy("Policies are limited to 20 KB in size");
    }
    if (!policy.startsWith("{")) {
      throw S3Faults.malformedPolicy("Policies must be valid JSON and the first byte must be '{'");
    }
    try {
      return PolicyDocument.parse(policy, PolicyKind.RESOURCE);
    } catch (MalformedPolicyException e) {
      throw S3Faults.malformedPolicy(BucketPolicyChecks.message(e));
    }
  }

  GetBucketPolicyResponse get(Call call, GetBucketPolicyRequest request) {
    return GetBucketPolicyResponse.builder()
        .policy(
            store.read(
                snapshot ->
                    require(snapshot, call, request.bucket(), request.expectedBucketOwner())))
        .build();
  }

  GetBucketPolicyStatusResponse status(Call call, GetBucketPolicyStatusRequest request) {
    String policy =
        store.read(
            snapshot -> require(snapshot, call, request.bucket(), request.expectedBucketOwner()));
    return GetBucketPolicyStatusResponse.builder()
        .policyStatus(status -> status.isPublic(BucketPolicy.isPublic(policy)))
        .build();
  }

  DeleteBucketPolicyResponse delete(Call call, DeleteBucketPolicyRequest request) {
    return store.transact(
        transaction -> {
          Bucket bucket =
              directory.require(transaction, call, request.bucket(), request.expectedBucketOwner());
          configurations.delete(transaction, bucket, BucketPolicy.KIND, ConfigurationStore.ONLY);
          return DeleteBucketPolicyResponse.builder().build();
        });
  }

  private String require(
      Snapshot snapshot, Call call, String name, @Nullable String expectedOwner) {
    Bucket bucket = directory.require(snapshot, call, name, expectedOwner);
    return BucketPolicy.find(configurations, snapshot, bucket)
        .orElseThrow(
            () ->
                S3Faults.noConfiguration(
                    "NoSuchBucketPolicy", "The bucket policy does not exist", bucket));
  }
}
