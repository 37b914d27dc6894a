package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.checksum.ChecksumAlgorithm;
import dev.cloudjar.s3.CopyContent.Source;
import dev.cloudjar.s3.content.ByteRange;
import org.jspecify.annotations.Nullable;

/** What may be copied, and what of it comes along. */
final class CopyRules {
  private static final String RANGE_HEADER = "x-amz-copy-source-range";

  private CopyRules() {}

  /** Refuses a source that can't be copied in one piece, or of which something doesn't hold. */
  static void check(Call call, Source source, ReadCondition condition) {
    checkSource(call, source, condition);
    if (source.object().sizeBytes() > BodyReceiver.MAX_BYTES) {
      throw S3Faults.invalidRequest(
          "The specified copy source is larger than the maximum allowable size for a copy source: "
              + BodyReceiver.MAX_BYTES);
    }
  }

  /** Refuses a source that can't be read, or of which something doesn't hold. */
  static void checkSource(Call call, Source source, ReadCondition condition) {
    if (Archive.isArchived(source.object(), call.time())) {
      throw ArchiveFaults.copied(source.object());
    }
    ReadCondition.Failure failure = condition.failure(source.object(), call.time());
    if (failure != null) {
      throw S3Faults.preconditionFailed("x-amz-copy-source-" + failure.header());
    }
  }

  static Fault illegalCopyToItself() {
    return S3Faults.invalidRequest(
        "This copy request is illegal because it is trying to copy an object to itself without"
            + " changing the object's metadata, storage class, website redirect location or"
            + " encryption attributes.");
  }

  /** Whether a directive says that what the source has is replaced. */
  static boolean isReplace(@Nullable String directive, String what, String header) {
    if (directive == null || directive.equals("COPY")) {
      return false;
    }
    if (directive.equals("REPLACE")) {
      return true;
    }
    throw S3Faults.invalidArgument("Unknown " + what + " directive.", header, directive);
  }

  /** The algorithm of a name that a caller sent; null for none. */
  static @Nullable ChecksumAlgorithm algorithm(@Nullable String name) {
    if (name == null) {
      return null;
    }
    return ChecksumAlgorithm.named(name)
        .orElseThrow(
            () ->
                S3Faults.invalidRequest(
                    "Checksum algorithm provided is unsupported. Please try again with any of the"
                        + " valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]"));
  }

  /**
   * The attributes of a copy: storage class, redirect, encryption and access are as sent, whatever
   * the source's were.
   */
  static ObjectAttributes attributes(
      ObjectAttributes source,
      ObjectAttributes sent,
      boolean replacesMetadata,
      boolean replacesTags) {
    ObjectAttributes described = replacesMetadata ? sent : source;
    return new ObjectAttributes(
        described.contentType(),
        described.cacheControl(),
        described.contentDisposition(),
        described.contentEncoding(),
        described.contentLanguage(),
        described.expires(),
        sent.websiteRedirectLocation(),
        sent.encryption(),
        sent.storageClass(),
        described.metadata(),
        replacesTags ? sent.tags() : source.tags(),
        sent.access());
  }

  /**
   * The range of a source that becomes a part.
   *
   * @param header null for all of the source
   */
  static @Nullable ByteRange range(@Nullable String header, long sizeBytes) {
    if (header == null) {
      return null;
    }
    String spec = header.startsWith("bytes=") ? header.substring("bytes=".length()) : "";
    int dash = spec.indexOf('-');
    if (dash <= 0 || !isNumber(spec.substring(0, dash)) || !isNumber(spec.substring(dash + 1))) {
      throw malformedRange(header);
    }
    long first = Long.parseLong(spec.substring(0, dash));
    long last = Long.parseLong(spec.substring(dash + 1));
    if (first > last) {
      throw malformedRange(header);
    }
    if (first >= sizeBytes) {
      throw S3Faults.invalidRequest(
          "The specified copy range is invalid for the source object size");
    }
    if (last >= sizeBytes) {
      throw S3Faults.invalidArgument(
          "Range specified is not valid for source object of size: " + sizeBytes,
          RANGE_HEADER,
          header);
    }
    return new ByteRange(first, last);
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty()
        && text.length() <= 18
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static Fault malformedRange(String header) {
    return S3Faults.invalidArgument(
        "The x-amz-copy-source-range value must be of the form bytes=first-last where first and"
            + " last are the zero-based offsets of the first and last bytes to copy",
        RANGE_HEADER,
        header);
  }
}
