package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Fault;
import java.util.Set;

/** What S3's control plane refuses with, and its access points. */
final class AccessPointFaults {
  /**
   * What may be asked of an access point.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-service-api-support.html">Access
   *     point compatibility</a>
   */
  private static final Set<String> OPERATIONS =
      Set.of(
          "AbortMultipartUpload",
          "CompleteMultipartUpload",
          "CopyObject",
          "CreateMultipartUpload",
          "DeleteObject",
          "DeleteObjectTagging",
          "DeleteObjects",
          "GetBucketAcl",
          "GetBucketCors",
          "GetBucketLocation",
          "GetBucketNotificationConfiguration",
          "GetBucketPolicy",
          "GetObject",
          "GetObjectAcl",
          "GetObjectAttributes",
          "GetObjectLegalHold",
          "GetObjectRetention",
          "GetObjectTagging",
          "HeadBucket",
          "HeadObject",
          "ListMultipartUploads",
          "ListObjectVersions",
          "ListObjects",
          "ListObjectsV2",
          "ListParts",
          "PostObject",
          "PutObject",
          "PutObjectAcl",
          "PutObjectLegalHold",
          "PutObjectRetention",
          "PutObjectTagging",
          "RestoreObject",
          "UploadPart",
          "UploadPartCopy");

  private AccessPointFaults() {}

  /** Everybody manages their own account alone. */
  static void requireOwn(Call call, String accountId) {
    if (!accountId.equals(call.accountId())) {
      throw S3Faults.accessDenied();
    }
  }

  /** Refuses what an access point is not for, and whoever comes from outside of its network. */
  static void check(Call call, AccessPoint point) {
    if (!OPERATIONS.contains(call.operation())) {
      throw Fault.of(
          405, "MethodNotAllowed", "The specified method is not allowed against this resource.");
    }
    if (point.vpcId() != null && call.http().sourceAddress().isPresent()) {
      throw S3Faults.accessDenied();
    }
  }

  /** What was asked for instead of a bucket is not there either. */
  static Fault nothingOf(String name) {
    return name.startsWith("arn:") || AccessPoint.isAlias(name)
        ? noSuchAccessPoint(name)
        : S3Faults.noSuchBucket(name);
  }

  static Fault noSuchAccessPoint(String name) {
    return Fault.of(404, "NoSuchAccessPoint", "The specified accesspoint does not exist")
        .with("AccessPointName", name);
  }

  static Fault noSuchAccessPointPolicy(String name) {
    return Fault.of(
            404, "NoSuchAccessPointPolicy", "The specified accesspoint policy does not exist")
        .with("AccessPointName", name);
  }

  static Fault accessPointAlreadyOwnedByYou(String name) {
    return Fault.of(
            409,
            "AccessPointAlreadyOwnedByYou",
            "Your previous request to create the named accesspoint succeeded and you already own"
                + " it.")
        .with("AccessPointName", name);
  }

  static Fault invalidName(String name) {
    return S3Faults.invalidArgument("The specified accesspoint name is not valid", "name", name);
  }

  static Fault publicPolicyBlocked(Call call, AccessPoint point) {
    return Fault.of(
        403,
        "AccessDenied",
        "User: "
            + call.principal().arn()
            + " is not authorized to perform: s3:PutAccessPointPolicy on resource: \""
            + point.arn()
            + "\" because public policies are prevented by the BlockPublicPolicy setting in S3"
            + " Block Public Access.");
  }

  static Fault invalidToken(String token) {
    return S3Faults.invalidArgument(
        "The continuation token provided is incorrect", "nextToken", token);
  }

  static Fault noSuchPublicAccessBlockConfiguration(String accountId) {
    return Fault.of(
            404,
            "NoSuchPublicAccessBlockConfiguration",
            "The public access block configuration was not found")
        .with("AccountId", accountId);
  }
}
