package dev.cloudjar.s3;

/**
 * A version cannot be replicated.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-failure-codes.html">Amazon
 *     S3 replication failure reasons</a>
 */
final class ReplicationRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param reason as AWS names it, such as {@code AssumeRoleNotPermitted}
   */
  ReplicationRefusedException(String reason) {
    super(reason, null, false, false);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
