package dev.cloudjar.sts;

import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.iam.model.FeatureType;
import software.amazon.awssdk.services.sts.model.AssumeRootRequest;

/**
 * What the root of a member account is wanted for.
 *
 * @param policyArn the policy of AWS that denies all else
 * @param feature what the organization has to have enabled for it
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html#id_root-user-access-management">Centrally
 *     manage root access for member accounts</a>
 */
record RootTask(String policyArn, FeatureType feature) {
  private static final String PREFIX = "arn:aws:iam::aws:policy/root-task/";
  private static final Map<String, FeatureType> FEATURES =
      Map.of(
          "IAMAuditRootUserCredentials", FeatureType.ROOT_CREDENTIALS_MANAGEMENT,
          "IAMCreateRootUserPassword", FeatureType.ROOT_CREDENTIALS_MANAGEMENT,
          "IAMDeleteRootUserCredentials", FeatureType.ROOT_CREDENTIALS_MANAGEMENT,
          "S3UnlockBucketPolicy", FeatureType.ROOT_SESSIONS,
          "SQSUnlockQueuePolicy", FeatureType.ROOT_SESSIONS);

  static RootTask of(AssumeRootRequest request) {
    String arn = Optional.ofNullable(request.taskPolicyArn().arn()).orElse("");
    FeatureType feature =
        arn.startsWith(PREFIX) ? FEATURES.get(arn.substring(PREFIX.length())) : null;
    if (feature == null) {
      throw StsFaults.noRootTask(arn);
    }
    return new RootTask(arn, feature);
  }
}
