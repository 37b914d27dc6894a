package dev.cloudjar.cloudtrail;

import dev.cloudjar.cloud.Calls;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.RoomCaller;
import dev.cloudjar.cloud.WholeBody;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.GetBucketAclRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAclResponse;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** The bucket of a trail, as CloudTrail itself may use it. */
final class BucketOperations {
  private static final String SERVICE = "cloudtrail.amazonaws.com";

  private final Calls calls;

  BucketOperations(Calls calls) {
    this.calls = calls;
  }

  /**
   * Looks whether a trail can deliver to its bucket.
   *
   * @throws Fault where it cannot
   */
  void check(Trail trail) {
    try {
      as(trail)
          .to(
              GetBucketAclRequest.builder().bucket(trail.bucket()).build(),
              GetBucketAclResponse.class);
      put(trail, trail.folder() + "CloudTrail/", new byte[0], Map.of());
    } catch (Fault e) {
      throw e.code().equals("NoSuchBucket")
          ? CloudTrailFaults.bucketDoesNotExist(trail.bucket())
          : CloudTrailFaults.insufficientBucketPolicy(trail.bucket());
    }
  }

  /** Puts compressed JSON into the bucket. */
  void put(Trail trail, String object, byte[] content, Map<String, String> metadata) {
    PutObjectRequest.Builder request =
        PutObjectRequest.builder()
            .bucket(trail.bucket())
            .key(object)
            .acl(ObjectCannedACL.BUCKET_OWNER_FULL_CONTROL)
            .contentLength((long) content.length)
            .metadata(metadata);
    if (content.length > 0) {
      request.contentType("application/json").contentEncoding("gzip");
    }
    as(trail)
        .upload(request.build(), new WholeBody(ByteBuffer.wrap(content)), PutObjectResponse.class);
  }

  private RoomCaller as(Trail trail) {
    Trail.Key key = trail.key();
    return RoomCaller.service(
        calls,
        new Principal.Service(SERVICE, key.accountId(), Optional.of(key.arn())),
        key.homeRegion());
  }
}
