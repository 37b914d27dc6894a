package dev.cloudjar.kms;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ARNs of keys and aliases. */
final class KmsArns {
  private static final Pattern ARN =
      Pattern.compile(
          "arn:(aws[a-z-]*):kms:([a-z0-9-]{1,40}):([0-9]{12}):((?:key|alias)/[a-zA-Z0-9/_-]+)");

  /**
   * What an ARN says.
   *
   * @param resource such as {@code key/1234} or {@code alias/name}
   */
  record Parsed(String accountId, String region, String resource) {}

  private KmsArns() {}

  static String of(String accountId, String region, String resource) {
    return "arn:" + partition(region) + ":kms:" + region + ':' + accountId + ':' + resource;
  }

  static Optional<Parsed> parse(String arn) {
    Matcher matcher = ARN.matcher(arn);
    return matcher.matches() && matcher.group(1).equals(partition(matcher.group(2)))
        ? Optional.of(new Parsed(matcher.group(3), matcher.group(2), matcher.group(4)))
        : Optional.empty();
  }

  /** The root of an account. */
  static String root(String accountId, String region) {
    return "arn:" + partition(region) + ":iam::" + accountId + ":root";
  }

  static String partition(String region) {
    if (region.startsWith("cn-")) {
      return "aws-cn";
    }
    return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
  }
}
