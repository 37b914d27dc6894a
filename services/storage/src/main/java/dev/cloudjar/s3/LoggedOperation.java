package dev.cloudjar.s3;

import java.util.Locale;
import java.util.Map;

/** What access logs call operations, such as {@code REST.GET.OBJECT}. */
final class LoggedOperation {
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("GetObject", "GET.OBJECT"),
          Map.entry("HeadObject", "HEAD.OBJECT"),
          Map.entry("PutObject", "PUT.OBJECT"),
          Map.entry("DeleteObject", "DELETE.OBJECT"),
          Map.entry("CopyObject", "COPY.OBJECT"),
          Map.entry("UploadPartCopy", "COPY.PART"),
          Map.entry("DeleteObjects", "POST.MULTI_OBJECT_DELETE"),
          Map.entry("CreateMultipartUpload", "POST.UPLOADS"),
          Map.entry("UploadPart", "PUT.PART"),
          Map.entry("CompleteMultipartUpload", "POST.UPLOAD"),
          Map.entry("AbortMultipartUpload", "DELETE.UPLOAD"),
          Map.entry("ListParts", "GET.UPLOAD"),
          Map.entry("ListMultipartUploads", "GET.UPLOADS"),
          Map.entry("ListObjects", "GET.BUCKET"),
          Map.entry("ListObjectsV2", "GET.BUCKET"),
          Map.entry("ListObjectVersions", "GET.BUCKETVERSIONS"),
          Map.entry("HeadBucket", "HEAD.BUCKET"),
          Map.entry("CreateBucket", "PUT.BUCKET"),
          Map.entry("DeleteBucket", "DELETE.BUCKET"),
          Map.entry("GetBucketLocation", "GET.LOCATION"),
          Map.entry("GetBucketLogging", "GET.LOGGING_STATUS"),
          Map.entry("PutBucketLogging", "PUT.LOGGING_STATUS"),
          Map.entry("GetBucketPolicy", "GET.BUCKETPOLICY"),
          Map.entry("PutBucketPolicy", "PUT.BUCKETPOLICY"),
          Map.entry("DeleteBucketPolicy", "DELETE.BUCKETPOLICY"),
          Map.entry("GetBucketPolicyStatus", "GET.POLICY_STATUS"),
          Map.entry("GetBucketAcl", "GET.ACL"),
          Map.entry("PutBucketAcl", "PUT.ACL"),
          Map.entry("GetObjectAcl", "GET.OBJECT_ACL"),
          Map.entry("PutObjectAcl", "PUT.OBJECT_ACL"),
          Map.entry("GetObjectTagging", "GET.OBJECT_TAGGING"),
          Map.entry("PutObjectTagging", "PUT.OBJECT_TAGGING"),
          Map.entry("DeleteObjectTagging", "DELETE.OBJECT_TAGGING"),
          Map.entry("GetObjectAttributes", "GET.OBJECT_ATTRIBUTES"),
          Map.entry("GetObjectTorrent", "GET.OBJECT_TORRENT"),
          Map.entry("RestoreObject", "POST.RESTORE"),
          Map.entry("SelectObjectContent", "SELECT.OBJECT"),
          Map.entry("PostObject", "POST.OBJECT"));

  private LoggedOperation() {}

  static String name(String operation) {
    String known = NAMES.get(operation);
    return "REST." + (known != null ? known : made(operation));
  }

  /** The method of an operation that came from within, where nobody spoke HTTP. */
  static String method(String operation) {
    String method = name(operation).split("\\.", -1)[1];
    return switch (method) {
      case "COPY" -> "PUT";
      case "SELECT" -> "POST";
      default -> method;
    };
  }

  /** What is read or written of a request that became no operation. */
  static String ofRequest(String method, boolean website, boolean key) {
    if (method.equals("OPTIONS")) {
      return "REST.OPTIONS.PREFLIGHT";
    }
    return (website ? "WEBSITE." : "REST.") + method + (key || website ? ".OBJECT" : ".BUCKET");
  }

  /** Such as {@code GET.CORS} for {@code GetBucketCors}. */
  private static String made(String operation) {
    String words = operation.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
    int first = words.indexOf('_');
    if (first < 0) {
      return words;
    }
    String verb = words.substring(0, first);
    String subject = words.substring(first + 1);
    String method = verb.equals("LIST") ? "GET" : verb;
    String bare = subject.startsWith("BUCKET_") ? subject.substring("BUCKET_".length()) : subject;
    return method + "." + bare.replaceFirst("_CONFIGURATIONS?$", "");
  }
}
