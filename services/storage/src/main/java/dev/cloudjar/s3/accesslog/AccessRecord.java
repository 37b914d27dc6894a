package dev.cloudjar.s3.accesslog;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * One request, as a line of a log tells it. What is not known, or does not apply, is empty and
 * becomes a dash; numbers below zero do, too.
 *
 * @param bucketOwner canonical user id
 * @param requester canonical user id, or an ARN
 * @param operation such as {@code REST.GET.OBJECT}
 * @param key as it was stored, not encoded
 * @param requestUri such as {@code GET /bucket/key HTTP/1.1}
 * @param turnAroundMillis how long the first byte of the answer took
 */
public record AccessRecord(
    String bucketOwner,
    String bucket,
    Instant time,
    String remoteIp,
    String requester,
    String requestId,
    String operation,
    String key,
    String requestUri,
    int status,
    String errorCode,
    long bytesSent,
    long objectSize,
    long totalMillis,
    long turnAroundMillis,
    String referer,
    String userAgent,
    String versionId,
    String hostId,
    Signature signature,
    Connection connection,
    String accessPointArn,
    boolean aclRequired) {

  /** How a request was signed, such as {@code SigV4} in an {@code AuthHeader}. */
  public record Signature(String version, String authenticationType) {
    /** Of nobody. */
    public static final Signature NONE = new Signature("", "");
  }

  /** How a request came. */
  public record Connection(String cipherSuite, String host, String tlsVersion) {
    /** From within. */
    public static final Connection NONE = new Connection("", "", "");
  }

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("'['dd/MMM/yyyy:HH:mm:ss Z']'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private static final String UNENCODED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";

  /** The same request once more, as what befell one of the keys in it. */
  public AccessRecord ofKey(String otherOperation, String otherKey, String version, int result) {
    return new AccessRecord(
        bucketOwner,
        bucket,
        time,
        remoteIp,
        requester,
        requestId,
        otherOperation,
        otherKey,
        "",
        result,
        "",
        -1,
        -1,
        -1,
        -1,
        "",
        "",
        version,
        hostId,
        signature,
        connection,
        accessPointArn,
        aclRequired);
  }

  /** The line, with its end. */
  public String line() {
    StringBuilder out = new StringBuilder(512);
    field(out, bucketOwner);
    field(out, bucket);
    out.append(TIME.format(time)).append(' ');
    field(out, remoteIp);
    field(out, requester);
    field(out, requestId);
    field(out, operation);
    field(out, encoded(key));
    quoted(out, requestUri);
    number(out, status == 0 ? -1 : status);
    field(out, errorCode);
    number(out, bytesSent == 0 ? -1 : bytesSent);
    number(out, objectSize);
    number(out, totalMillis);
    number(out, turnAroundMillis);
    quoted(out, referer);
    quoted(out, userAgent);
    field(out, versionId);
    field(out, hostId);
    field(out, signature.version);
    field(out, connection.cipherSuite);
    field(out, signature.authenticationType);
    field(out, connection.host);
    field(out, connection.tlsVersion);
    field(out, accessPointArn);
    field(out, aclRequired ? "Yes" : "");
    return out.append("-\n").toString();
  }

  private static void field(StringBuilder out, String value) {
    if (value.isEmpty()) {
      out.append('-');
    } else {
      printable(out, value, ' ');
    }
    out.append(' ');
  }

  private static void quoted(StringBuilder out, String value) {
    out.append('"');
    if (value.isEmpty()) {
      out.append('-');
    } else {
      printable(out, value, '"');
    }
    out.append("\" ");
  }

  /** What callers write must not make lines or fields of its own. */
  private static void printable(StringBuilder out, String value, char separator) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ' || c == 0x7F || c == separator) {
        percent(out, c);
      } else {
        out.append(c);
      }
    }
  }

  private static void number(StringBuilder out, long value) {
    if (value < 0) {
      out.append('-');
    } else {
      out.append(value);
    }
    out.append(' ');
  }

  private static String encoded(String key) {
    StringBuilder out = new StringBuilder(key.length() + 16);
    for (byte each : key.getBytes(StandardCharsets.UTF_8)) {
      if (UNENCODED.indexOf(each) >= 0) {
        out.append((char) each);
      } else {
        percent(out, each & 0xFF);
      }
    }
    return out.toString();
  }

  private static void percent(StringBuilder out, int code) {
    out.append('%')
        .append(Character.toUpperCase(Character.forDigit(code >> 4, 16)))
        .append(Character.toUpperCase(Character.forDigit(code & 0xF, 16)));
  }
}
