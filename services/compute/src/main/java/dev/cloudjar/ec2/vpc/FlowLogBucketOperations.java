package dev.cloudjar.ec2.vpc;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Calls;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Ids;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.RoomCaller;
import dev.cloudjar.cloud.WholeBody;
import dev.cloudjar.ec2.ground.Place;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import software.amazon.awssdk.services.s3.model.GetBucketAclRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAclResponse;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyResponse;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.PutBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.PutBucketPolicyResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * The buckets of flow logs, as the service that delivers logs may use them.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html">Amazon
 *     S3 bucket permissions for flow logs</a>
 */
record FlowLogBucketOperations(Calls calls, Ids ids) {
  private static final String REGION_HEADER = "x-amz-bucket-region";
  private static final int UNIQUE_LENGTH = 8;

  /**
   * Lets the service deliver to a bucket, where the caller may say so, and looks whether it can.
   *
   * @return why it can't
   */
  Optional<String> prepare(Call call, String destination, boolean hivePartitions) {
    Place place = Place.of(call);
    String bucket = FlowLog.bucketOf(destination);
    try {
      allow(call, new FlowLogBucketPolicy(place, destination, hivePartitions));
    } catch (Fault e) {
      if (e.code().equals("NoSuchBucket")) {
        return Optional.of("LogDestination: %s does not exist.".formatted(bucket));
      }
      // Then its policy must have been written by somebody else.
    }
    try {
      at(
          service(place),
          it ->
              it.to(
                  GetBucketAclRequest.builder().bucket(bucket).build(),
                  GetBucketAclResponse.class));
      return Optional.empty();
    } catch (Fault e) {
      return Optional.of(
          "Access Denied for LogDestination: %s. Please check LogDestination permission"
              .formatted(bucket));
    }
  }

  private static void allow(Call call, FlowLogBucketPolicy wanted) {
    String bucket = FlowLog.bucketOf(wanted.destination());
    List<String> via = new ArrayList<>(call.calledVia());
    via.add("ec2.amazonaws.com");
    RoomCaller caller =
        new RoomCaller(call.calls(), call.principal(), call.session(), call.region(), via);
    at(
        caller,
        it ->
            wanted
                .addedTo(policy(it, bucket))
                .ifPresent(
                    policy ->
                        it.to(
                            PutBucketPolicyRequest.builder().bucket(bucket).policy(policy).build(),
                            PutBucketPolicyResponse.class)));
  }

  private static String policy(RoomCaller caller, String bucket) {
    try {
      return caller
          .to(
              GetBucketPolicyRequest.builder().bucket(bucket).build(),
              GetBucketPolicyResponse.class)
          .policy();
    } catch (Fault e) {
      if (e.code().equals("NoSuchBucketPolicy")) {
        return "";
      }
      throw e;
    }
  }

  /**
   * Puts a file.
   *
   * @param end of the interval that it is about
   * @throws Fault where the bucket doesn't take it
   */
  void put(Place place, FlowLog log, List<String> lines, Instant end) {
    byte[] content = compressed(String.join("\n", lines) + "\n");
    PutObjectRequest request =
        PutObjectRequest.builder()
            .bucket(FlowLog.bucketOf(log.destination()))
            .key(new FlowLogFile(place, log, end).key(ids.text(UNIQUE_LENGTH, "0123456789abcdef")))
            .acl(ObjectCannedACL.BUCKET_OWNER_FULL_CONTROL)
            .contentLength((long) content.length)
            .contentType("application/octet-stream")
            .build();
    at(
        service(place),
        it -> it.upload(request, new WholeBody(ByteBuffer.wrap(content)), PutObjectResponse.class));
  }

  private RoomCaller service(Place place) {
    return RoomCaller.service(
        calls,
        new Principal.Service(
            FlowLogBucketPolicy.SERVICE,
            place.accountId(),
            Optional.of(place.arn("logs", place.accountId(), "*"))),
        place.region());
  }

  /** Does something in a caller's Region, or else in the one that the bucket is in. */
  private static void at(RoomCaller caller, Consumer<RoomCaller> action) {
    try {
      action.accept(caller);
    } catch (Fault e) {
      String region = e.headers().get(REGION_HEADER);
      if (region == null || region.equals(caller.region())) {
        throw e;
      }
      action.accept(
          new RoomCaller(
              caller.calls(), caller.principal(), caller.session(), region, caller.calledVia()));
    }
  }

  private static byte[] compressed(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
