package dev.cloudjar.s3;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The ARN of a bucket or of an object.
 *
 * @param key empty for a bucket
 */
record S3Arn(String bucket, String key) {
  private static final Pattern ARN =
      Pattern.compile("arn:[a-z-]+:s3:::([a-z0-9.-]+)(?:/(.*))?", Pattern.DOTALL);

  /** Empty for what is no such ARN. */
  static Optional<S3Arn> parse(@Nullable String text) {
    Matcher matcher = ARN.matcher(text == null ? "" : text);
    return matcher.matches()
        ? Optional.of(new S3Arn(matcher.group(1), matcher.group(2) == null ? "" : matcher.group(2)))
        : Optional.empty();
  }

  static S3Arn of(@Nullable String text) {
    return parse(text).orElseThrow(() -> new IllegalArgumentException("no ARN of S3: " + text));
  }
}
