package dev.cloudjar.ec2.ground;

import dev.cloudjar.cloud.Call;

/** An account in a Region. */
public record Place(String accountId, String region) {

  public static Place of(Call call) {
    return new Place(call.accountId(), call.region());
  }

  /** The ARN of something of the account in the Region. */
  public String arn(String resource) {
    return arn("ec2", accountId, resource);
  }

  /** The ARN of something of another service in the Region. */
  public String arn(String service, String owner, String resource) {
    return String.join(":", "arn", partition(), service, region, owner, resource);
  }

  /** The ARN of a resource. */
  public String arn(ResourceKind kind, String id) {
    return arn("ec2", kind.isWithoutAccount() ? "" : accountId, kind.type() + "/" + id);
  }

  /** The partition that the Region is of, such as {@code aws}. */
  public String partition() {
    if (region.startsWith("cn-")) {
      return "aws-cn";
    }
    return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
  }
}
