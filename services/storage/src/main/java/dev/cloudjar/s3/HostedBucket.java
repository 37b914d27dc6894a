package dev.cloudjar.s3;

import dev.cloudjar.cloud.PlainHead;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the host and path of a request name.
 *
 * @param bucket empty for none
 * @param key percent-encoded; empty for none
 * @param region that the host or the signature names; empty for none
 * @param website whether it is the host of a website
 */
record HostedBucket(String bucket, String key, String region, boolean website) {
  private static final Pattern WEBSITE =
      Pattern.compile("(.+)\\.s3-website(?:[.-]([a-z]{2}-[a-z-]+-\\d+))?\\..+");

  private static final Pattern REGION = Pattern.compile("(?:^|[./-])([a-z]{2}-[a-z-]+-\\d)[./]");

  private static final Pattern OF_S3 = Pattern.compile("(?:^|\\.)s3[.-]");

  private static final Pattern CREDENTIAL =
      Pattern.compile("Credential=[^/&,]+(?:/|%2[Ff])\\d{8}(?:/|%2[Ff])([a-z0-9-]+)(?:/|%2[Ff])");

  static boolean isWebsite(PlainHead head) {
    return head.host().contains(".s3-website") && WEBSITE.matcher(head.host()).matches();
  }

  /** Whether a host is one of S3's, or an address that all services share. */
  static boolean isOfS3(PlainHead head) {
    return head.bucketPath().equals(head.path())
        || OF_S3.matcher(head.host()).find()
        || isWebsite(head);
  }

  static HostedBucket of(PlainHead head) {
    Matcher website = WEBSITE.matcher(head.host());
    if (head.host().contains(".s3-website") && website.matches()) {
      return new HostedBucket(
          website.group(1),
          head.path().startsWith("/") ? head.path().substring(1) : head.path(),
          Optional.ofNullable(website.group(2)).orElse(""),
          true);
    }
    String path = head.bucketPath();
    int begin = path.startsWith("/") ? 1 : 0;
    int slash = path.indexOf('/', begin);
    return slash < 0
        ? new HostedBucket(path.substring(begin), "", region(head), false)
        : new HostedBucket(
            path.substring(begin, slash), path.substring(slash + 1), region(head), false);
  }

  /** The one in which the bucket's name is unique. */
  String partition() {
    return Partition.of(region);
  }

  private static String region(PlainHead head) {
    Matcher signed = CREDENTIAL.matcher(head.headers().first("authorization").orElse(head.query()));
    if (signed.find()) {
      return signed.group(1);
    }
    Matcher named = REGION.matcher(head.host());
    return named.find() ? named.group(1) : "";
  }
}
