package dev.cloudjar.s3;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/**
 * What an {@code x-amz-copy-source} header names.
 *
 * @param versionId null for the current version
 */
record CopySource(String bucket, String key, @Nullable String versionId) {
  private static final String HEADER = "x-amz-copy-source";
  private static final String VERSION = "?versionId=";
  private static final Pattern OBJECT_ARN =
      Pattern.compile(
          "(arn:[a-z-]+:s3:[a-z0-9-]+:[0-9]{12}:accesspoint/[a-z0-9-]+)/object/(.+)",
          Pattern.DOTALL);

  /** The source of a request, by its header or, for calls from within, by its parts. */
  static CopySource of(SdkPojo request) {
    String bucket = Members.text(request, "SourceBucket");
    String key = Members.text(request, "SourceKey");
    return bucket == null || key == null
        ? parse(Members.text(request, "CopySource"))
        : new CopySource(bucket, key, Members.text(request, "SourceVersionId"));
  }

  /** Reads a header such as {@code /bucket/a%20key?versionId=id}. */
  static CopySource parse(@Nullable String header) {
    if (header == null || header.isEmpty()) {
      throw S3Faults.invalidArgument(
          "Copy Source must mention the source bucket and key: sourcebucket/sourcekey", HEADER, "");
    }
    int version = header.lastIndexOf(VERSION);
    String path = decode(version < 0 ? header : header.substring(0, version));
    String versionId = version < 0 ? null : decode(header.substring(version + VERSION.length()));
    if (path.startsWith("arn:")) {
      return throughAccessPoint(path, versionId);
    }
    String withoutSlash = path.startsWith("/") ? path.substring(1) : path;
    int slash = withoutSlash.indexOf('/');
    if (slash <= 0 || slash == withoutSlash.length() - 1) {
      throw S3Faults.invalidArgument("Invalid copy source object key", HEADER, HEADER);
    }
    return new CopySource(
        withoutSlash.substring(0, slash), withoutSlash.substring(slash + 1), versionId);
  }

  /** An object behind an access point, by the ARN that it has there. */
  private static CopySource throughAccessPoint(String arn, @Nullable String versionId) {
    Matcher matcher = OBJECT_ARN.matcher(arn);
    if (!matcher.matches()) {
      throw S3Faults.invalidArgument("Invalid copy source object key", HEADER, HEADER);
    }
    return new CopySource(matcher.group(1), matcher.group(2), versionId);
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw S3Faults.invalidArgument("Invalid copy source encoding", HEADER, text);
    }
  }
}
