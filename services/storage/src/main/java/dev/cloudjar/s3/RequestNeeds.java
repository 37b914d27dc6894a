package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Gate.Need;
import dev.cloudjar.cloud.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The permissions that a request needs where that depends on what it asks for.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html">Required
 *     permissions for Amazon S3 API operations</a>
 */
final class RequestNeeds {
  private final BucketDirectory directory;

  RequestNeeds(BucketDirectory directory) {
    this.directory = directory;
  }

  /** An action on an object, which has another name for a version of it. */
  List<Need> ofVersion(Call call, SdkPojo request, String action, String versionAction) {
    String version = Members.text(request, "VersionId");
    Resource object =
        directory.object(call, request, text(request, "Bucket"), text(request, "Key"), version);
    return List.of(new Need(version == null ? action : versionAction, object));
  }

  /** Removing an object, perhaps against its retention. */
  List<Need> ofDelete(Call call, SdkPojo request) {
    Resource place = directory.place(call, request, text(request, "Bucket"), text(request, "Key"));
    boolean current = Members.text(request, "VersionId") == null;
    List<Need> needs = new ArrayList<>(2);
    needs.add(new Need(current ? "s3:DeleteObject" : "s3:DeleteObjectVersion", place));
    if (Boolean.TRUE.equals(Members.get(request, "BypassGovernanceRetention"))) {
      needs.add(new Need("s3:BypassGovernanceRetention", place));
    }
    return needs;
  }

  /** Writing an object, with all that is set along with it. */
  List<Need> ofWrite(Call call, SdkPojo request, String bucket, String key) {
    Resource object = directory.place(call, request, bucket, key);
    List<Need> needs = new ArrayList<>(2);
    needs.add(new Need("s3:PutObject", object));
    // It gives nobody more; and policies for services that write logs allow but to put.
    if (AccessListReader.asks(request)
        && !AccessList.OWNER_HAS_ALL.equals(Members.text(request, "ACL"))) {
      needs.add(new Need("s3:PutObjectAcl", object));
    }
    if (Members.get(request, "Tagging") != null) {
      needs.add(new Need("s3:PutObjectTagging", object));
    }
    if (Members.get(request, "ObjectLockMode") != null) {
      needs.add(new Need("s3:PutObjectRetention", object));
    }
    if (Members.get(request, "ObjectLockLegalHoldStatus") != null) {
      needs.add(new Need("s3:PutObjectLegalHold", object));
    }
    return needs;
  }

  /** Reading what is copied. */
  List<Need> ofSource(Call call, SdkPojo request, CopySource source) {
    Resource object = directory.objectAnywhere(call, request, source);
    return List.of(
        new Need(source.versionId() == null ? "s3:GetObject" : "s3:GetObjectVersion", object));
  }

  /** Making a bucket, with all that is set along with it. */
  List<Need> ofNewBucket(Call call, SdkPojo request) {
    Resource bucket =
        new Resource(
            "arn:" + Partition.of(call.region()) + ":s3:::" + text(request, "Bucket"),
            call.accountId());
    List<Need> needs = new ArrayList<>(2);
    needs.add(
        new Need("s3:CreateBucket", bucket)
            .with("s3:LocationConstraint", call.region())
            .with("s3:x-amz-acl", Members.text(request, "ACL"))
            .with("s3:x-amz-object-ownership", Members.text(request, "ObjectOwnership")));
    if (AccessListReader.asks(request)) {
      needs.add(new Need("s3:PutBucketAcl", bucket));
    }
    if (Members.get(request, "ObjectOwnership") != null) {
      needs.add(new Need("s3:PutBucketOwnershipControls", bucket));
    }
    if (Boolean.TRUE.equals(Members.get(request, "ObjectLockEnabledForBucket"))) {
      needs.add(new Need("s3:PutBucketObjectLockConfiguration", bucket));
      needs.add(new Need("s3:PutBucketVersioning", bucket));
    }
    return needs;
  }

  private static String text(SdkPojo request, String member) {
    return Objects.requireNonNullElse(Members.text(request, member), "");
  }
}
