package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.CheckedOperations;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.s3.RequestRates.Prefix;
import dev.cloudjar.store.KeyValueStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

/**
 * Counts calls of operations, and refuses what exceeds the rates of prefixes. Those about a key or
 * a listing count: GET and HEAD as reads, all others as writes, and a deletion of many keys as one
 * write for each.
 */
record RatedOperations(RequestRates rates, KeyValueStore store, BucketDirectory directory) {

  /** Operations that are counted. */
  Operations over(Operations operations) {
    return new CheckedOperations(operations, this::count);
  }

  private void count(Call call, AwsRequest request) {
    boolean copy = Members.find(request, "DestinationKey") != null;
    String name = text(request, copy ? "DestinationBucket" : "Bucket");
    if (name == null) {
      return;
    }
    Map<Prefix, Integer> counts = new HashMap<>();
    if (request instanceof DeleteObjectsRequest many) {
      String bucket = bucket(call, name);
      for (ObjectIdentifier each : many.delete().objects()) {
        String key = Objects.requireNonNullElse(each.key(), "");
        counts.merge(Prefix.of(bucket, key, true), 1, Integer::sum);
      }
    } else {
      String place = place(call, request, copy ? "DestinationKey" : "Key");
      if (place == null) {
        return;
      }
      counts.put(Prefix.of(bucket(call, name), place, !reads(call.operation())), 1);
    }
    rates.count(counts, call.time());
  }

  /** The key that a request is about, or the prefix that it lists; null for neither. */
  private static @Nullable String place(Call call, AwsRequest request, String keyMember) {
    String key = text(request, keyMember);
    boolean lists =
        key == null
            && call.operation().startsWith("List")
            && Members.find(request, "Prefix") != null;
    return lists ? Objects.requireNonNullElse(text(request, "Prefix"), "") : key;
  }

  private static boolean reads(String operation) {
    return operation.startsWith("Get")
        || operation.startsWith("Head")
        || operation.startsWith("List");
  }

  private static @Nullable String text(AwsRequest request, String member) {
    return Members.text(request, member);
  }

  /** A bucket also stands behind the names of its access points. */
  private String bucket(Call call, String name) {
    return store.read(snapshot -> directory.requireAnywhere(snapshot, call, name, null).name());
  }
}
