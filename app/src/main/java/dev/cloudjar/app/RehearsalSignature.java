package dev.cloudjar.app;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The look of a signature; the cloud cannot verify the signatures of keys that nobody has created,
 * and does not try.
 */
final class RehearsalSignature {
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private RehearsalSignature() {}

  static String timestamp() {
    return TIMESTAMP.format(Instant.now());
  }

  static String of(String service, String timestamp) {
    return "AWS4-HMAC-SHA256 Credential=test/"
        + timestamp.substring(0, 8)
        + "/us-east-1/"
        + service
        + "/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature="
        + "0".repeat(64);
  }
}
