package dev.cloudjar.sts;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the root of a member account is wanted for.
 *
 * @param policyArn the policy of AWS that denies all else
 * @param feature what the organization has to have enabled for it
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html#id_root-user-access-management">Centrally
 *     manage root access for member accounts</a>
 */
record RootTask(String policyArn, String feature) {
  private static final String PREFIX = "arn:aws:iam::aws:policy/root-task/";
  private static final String CREDENTIALS = "RootCredentialsManagement";
  private static final String SESSIONS = "RootSessions";
  private static final Map<String, String> FEATURES =
      Map.of(
          "IAMAuditRootUserCredentials", CREDENTIALS,
          "IAMCreateRootUserPassword", CREDENTIALS,
          "IAMDeleteRootUserCredentials", CREDENTIALS,
          "S3UnlockBucketPolicy", SESSIONS,
          "SQSUnlockQueuePolicy", SESSIONS);

  static RootTask of(@Nullable String policyArn) {
    String arn = policyArn == null ? "" : policyArn;
    String feature = arn.startsWith(PREFIX) ? FEATURES.get(arn.substring(PREFIX.length())) : null;
    if (feature == null) {
      throw StsFaults.noRootTask(arn);
    }
    return new RootTask(arn, feature);
  }
}
