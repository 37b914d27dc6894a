package dev.cloudjar.s3;

import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Another name for a bucket, with a policy and a block of public access of its own.
 *
 * @param accountId whose it is, which need not be the bucket's owner
 * @param vpcId the only network that may use it; null for all
 * @param created to the second
 * @param policy null where it has none
 */
record AccessPoint(
    String name,
    String accountId,
    String region,
    String bucket,
    String bucketAccountId,
    @Nullable String vpcId,
    PublicAccess block,
    Instant created,
    String alias,
    @Nullable String policy) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{1,48}[a-z0-9]");
  private static final String ALIAS = "-s3alias";

  static boolean isName(String name) {
    return NAME.matcher(name).matches() && !name.endsWith(ALIAS);
  }

  /** An alias that nobody can guess. */
  static String alias(String name, String random) {
    return name.substring(0, Math.min(20, name.length())) + "-" + random + ALIAS;
  }

  static boolean isAlias(String bucket) {
    return bucket.endsWith(ALIAS);
  }

  AccessPoint with(@Nullable String newPolicy) {
    return new AccessPoint(
        name, accountId, region, bucket, bucketAccountId, vpcId, block, created, alias, newPolicy);
  }

  String arn() {
    return "arn:"
        + Partition.of(region)
        + ":s3:"
        + region
        + ":"
        + accountId
        + ":accesspoint/"
        + name;
  }

  String networkOrigin() {
    return vpcId == null ? "Internet" : "VPC";
  }

  /** Whether its policy lets everybody in. */
  boolean isPublic() {
    return policy != null && vpcId == null && BucketPolicy.isPublic(policy);
  }
}
