package dev.cloudjar.s3;

import dev.cloudjar.cloud.Fault;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules for tags of buckets and objects.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html">Categorizing
 *     your objects using tags</a>
 */
final class Tags {
  static final int MAX_OF_OBJECT = 10;
  static final int MAX_OF_BUCKET = 50;
  private static final int MAX_KEY_CHARACTERS = 128;
  private static final int MAX_VALUE_CHARACTERS = 256;
  private static final String HEADER = "x-amz-tagging";

  private Tags() {}

  /** A tag as it was sent; a part that was left out is null. */
  record Sent(@Nullable String key, @Nullable String value) {}

  /** The tags of an {@code x-amz-tagging} header. */
  static Map<String, String> ofHeader(@Nullable String header) {
    if (header == null || header.isEmpty()) {
      return Map.of();
    }
    Map<String, String> tags = new LinkedHashMap<>();
    for (String pair : header.split("&", -1)) {
      int equals = pair.indexOf('=');
      String key = decode(equals < 0 ? pair : pair.substring(0, equals), header);
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1), header);
      if (!hasAllowedCharacters(key)
          || !hasAllowedCharacters(value)
          || tags.put(key, value) != null) {
        throw malformed(header);
      }
    }
    checkLimits(tags, "Object", MAX_OF_OBJECT, "Your TagKey cannot be prefixed with aws:");
    return Map.copyOf(tags);
  }

  /** The tags of an object's tag set. */
  static Map<String, String> ofObject(List<Sent> sent) {
    return of(sent, "Object", MAX_OF_OBJECT, "Your TagKey cannot be prefixed with aws:");
  }

  /** The tags of a bucket's tag set. */
  static Map<String, String> ofBucket(List<Sent> sent) {
    return of(sent, "Bucket", MAX_OF_BUCKET, "System tags cannot be added/updated by requester");
  }

  private static Map<String, String> of(
      List<Sent> sent, String what, int limit, String systemTagMessage) {
    Map<String, String> tags = new LinkedHashMap<>();
    for (Sent tag : sent) {
      String key = tag.key();
      String value = tag.value();
      if (key == null || value == null) {
        throw S3Faults.malformedXml();
      }
      if (tags.put(key, value) != null) {
        throw S3Faults.invalidTag("Cannot provide multiple Tags with the same key", key);
      }
    }
    checkLimits(tags, what, limit, systemTagMessage);
    return tags;
  }

  private static void checkLimits(
      Map<String, String> tags, String what, int limit, String systemTagMessage) {
    if (tags.size() > limit) {
      throw S3Faults.tooManyTags(what, limit);
    }
    tags.forEach(
        (key, value) -> {
          if (key.startsWith("aws:")) {
            throw S3Faults.invalidTag(systemTagMessage, key);
          }
          if (key.isEmpty() || key.length() > MAX_KEY_CHARACTERS || !hasAllowedCharacters(key)) {
            throw S3Faults.invalidTag("The TagKey you have provided is invalid", key);
          }
          if (value.length() > MAX_VALUE_CHARACTERS || !hasAllowedCharacters(value)) {
            throw S3Faults.invalidTag("The TagValue you have provided is invalid", key)
                .with("TagValue", value);
          }
        });
  }

  private static boolean hasAllowedCharacters(String text) {
    return text.codePoints()
        .allMatch(
            c ->
                Character.isLetterOrDigit(c)
                    || Character.isSpaceChar(c)
                    || "_.:/=+-@".indexOf(c) >= 0);
  }

  private static String decode(String text, String header) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw malformed(header);
    }
  }

  private static Fault malformed(String header) {
    return S3Faults.invalidArgument(
        "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters"
            + " without tag name duplicates.",
        HEADER,
        header);
  }
}
