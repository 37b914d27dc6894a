package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
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
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** Keeps the policies of buckets, as they were written. */
final class BucketPolicyOperations {
  private static final int MAX_BYTES = 20 * 1024;
  private static final String KIND = "policy";
  private static final String MEMBER = "Policy";
  private static final ObjectMapper JSON = JsonMapper.builder().build();

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
    check(policy);
    return store.transact(
        transaction -> {
          Bucket bucket =
              directory.require(transaction, call, request.bucket(), request.expectedBucketOwner());
          configurations.put(
              transaction,
              bucket,
              KIND,
              ConfigurationStore.ONLY,
              Document.Structure.of(MEMBER, new Document.Text(policy)));
          return PutBucketPolicyResponse.builder().build();
        });
  }

  private static void check(String policy) {
    if (policy.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw S3Faults.malformedPolicy("Policies are limited to 20 KB in size");
    }
    JsonNode tree = parse(policy);
    if (tree == null || !tree.isObject()) {
      throw S3Faults.malformedPolicy("Policies must be valid JSON and the first byte must be '{'");
    }
    JsonNode statements = tree.get("Statement");
    if (statements == null || statements.isEmpty()) {
      throw S3Faults.malformedPolicy("Missing required field Statement");
    }
  }

  private static @Nullable JsonNode parse(String policy) {
    try {
      return policy.startsWith("{") ? JSON.readTree(policy) : null;
    } catch (JacksonException e) {
      return null;
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
        .policyStatus(status -> status.isPublic(isPublic(policy)))
        .build();
  }

  /** Whether any statement allows everybody something without a condition. */
  private static boolean isPublic(String policy) {
    JsonNode statements = JSON.readTree(policy).get("Statement");
    for (JsonNode statement :
        statements.isArray() ? statements : JSON.createArrayNode().add(statements)) {
      JsonNode effect = statement.get("Effect");
      boolean allows = effect != null && effect.isString() && effect.stringValue().equals("Allow");
      if (allows && statement.get("Condition") == null && isEverybody(statement.get("Principal"))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isEverybody(@Nullable JsonNode principal) {
    if (principal == null) {
      return false;
    }
    if (principal.isObject()) {
      return isEverybody(principal.get("AWS"));
    }
    if (principal.isArray()) {
      for (JsonNode each : principal) {
        if (isEverybody(each)) {
          return true;
        }
      }
      return false;
    }
    return principal.isString() && principal.stringValue().equals("*");
  }

  DeleteBucketPolicyResponse delete(Call call, DeleteBucketPolicyRequest request) {
    return store.transact(
        transaction -> {
          Bucket bucket =
              directory.require(transaction, call, request.bucket(), request.expectedBucketOwner());
          configurations.delete(transaction, bucket, KIND, ConfigurationStore.ONLY);
          return DeleteBucketPolicyResponse.builder().build();
        });
  }

  private String require(
      Snapshot snapshot, Call call, String name, @Nullable String expectedOwner) {
    Bucket bucket = directory.require(snapshot, call, name, expectedOwner);
    ConfigurationStore.Entry entry =
        configurations.find(snapshot, bucket, KIND, ConfigurationStore.ONLY);
    Document.Structure document = entry == null ? null : entry.document();
    String policy = document == null ? null : document.text(MEMBER);
    if (policy == null) {
      throw S3Faults.noConfiguration(
          "NoSuchBucketPolicy", "The bucket policy does not exist", bucket);
    }
    return policy;
  }
}
