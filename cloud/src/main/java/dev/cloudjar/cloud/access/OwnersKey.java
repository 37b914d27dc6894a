package dev.cloudjar.cloud.access;

import dev.cloudjar.cloud.Gate.Need;
import dev.cloudjar.cloud.Principal;
import java.util.Set;

/**
 * What the root of an account may do to its own resources whatever their policies say, so that
 * nobody is locked out for good. Policies of the organization, of VPC endpoints and of the session
 * still count.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html">S3</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html">SQS,
 *     among the tasks for which sessions of roots are made</a>
 */
final class OwnersKey {
  private static final Set<String> ACTIONS =
      Set.of(
          "s3:GetBucketPolicy",
          "s3:PutBucketPolicy",
          "s3:DeleteBucketPolicy",
          "sqs:GetQueueAttributes",
          "sqs:SetQueueAttributes");

  private OwnersKey() {}

  /** Whether the policy of the resource has no say. */
  static boolean opens(Principal principal, Need need) {
    return principal instanceof Principal.Root
        && principal.accountId().equals(need.resource().accountId())
        && ACTIONS.contains(need.action());
  }
}
