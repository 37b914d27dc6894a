package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.CallObserver;
import dev.cloudjar.cloud.Costs;
import dev.cloudjar.cloud.Costs.Usage;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Charges whoever pays for requests that were answered, for what they transferred, and for what
 * they read of classes whose reads cost. Deletions are free.
 */
final class RequestCharges implements CallObserver {
  private static final String SERVICE = "s3";

  private static final Set<String> WRITES =
      Set.of(
          "PutObject",
          "CopyObject",
          "CreateMultipartUpload",
          "UploadPart",
          "UploadPartCopy",
          "CompleteMultipartUpload");

  private static final Set<String> READS = Set.of("GetObject", "HeadObject");

  private final Costs costs;
  private final Payers payers;

  RequestCharges(Costs costs, Payers payers) {
    this.costs = costs;
    this.payers = payers;
  }

  @Override
  public void answered(Answered answered) {
    Call call = answered.call();
    SdkPojo request = answered.request();
    SdkPojo response = answered.response();
    if (!call.service().equals(SERVICE) || request == null || response == null) {
      return;
    }
    String operation = call.operation();
    if (operation.startsWith("Delete") || operation.startsWith("Abort")) {
      return;
    }
    String bucket =
        Objects.requireNonNullElse(
            text(request, "Bucket"),
            Objects.requireNonNullElse(text(request, "DestinationBucket"), ""));
    String account = payers.of(call, bucket);
    String storageClass =
        WRITES.contains(operation)
            ? text(request, "StorageClass")
            : READS.contains(operation) ? text(response, "StorageClass") : null;
    if (!operation.equals("RestoreObject")) {
      add(account, call, bucket, UsageTypes.requests(storageClass, tier(operation)), 1);
    }
    if (operation.equals("GetObject")) {
      long bytes = bytes(response);
      add(account, call, bucket, UsageTypes.OUT, bytes);
      String retrieval = UsageTypes.retrieval(storageClass);
      if (retrieval != null) {
        add(account, call, bucket, retrieval, bytes);
      }
    } else if (operation.equals("PutObject") || operation.equals("UploadPart")) {
      add(account, call, bucket, UsageTypes.IN, bytes(request));
    }
  }

  private static int tier(String operation) {
    return operation.startsWith("Put") || operation.startsWith("List") || WRITES.contains(operation)
        ? 1
        : 2;
  }

  private void add(String account, Call call, String bucket, String usageType, long quantity) {
    if (quantity > 0) {
      costs.add(
          new Usage(account, SERVICE, call.region(), bucket, usageType), call.time(), quantity);
    }
  }

  private static long bytes(SdkPojo shape) {
    return Members.find(shape, "ContentLength") != null
            && Members.get(shape, "ContentLength") instanceof Long bytes
        ? bytes
        : 0;
  }

  private static @Nullable String text(SdkPojo shape, String member) {
    return Members.find(shape, member) == null ? null : Members.text(shape, member);
  }
}
