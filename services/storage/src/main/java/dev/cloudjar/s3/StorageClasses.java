package dev.cloudjar.s3;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The storage classes of general purpose buckets, by the names that callers know them by.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html">Understanding
 *     and managing Amazon S3 storage classes</a>
 */
final class StorageClasses {
  static final String STANDARD = ObjectAttributes.STANDARD;
  static final String REDUCED_REDUNDANCY = "REDUCED_REDUNDANCY";
  static final String STANDARD_IA = "STANDARD_IA";
  static final String ONEZONE_IA = "ONEZONE_IA";
  static final String INTELLIGENT_TIERING = "INTELLIGENT_TIERING";
  static final String GLACIER_IR = "GLACIER_IR";
  static final String GLACIER = "GLACIER";
  static final String DEEP_ARCHIVE = "DEEP_ARCHIVE";

  /** From what is read often to what is hardly ever read. */
  private static final List<String> ALL =
      List.of(
          STANDARD,
          REDUCED_REDUNDANCY,
          STANDARD_IA,
          INTELLIGENT_TIERING,
          ONEZONE_IA,
          GLACIER_IR,
          GLACIER,
          DEEP_ARCHIVE);

  private static final Map<String, Long> MINIMUM_DAYS =
      Map.of(STANDARD_IA, 30L, ONEZONE_IA, 30L, GLACIER_IR, 90L, GLACIER, 90L, DEEP_ARCHIVE, 180L);

  private StorageClasses() {}

  static boolean isKnown(String name) {
    return ALL.contains(name);
  }

  /** Whether objects of a class must be restored before they can be read. */
  static boolean isArchive(String name) {
    return name.equals(GLACIER) || name.equals(DEEP_ARCHIVE);
  }

  /** For how long an object of a class is paid for at the least. */
  static Duration minimumDuration(String name) {
    return Duration.ofDays(MINIMUM_DAYS.getOrDefault(name, 0L));
  }
}
