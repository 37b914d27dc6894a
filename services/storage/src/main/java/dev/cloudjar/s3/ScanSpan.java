package dev.cloudjar.s3;

import dev.cloudjar.s3.select.Decompression;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Where records have to begin to be looked at.
 *
 * @param last the last byte at which one may
 */
record ScanSpan(long first, long last) {

  static ScanSpan of(@Nullable SdkPojo asked, SelectInput input, long sizeBytes) {
    if (asked == null) {
      return new ScanSpan(0, Long.MAX_VALUE);
    }
    boolean quoted = input.csv() != null && input.csv().quotedDelimiters();
    if (quoted
        || input.isParquet()
        || "DOCUMENT".equals(input.json())
        || input.compression() != Decompression.NONE) {
      throw SelectFaults.unsupportedScanRange();
    }
    Long start = (Long) Members.get(asked, "Start");
    Long end = (Long) Members.get(asked, "End");
    if (start == null && end == null) {
      throw SelectFaults.invalidScanRange("it has neither start nor end");
    }
    if ((start != null && start < 0) || (end != null && end < 0)) {
      throw SelectFaults.invalidScanRange("it is negative");
    }
    if (start == null) {
      return new ScanSpan(Math.max(0, sizeBytes - (end == null ? 0 : end)), Long.MAX_VALUE);
    }
    if (start >= Math.max(1, sizeBytes) || (end != null && end < start)) {
      throw SelectFaults.invalidScanRange("it ends before it starts, or starts behind the object");
    }
    return new ScanSpan(start, end == null ? Long.MAX_VALUE : end);
  }
}
