package dev.cloudjar.cloudtrail;

import dev.cloudjar.cloud.Calls;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.RoomCaller;
import dev.cloudjar.cloud.WholeBody;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.kms.model.DescribeKeyRequest;
import software.amazon.awssdk.services.kms.model.DescribeKeyResponse;
import software.amazon.awssdk.services.s3.model.GetBucketAclRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAclResponse;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

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
      as(trail.key())
          .to(
              GetBucketAclRequest.builder().bucket(trail.bucket()).build(),
              GetBucketAclResponse.class);
      put(trail, trail.folder() + "CloudTrail/", new byte[0], Map.of());
    } catch (Fault e) {
      String message = String.valueOf(e.getMessage());
      if (e.code().startsWith("KMS.") || message.contains("kms:")) {
        throw CloudTrailFaults.insufficientEncryptionPolicy(trail.bucket());
      }
      throw e.code().equals("NoSuchBucket")
          ? CloudTrailFaults.bucketDoesNotExist(trail.bucket())
          : CloudTrailFaults.insufficientBucketPolicy(trail.bucket());
    }
  }

  /**
   * The ARN of the key that a trail's files are to be encrypted by, as CloudTrail itself finds it.
   *
   * @param keyId the key by its id or an alias, or by the ARN of either
   * @throws Fault where it finds none
   */
  String keyArn(Trail.Key trail, String keyId) {
    try {
      return as(trail)
          .to(DescribeKeyRequest.builder().keyId(keyId).build(), DescribeKeyResponse.class)
          .keyMetadata()
          .arn();
    } catch (Fault e) {
      throw CloudTrailFaults.keyNotFound(keyId);
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
    trail
        .kmsKeyId()
        .ifPresent(
            key ->
                request
                    .serverSideEncryption(ServerSideEncryption.AWS_KMS)
                    .ssekmsKeyId(key)
                    .ssekmsEncryptionContext(context(trail.key())));
    as(trail.key())
        .upload(request.build(), new WholeBody(ByteBuffer.wrap(content)), PutObjectResponse.class);
  }

  /** What policies of keys know the trail by. */
  private static String context(Trail.Key trail) {
    String json =
        new JsonText().object().member("aws:cloudtrail:arn", trail.arn()).end().toString();
    return Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  private RoomCaller as(Trail.Key key) {
    return RoomCaller.service(
        calls,
        new Principal.Service(SERVICE, key.accountId(), Optional.of(key.arn())),
        key.homeRegion());
  }
}
