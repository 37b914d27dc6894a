package dev.cloudjar.wire.sigv4;

import dev.cloudjar.wire.Headers;
import dev.cloudjar.wire.RequestHead;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What of a request is signed, in the one form that both sides hash.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">Create
 *     a signed AWS API request</a>
 */
final class CanonicalRequest {
  private static final String SIGNATURE_PARAMETER = "X-Amz-Signature";

  /** Sorts before every char of an encoded name, as the end of a name does. */
  private static final char AFTER_NAME = '\u0001';

  private CanonicalRequest() {}

  /**
   * @param payload what stands for the body
   */
  static ByteText of(
      RequestHead head, List<String> signedHeaders, SigningRules rules, String payload) {
    ByteText text = new ByteText(1024);
    text.append(head.method());
    text.append('\n');
    text.append(path(head.path(), rules));
    text.append('\n');
    appendQuery(head.query(), text);
    text.append('\n');
    for (int i = 0; i < signedHeaders.size(); i++) {
      appendHeader(signedHeaders.get(i), head.headers(), text);
    }
    text.append('\n');
    for (int i = 0; i < signedHeaders.size(); i++) {
      if (i > 0) {
        text.append(';');
      }
      text.append(signedHeaders.get(i));
    }
    text.append('\n');
    text.append(payload);
    return text;
  }

  static String path(String path, SigningRules rules) {
    if (path.isEmpty()) {
      return "/";
    }
    return rules.normalizesPath()
        ? UriEncoding.encodePath(normalized(path))
        : UriEncoding.recodePath(path);
  }

  /** The path without empty segments and dot segments. */
  private static String normalized(String path) {
    if (!path.contains("//") && !path.contains("/.")) {
      return path;
    }
    List<String> segments = new ArrayList<>();
    boolean directory = false;
    for (int start = 0; start <= path.length(); ) {
      int end = path.indexOf('/', start);
      end = end < 0 ? path.length() : end;
      String segment = path.substring(start, end);
      directory = segment.isEmpty() || segment.equals(".") || segment.equals("..");
      if (segment.equals("..")) {
        if (!segments.isEmpty()) {
          segments.removeLast();
        }
      } else if (!directory) {
        segments.add(segment);
      }
      start = end + 1;
    }
    String joined = '/' + String.join("/", segments);
    return directory && joined.length() > 1 ? joined + '/' : joined;
  }

  private static void appendQuery(String query, ByteText text) {
    if (query.isEmpty()) {
      return;
    }
    List<String> pairs = new ArrayList<>();
    for (int start = 0; start <= query.length(); ) {
      int end = query.indexOf('&', start);
      end = end < 0 ? query.length() : end;
      if (end > start) {
        String pair = pair(query, start, end);
        if (!pair.startsWith(SIGNATURE_PARAMETER)
            || pair.charAt(SIGNATURE_PARAMETER.length()) != AFTER_NAME) {
          pairs.add(pair);
        }
      }
      start = end + 1;
    }
    Collections.sort(pairs);
    for (int i = 0; i < pairs.size(); i++) {
      if (i > 0) {
        text.append('&');
      }
      text.append(pairs.get(i).replace(AFTER_NAME, '='));
    }
  }

  private static String pair(String query, int start, int end) {
    StringBuilder pair = new StringBuilder(end - start + 16);
    int equals = query.indexOf('=', start);
    if (equals < 0 || equals >= end) {
      UriEncoding.recodeQuery(query, start, end, pair);
      return pair.append(AFTER_NAME).toString();
    }
    UriEncoding.recodeQuery(query, start, equals, pair);
    pair.append(AFTER_NAME);
    UriEncoding.recodeQuery(query, equals + 1, end, pair);
    return pair.toString();
  }

  private static void appendHeader(String name, Headers headers, ByteText text) {
    text.append(name);
    text.append(':');
    List<String> values = headers.all(name.equals(":authority") ? "host" : name);
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        text.append(',');
      }
      text.append(singleSpaced(values.get(i)));
    }
    text.append('\n');
  }

  /** The value without spaces around it, and with one where there are several within. */
  private static String singleSpaced(String value) {
    boolean clean = true;
    boolean afterSpace = true;
    for (int i = 0; i < value.length() && clean; i++) {
      char c = value.charAt(i);
      clean = c != '\t' && c != '\n' && !(c == ' ' && afterSpace);
      afterSpace = c == ' ';
    }
    if (value.isEmpty() || (clean && !afterSpace)) {
      return value;
    }
    StringBuilder single = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
        if (!single.isEmpty() && single.charAt(single.length() - 1) != ' ') {
          single.append(' ');
        }
      } else {
        single.append(c);
      }
    }
    if (!single.isEmpty() && single.charAt(single.length() - 1) == ' ') {
      single.setLength(single.length() - 1);
    }
    return single.toString();
  }
}
