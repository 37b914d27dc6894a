package dev.cloudjar.s3;

import software.amazon.awssdk.services.s3.S3Client;

/** The policy of a bucket that S3 writes reports to. */
final class ReportPolicy {
  private ReportPolicy() {}

  /**
   * Lets S3 write reports.
   *
   * @param target where to
   * @param bucket about which
   * @param accountId whose bucket that is
   */
  static void allow(S3Client s3, String target, String bucket, String accountId) {
    s3.putBucketPolicy(
        it ->
            it.bucket(target)
                .policy(
                    """
                    {"Version": "2012-10-17", "Statement": [{
                      "Effect": "Allow",
                      "Principal": {"Service": "s3.amazonaws.com"},
                      "Action": "s3:PutObject",
                      "Resource": "arn:aws:s3:::%s/*",
                      "Condition": {
                        "ArnLike": {"aws:SourceArn": "arn:aws:s3:::%s"},
                        "StringEquals": {
                          "aws:SourceAccount": "%s",
                          "s3:x-amz-acl": "bucket-owner-full-control"}}}]}
                    """
                        .formatted(target, bucket, accountId)));
  }
}
