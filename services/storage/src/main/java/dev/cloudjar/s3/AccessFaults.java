package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Fault;

/** The errors that S3 answers for access control lists and public access. */
final class AccessFaults {
  private AccessFaults() {}

  static Fault accessControlListNotSupported() {
    return Fault.of(400, "AccessControlListNotSupported", "The bucket does not allow ACLs");
  }

  static Fault invalidBucketAclWithObjectOwnership() {
    return Fault.of(
        400,
        "InvalidBucketAclWithObjectOwnership",
        "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting");
  }

  static Fault invalidBucketAclWithBlockPublicAccess() {
    return Fault.of(
        400,
        "InvalidBucketAclWithBlockPublicAccessError",
        "Bucket cannot have public ACLs set with BlockPublicAccess enabled");
  }

  static Fault malformedAcl() {
    return Fault.of(
        400,
        "MalformedACLError",
        "The XML you provided was not well-formed or did not validate against our published"
            + " schema");
  }

  static Fault missingAcl() {
    return Fault.of(400, "MissingSecurityHeader", "Your request was missing a required header")
        .with("MissingHeaderName", "x-amz-acl");
  }

  static Fault unexpectedContent() {
    return Fault.of(400, "UnexpectedContent", "This request does not support content");
  }

  /** AWS takes no e-mail addresses for grantees since October 2025. */
  static Fault noEmailGrantees() {
    return Fault.of(
        405, "MethodNotAllowed", "The specified method is not allowed against this resource.");
  }

  static Fault publicListBlocked(Call call, Bucket bucket, String resourceArn) {
    return blocked(
        call,
        bucket,
        "s3:" + call.operation(),
        resourceArn,
        "public ACLs are prevented by the BlockPublicAcls setting");
  }

  static Fault publicPolicyBlocked(Call call, Bucket bucket) {
    return blocked(
        call,
        bucket,
        "s3:PutBucketPolicy",
        bucket.arn(),
        "public policies are prevented by the BlockPublicPolicy setting");
  }

  /** Callers from other accounts are told nothing of the bucket's settings. */
  private static Fault blocked(
      Call call, Bucket bucket, String action, String resourceArn, String reason) {
    if (!CanonicalUser.account(call).equals(bucket.accountId())) {
      return S3Faults.accessDenied();
    }
    return Fault.of(
        403,
        "AccessDenied",
        "User: "
            + call.principal().arn()
            + " is not authorized to perform: "
            + action
            + " on resource: \""
            + resourceArn
            + "\" because "
            + reason
            + " in S3 Block Public Access.");
  }
}
