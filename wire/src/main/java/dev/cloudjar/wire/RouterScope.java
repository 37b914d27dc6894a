package dev.cloudjar.wire;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a request's credential says about where it goes. Nothing is verified here: a wrong scope is
 * refused with the signature.
 *
 * @param service the signing name, such as {@code logs}; empty where the request names none
 * @param region such as {@code eu-west-1}; empty where the request names none
 * @param signed whether the request carries any credential at all
 */
record RouterScope(String service, String region, boolean signed) {
  private static final RouterScope NONE = new RouterScope("", "", false);

  /** A signature of version 2, which tells neither service nor Region. */
  private static final RouterScope OPAQUE = new RouterScope("", "", true);

  private static final String TERMINATOR = "aws4_request";
  private static final int LONGEST_NAME = 64;

  static RouterScope of(RequestHead head, RouterQuery query) {
    String authorization = head.headers().first("authorization");
    if (authorization != null) {
      return ofCredential(credential(authorization), head.headers());
    }
    String presigned = query.first("X-Amz-Credential");
    if (presigned != null) {
      return ofCredential(presigned, head.headers());
    }
    return query.has("AWSAccessKeyId") ? OPAQUE : NONE;
  }

  private static @Nullable String credential(String authorization) {
    int start = authorization.indexOf("Credential=");
    if (start < 0) {
      return null;
    }
    int from = start + "Credential=".length();
    int end = from;
    while (end < authorization.length()
        && authorization.charAt(end) != ','
        && authorization.charAt(end) != ' ') {
      end++;
    }
    return authorization.substring(from, end);
  }

  /**
   * Reads {@code KEY/20260101/us-east-1/sqs/aws4_request} from its end; the asymmetric algorithm
   * leaves out the Region and tells it in a header or parameter of its own.
   */
  private static RouterScope ofCredential(@Nullable String credential, Headers headers) {
    if (credential == null || !credential.endsWith("/" + TERMINATOR)) {
      return OPAQUE;
    }
    int serviceEnd = credential.length() - TERMINATOR.length() - 1;
    int serviceStart = credential.lastIndexOf('/', serviceEnd - 1) + 1;
    int regionEnd = serviceStart - 1;
    int regionStart = credential.lastIndexOf('/', regionEnd - 1) + 1;
    if (serviceStart <= 0 || regionStart <= 0) {
      return OPAQUE;
    }
    String region = credential.substring(regionStart, regionEnd);
    if (isDate(region)) {
      String regions = headers.first("x-amz-region-set");
      region = regions == null ? "" : regions.split(",", 2)[0].strip();
    }
    return new RouterScope(
        name(credential.substring(serviceStart, serviceEnd)), name(region), true);
  }

  /** A name that is safe to look up, to log and to be part of a key; empty for any other. */
  private static String name(String text) {
    if (text.isEmpty() || text.length() > LONGEST_NAME) {
      return "";
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-') {
        return "";
      }
    }
    return text;
  }

  private static boolean isDate(String text) {
    return text.length() == 8 && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  static String decoded(String text) {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
      return text;
    }
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
