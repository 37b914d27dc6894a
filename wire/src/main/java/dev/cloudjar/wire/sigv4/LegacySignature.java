package dev.cloudjar.wire.sigv4;

import dev.cloudjar.wire.Headers;
import dev.cloudjar.wire.RequestHead;
import dev.cloudjar.wire.sigv4.SignatureClaim.Form;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * S3's Signature Version 2, which the AWS CLI 1 and boto3 still presign URLs with unless told
 * otherwise. It names neither Region nor day and covers neither body nor most of the query.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html">Signing
 *     and authenticating REST requests (Signature Version 2)</a>
 */
final class LegacySignature {
  /** What its clients presign for where nobody says otherwise. */
  static final long DEFAULT_EXPIRES_SECONDS = 3600;

  private static final CredentialScope SCOPE = new CredentialScope("", "us-east-1", "s3");

  /** The parameters that are signed. */
  private static final Set<String> SUBRESOURCES =
      Set.of(
          "accelerate",
          "acl",
          "analytics",
          "cors",
          "defaultObjectAcl",
          "delete",
          "inventory",
          "lifecycle",
          "location",
          "logging",
          "metrics",
          "notification",
          "object-lock",
          "partNumber",
          "policy",
          "replication",
          "requestPayment",
          "response-cache-control",
          "response-content-disposition",
          "response-content-encoding",
          "response-content-language",
          "response-content-type",
          "response-expires",
          "restore",
          "select",
          "select-type",
          "storageClass",
          "tagging",
          "torrent",
          "uploadId",
          "uploads",
          "versionId",
          "versioning",
          "versions",
          "website");

  private LegacySignature() {}

  static boolean isPresigned(String query) {
    return query.contains("AWSAccessKeyId=")
        && query.contains("Signature=")
        && query.contains("Expires=")
        && !query.contains("SignatureVersion=");
  }

  static SignatureClaim presigned(RequestHead head) {
    Map<String, String> query = parameters(head.query());
    String accessKeyId = query.getOrDefault("AWSAccessKeyId", "");
    String signature = query.getOrDefault("Signature", "");
    String expires = query.getOrDefault("Expires", "");
    if (accessKeyId.isEmpty() || signature.isEmpty()) {
      throw new Refusal(new SignatureFailure.IncompleteQuery(List.of("AWSAccessKeyId")));
    }
    if (expires.isEmpty()
        || expires.length() > 11
        || !expires.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new Refusal(new SignatureFailure.MalformedExpires(expires));
    }
    Instant expiresAt = Instant.ofEpochSecond(Long.parseLong(expires));
    return claim(
        Form.LEGACY_PRESIGNED,
        accessKeyId,
        signature,
        expires,
        expiresAt.minusSeconds(DEFAULT_EXPIRES_SECONDS),
        DEFAULT_EXPIRES_SECONDS,
        query.get("x-amz-security-token"),
        head.headers());
  }

  static SignatureClaim headerSigned(RequestHead head, String authorization) {
    String credential = authorization.substring("AWS ".length()).strip();
    int colon = credential.lastIndexOf(':');
    if (colon <= 0) {
      throw new Refusal(
          new SignatureFailure.IncompleteAuthorization(List.of("Signature"), false, authorization));
    }
    Headers headers = head.headers();
    String amazonDate = headers.first("x-amz-date");
    String date = amazonDate != null ? amazonDate : headers.first("date");
    Instant signedAt = date == null ? null : BasicTime.parseHttpDate(date);
    if (date == null || signedAt == null) {
      throw new Refusal(
          new SignatureFailure.IncompleteAuthorization(List.of(), true, authorization));
    }
    return claim(
        Form.LEGACY_HEADER,
        credential.substring(0, colon),
        credential.substring(colon + 1),
        date,
        signedAt,
        -1,
        headers.first("x-amz-security-token"),
        headers);
  }

  private static SignatureClaim claim(
      Form form,
      String accessKeyId,
      String signature,
      String timestamp,
      Instant signedAt,
      long expiresSeconds,
      @Nullable String sessionToken,
      Headers headers) {
    String contentHash = headers.first("x-amz-content-sha256");
    PayloadDeclaration declared = contentHash == null ? null : PayloadDeclaration.of(contentHash);
    return new SignatureClaim(
        form,
        accessKeyId,
        SCOPE,
        List.of(),
        signature,
        timestamp,
        signedAt,
        expiresSeconds,
        sessionToken,
        declared == null ? PayloadDeclaration.UNSIGNED : declared);
  }

  /**
   * What the client has signed, if it has signed this request.
   *
   * @param bucketOfHost the bucket that the host names; null where the path names it
   */
  static String stringToSign(
      SignatureClaim claim, RequestHead head, @Nullable String bucketOfHost) {
    boolean presigned = claim.form() == Form.LEGACY_PRESIGNED;
    Map<String, String> query = presigned ? parameters(head.query()) : Map.of();
    Headers headers = head.headers();
    StringBuilder text = new StringBuilder(256);
    text.append(head.method()).append('\n');
    text.append(header("content-md5", headers, query)).append('\n');
    text.append(header("content-type", headers, query)).append('\n');
    boolean dated = presigned || headers.first("x-amz-date") == null;
    text.append(dated ? claim.timestamp() : "").append('\n');
    amazonHeaders(headers, query)
        .forEach((name, value) -> text.append(name).append(':').append(value).append('\n'));
    if (bucketOfHost != null) {
      text.append('/').append(bucketOfHost);
    }
    text.append(head.path());
    char separator = '?';
    for (Map.Entry<String, String> parameter : parameters(head.query()).entrySet()) {
      if (SUBRESOURCES.contains(parameter.getKey())) {
        text.append(separator).append(parameter.getKey());
        if (!parameter.getValue().isEmpty()) {
          text.append('=').append(parameter.getValue());
        }
        separator = '&';
      }
    }
    return text.toString();
  }

  static String sign(String secretAccessKey, String stringToSign) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(secretAccessKey.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      return Base64.getEncoder()
          .encodeToString(mac.doFinal(stringToSign.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every platform has HmacSHA1", e);
    }
  }

  private static String header(String name, Headers headers, Map<String, String> query) {
    String value = headers.first(name);
    return value != null ? value.strip() : query.getOrDefault(name, "");
  }

  private static Map<String, String> amazonHeaders(Headers headers, Map<String, String> query) {
    Map<String, String> amazon = new TreeMap<>();
    query.forEach(
        (name, value) -> {
          if (name.startsWith("x-amz-")) {
            amazon.put(name, value);
          }
        });
    headers.forEach(
        (name, value) -> {
          if (name.startsWith("x-amz-")) {
            amazon.merge(name, value.strip(), (first, next) -> first + ',' + next);
          }
        });
    return amazon;
  }

  /** The parameters of a query, decoded; those of AWS's headers by their lower-case names. */
  private static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new TreeMap<>();
    for (int start = 0; start < query.length(); ) {
      int ampersand = query.indexOf('&', start);
      int end = ampersand < 0 ? query.length() : ampersand;
      int equals = query.indexOf('=', start);
      equals = equals < 0 || equals > end ? end : equals;
      String name = query.substring(start, equals);
      String value = equals == end ? "" : decoded(query.substring(equals + 1, end));
      String lower = name.toLowerCase(Locale.ROOT);
      parameters.putIfAbsent(lower.startsWith("x-amz-") ? lower : name, value);
      start = end + 1;
    }
    return parameters;
  }

  private static String decoded(String value) {
    try {
      return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return value;
    }
  }
}
