package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/** Reads what a write says of its object, and refuses what it asks for that is not there. */
final class AttributeReader {
  static final int MAX_METADATA_BYTES = 2 * 1024;
  private static final String DEFAULT_CONTENT_TYPE = "binary/octet-stream";

  private AttributeReader() {}

  /** The attributes that {@code request} gives its object, beside its encryption. */
  static ObjectAttributes read(Call call, SdkPojo request, Encryption encryption) {
    return new ObjectAttributes(
        contentType(request),
        Members.text(request, "CacheControl"),
        Members.text(request, "ContentDisposition"),
        contentEncoding(request),
        Members.text(request, "ContentLanguage"),
        expires(call, request),
        websiteRedirect(request),
        encryption,
        storageClass(request),
        metadata(request),
        Tags.ofHeader(Members.text(request, "Tagging")),
        null);
  }

  private static String contentType(SdkPojo request) {
    String sent = Members.text(request, "ContentType");
    return sent == null || sent.isEmpty() ? DEFAULT_CONTENT_TYPE : sent;
  }

  /** Without {@code aws-chunked}, which tells of the transfer and not of the object. */
  private static @Nullable String contentEncoding(SdkPojo request) {
    String sent = Members.text(request, "ContentEncoding");
    if (sent == null || !sent.toLowerCase(Locale.ROOT).contains("aws-chunked")) {
      return sent;
    }
    String rest =
        Arrays.stream(sent.split(",", -1))
            .map(String::strip)
            .filter(each -> !each.equalsIgnoreCase("aws-chunked") && !each.isEmpty())
            .collect(Collectors.joining(","));
    return rest.isEmpty() ? null : rest;
  }

  private static @Nullable String expires(Call call, SdkPojo request) {
    return call.http()
        .headers()
        .first("expires")
        .or(
            () ->
                Optional.ofNullable((Instant) Members.get(request, "Expires"))
                    .map(HttpDate::format))
        .orElse(null);
  }

  private static @Nullable String websiteRedirect(SdkPojo request) {
    String sent = Members.text(request, "WebsiteRedirectLocation");
    if (sent != null
        && !sent.startsWith("/")
        && !sent.startsWith("http://")
        && !sent.startsWith("https://")) {
      throw S3Faults.invalidRedirectLocation();
    }
    return sent;
  }

  /** The storage class that is asked for. */
  static String storageClass(SdkPojo request) {
    String asked = Members.text(request, "StorageClass");
    if (asked == null) {
      return ObjectAttributes.STANDARD;
    }
    if (!StorageClasses.isKnown(asked)) {
      throw S3Faults.invalidStorageClass(asked);
    }
    return asked;
  }

  private static Map<String, String> metadata(SdkPojo request) {
    @SuppressWarnings("unchecked") // the official shape's own type
    Map<String, String> sent = (Map<String, String>) Members.get(request, "Metadata");
    if (sent == null || sent.isEmpty()) {
      return Map.of();
    }
    Map<String, String> metadata = new HashMap<>();
    int sizeBytes = 0;
    for (Map.Entry<String, String> each : sent.entrySet()) {
      String name = each.getKey().toLowerCase(Locale.ROOT);
      metadata.put(name, each.getValue());
      sizeBytes += utf8Bytes(name) + utf8Bytes(each.getValue());
    }
    if (sizeBytes > MAX_METADATA_BYTES) {
      throw S3Faults.metadataTooLarge(sizeBytes, MAX_METADATA_BYTES);
    }
    return Map.copyOf(metadata);
  }

  private static int utf8Bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  static void checkKey(String key) {
    int sizeBytes = key.length() > ObjectKey.MAX_BYTES / 4 ? utf8Bytes(key) : key.length();
    if (sizeBytes > ObjectKey.MAX_BYTES) {
      throw S3Faults.keyTooLong(sizeBytes);
    }
  }
}
